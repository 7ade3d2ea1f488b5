import path from 'node:path';
import { analyze, type Analysis } from '../core/analysis/analyze.ts';
import type { Builder } from '../core/build/workerNode.ts';
import type { ContextProgram, Fact, ImageFacts } from '../core/facts.ts';
import type { CheckedFile } from './checkedFilesText.ts';
import type { FileProject } from './fileProjects.ts';
import { imageOrigins } from './imageOrigins.ts';
import { offline, type AskAboutImages } from './lookUp.ts';

/** A Dockerfile, and what it is built for. */
export interface File extends FileProject {
  readonly path: string;
  readonly text: string;
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
  readonly look: (text: string, images: ReadonlyMap<string, Fact<ImageFacts>>) => Analysis;
}

/** What was found in all files, and what is known of their images, by canonical reference. */
export interface CheckedFiles {
  readonly checked: readonly AnalyzedFile[];
  readonly images: ReadonlyMap<string, Fact<ImageFacts>>;
}

/** Knowing one image may show that another one matters. */
const rounds = 3;

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
): Promise<CheckedFiles> {
  let { buildPlatform } = surroundings;
  const images = new Map<string, Fact<ImageFacts>>();
  const lookers = files.map((file) => {
    const { declared, project } = file;
    const target = surroundings.target ?? project.target;
    const programs = new Map<string, Fact<readonly ContextProgram[]>>();
    return {
      ...file,
      programs,
      look: (text: string, known: ReadonlyMap<string, Fact<ImageFacts>>) =>
        analyze({
          text,
          targets: declared.platforms,
          buildArgs: { ...project.buildArgs, ...surroundings.buildArgs },
          contexts: { ...project.contexts, ...surroundings.contexts },
          levels: project.rules,
          context: {
            declared: project.context !== undefined,
            programs: (at) => programs.get(at) ?? notLookedAt,
          },
          image: (reference) => known.get(reference) ?? offline,
          ...(target !== undefined && { target }),
          ...(buildPlatform !== undefined && { buildPlatform }),
          ...(surroundings.builder && { builder: surroundings.builder }),
        }),
    };
  });
  const lookAtAll = () => lookers.map(({ look, text }) => look(text, images));
  let analyses = lookAtAll();
  if (buildPlatform === undefined && analyses.some((analysis) => analysis.needsBuildPlatform)) {
    buildPlatform = await askBuildPlatform();
    if (buildPlatform !== undefined) analyses = lookAtAll();
  }
  if (await readPrograms(lookers, analyses)) analyses = lookAtAll();
  for (let round = 0; round < rounds; round++) {
    const needs = new Set(analyses.flatMap((analysis) => analysis.needs));
    const missing = [...needs].filter((reference) => !images.has(reference));
    if (missing.length === 0) break;
    const answers = await ask({ images: missing, bases: [] });
    for (const [reference, fact] of answers.images) images.set(reference, fact);
    analyses = lookAtAll();
  }
  const checked = lookers.flatMap(({ path: file, text, look, declared }, index) => {
    const analysis = analyses[index];
    if (analysis === undefined) return [];
    const references = analysis.sites.map(({ reference }) => reference);
    const origins = imageOrigins(references, images);
    return [{ path: file, text, look, analysis, origins, source: declared.source }];
  });
  return { checked, images };
}

const notLookedAt: Fact<never> = {
  known: false,
  reason: { code: 'pending', message: 'The build context was not looked at.' },
};

/** Reads the programs that findings depend on from build contexts; says whether there was any to read. */
async function readPrograms(
  files: readonly (File & { readonly programs: Map<string, Fact<readonly ContextProgram[]>> })[],
  analyses: readonly Analysis[],
): Promise<boolean> {
  let isAny = false;
  for (const [index, { path: file, project, programs }] of files.entries()) {
    const needed = analyses[index]?.needsFiles ?? [];
    if (needed.length === 0) continue;
    isAny = true;
    const at = path.resolve(file);
    const { createContextReader } = await import('../adapters/workspace/projectFiles.ts');
    const read = createContextReader(project.context ?? path.dirname(at), at);
    for (const each of needed) programs.set(each, await read(each));
  }
  return isAny;
}
