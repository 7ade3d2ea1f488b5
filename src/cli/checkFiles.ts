import path from 'node:path';
import { analyzeCompose } from '../core/analysis/analyzeCompose.ts';
import { prepareAnalysis, type Analysis, type PreparedAnalysis } from '../core/analysis/analyze.ts';
import type { Builder } from '../core/build/workerNode.ts';
import type { BaseImage } from '../core/dockerfile/resolution.ts';
import type { ContextProgram, Fact, ImageFacts } from '../core/facts.ts';
import type { ComposeServices } from '../core/project/composeServices.ts';
import type { CheckedFile } from './checkedFilesText.ts';
import type { FileProject } from './fileProjects.ts';
import { mapLimited } from './files.ts';
import { imageOrigins } from './imageOrigins.ts';
import { offline, type AskAboutImages, type KnownImages } from './lookUp.ts';

/** A Dockerfile, and what it is built for. */
export interface File extends FileProject {
  readonly path: string;
  readonly text: string;
  /** Of a compose file: what a text of it says of images. */
  readonly readServices?: (text: string) => ComposeServices;
  /** Name of the file that Compose reads together with it. */
  readonly beside?: string;
}

/** What the call says of all files. */
export interface Surroundings {
  readonly target: string | undefined;
  readonly buildArgs: Readonly<Record<string, string>>;
  readonly contexts: Readonly<Record<string, string>>;
  readonly buildPlatform: string | undefined;
  readonly builder?: Fact<Builder>;
}

/** A file that was looked at, and how it is looked at again when its text has changed. */
export interface AnalyzedFile extends CheckedFile {
  readonly look: (text: string) => Analysis;
}

/** Knowing one image may show that another one matters. */
const rounds = 5;

/**
 * Looks at files until nothing more is to be asked. Each image is asked for once, for all files together.
 *
 * @param askBuildPlatform asked once, when a file depends on it
 */
export async function checkAll(
  files: readonly File[],
  surroundings: Surroundings,
  ask: AskAboutImages,
  askBuildPlatform: () => Promise<string | undefined>,
): Promise<readonly AnalyzedFile[]> {
  let { buildPlatform } = surroundings;
  const images = new Map<string, Fact<ImageFacts>>();
  const bases = new Map<string, Fact<BaseImage>>();
  const lookers = files.map((file) =>
    createLooker(file, surroundings, { images, bases }, () => buildPlatform),
  );
  const lookAtAll = () => lookers.map(({ look, text }) => look(text));
  let analyses = lookAtAll();
  if (buildPlatform === undefined && analyses.some((analysis) => analysis.needsBuildPlatform)) {
    buildPlatform = await askBuildPlatform();
    if (buildPlatform !== undefined) analyses = lookAtAll();
  }
  await readPrograms(lookers, analyses);
  for (let round = 0; round < rounds; round++) {
    // Nothing is judged yet: what is needed is read again as more becomes known.
    const needs = new Set(analyses.flatMap((analysis) => analysis.needs));
    const missing = [...needs].filter((reference) => !images.has(reference));
    const missingBases = new Map(
      analyses
        .flatMap(({ needsBases }) => needsBases)
        .filter(({ key }) => !bases.has(key))
        .map((need) => [need.key, need]),
    );
    if (missing.length + missingBases.size === 0) break;
    const answers = await ask({ images: missing, bases: [...missingBases.values()] });
    for (const [reference, fact] of answers.images) images.set(reference, fact);
    for (const [key, fact] of answers.bases) bases.set(key, fact);
    // A config may bring other images in, where it counts.
    if (answers.bases.size > 0) {
      analyses = analyses.map((analysis, index) => {
        const counts = analysis.needsBases.some(({ key }) => answers.bases.has(key));
        const looker = lookers[index];
        return counts && looker !== undefined ? looker.look(looker.text) : analysis;
      });
    }
  }
  const checked = lookers.flatMap(
    ({ path: file, text, look, declared, project, ...rest }, index) => {
      const analysis = analyses[index];
      if (analysis === undefined) return [];
      const references = analysis.sites.map(({ reference }) => reference);
      const origins = imageOrigins(references, images);
      const { unread } = project;
      const { beside, readServices } = rest;
      const services = readServices?.(text).elsewhere ?? [];
      const known = { path: file, text, look, analysis, origins, source: declared.source };
      return [
        {
          ...known,
          ...(unread !== undefined && { unread }),
          ...(beside !== undefined && { beside: { file: beside, services } }),
        },
      ];
    },
  );
  return checked;
}

/** A file, and a way to look at a text of it: at what is known by the time that somebody asks for findings. */
function createLooker(
  file: File,
  surroundings: Surroundings,
  { images, bases }: KnownImages,
  buildPlatform: () => string | undefined,
) {
  const { declared, project } = file;
  const target = surroundings.target ?? project.target;
  const programs = new Map<string, Fact<readonly ContextProgram[]>>();
  // Read once, and judged as often as more becomes known.
  let prepared: Prepared | undefined;

  function prepare(text: string, platform: string | undefined): PreparedAnalysis {
    return prepareAnalysis({
      text,
      targets: declared.platforms,
      buildArgs: { ...project.buildArgs, ...surroundings.buildArgs },
      ...(project.unknownBuildArgs && { unknownBuildArgs: project.unknownBuildArgs }),
      contexts: { ...project.contexts, ...surroundings.contexts },
      levels: project.rules,
      ...(target !== undefined && { target }),
      ...(project.exportsFiles === true && { exportsFiles: true }),
      ...(platform !== undefined && { buildPlatform: platform }),
      ...(surroundings.builder && { builder: surroundings.builder }),
    });
  }

  return {
    ...file,
    programs,
    look: (text: string): Analysis => {
      const image = (reference: string) => images.get(reference) ?? offline;
      if (file.readServices !== undefined) {
        const targets = declared.platforms;
        const services = file.readServices(text);
        return analyzeCompose({ text, services, targets, levels: project.rules }, { image });
      }
      const platform = buildPlatform();
      if (prepared?.text !== text || prepared.platform !== platform) {
        prepared = { text, platform, analysis: prepare(text, platform) };
      }
      return prepared.analysis.judge({
        image,
        base: ({ key }) => bases.get(key) ?? offline,
        context: {
          declared: project.context !== undefined,
          programs: (at) => programs.get(at) ?? notLookedAt,
        },
      });
    },
  };
}

/** What was made of a text for a platform of the builder. */
interface Prepared {
  readonly text: string;
  readonly platform: string | undefined;
  readonly analysis: PreparedAnalysis;
}

const notLookedAt: Fact<never> = {
  known: false,
  reason: { code: 'pending', message: 'The build context was not looked at.' },
};

/** Reads the programs that findings depend on from build contexts. */
async function readPrograms(
  files: readonly (File & { readonly programs: Map<string, Fact<readonly ContextProgram[]>> })[],
  analyses: readonly Analysis[],
): Promise<void> {
  await mapLimited([...files.entries()], async ([index, { path: file, project, programs }]) => {
    const needed = analyses[index]?.needsFiles ?? [];
    if (needed.length === 0) return;
    const at = path.resolve(file);
    const { createContextReader } = await import('../adapters/workspace/projectFiles.ts');
    const read = createContextReader(project.context ?? path.dirname(at), at);
    for (const each of needed) programs.set(each, await read(each));
  });
}
