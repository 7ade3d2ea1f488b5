import path from 'node:path';
import { analyzeCompose } from '../../core/analysis/analyzeCompose.ts';
import { analyzeSpecFile } from '../../core/analysis/analyzeSpecFile.ts';
import {
  prepareAnalysis,
  type Analysis,
  type PreparedAnalysis,
} from '../../core/analysis/analyze.ts';
import type { Builder } from '../../core/build/workerNode.ts';
import type { BaseImage } from '../../core/dockerfile/resolution.ts';
import type { ContextProgram, Fact, ImageFacts } from '../../core/facts.ts';
import { isLockFile } from '../../core/lockfile/lockFile.ts';
import type { LockFile } from '../../core/lockfile/lockedPackage.ts';
import type { ReadSpec } from '../../core/manifestSpec/readSpec.ts';
import type { ComposeServices } from '../../core/project/composeServices.ts';
import { inTurns } from '../inspection/inTurns.ts';
import type { FileProject } from './fileProjects.ts';
import type { AskAboutImages, KnownImages } from './imageQuestions.ts';

/** A Dockerfile, and what it is built for. */
export interface File extends FileProject {
  readonly path: string;
  readonly text: string;
  /** Of a compose file: what a text of it says of images. */
  readonly readServices?: (text: string) => ComposeServices;
  /** Of the spec of a manifest list: what a text of it says. */
  readonly readSpec?: (text: string) => ReadSpec;
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

/** A file that was looked at. */
export interface FileAnalysis {
  readonly file: File;
  readonly analysis: Analysis;
  /** Looks at another text of it. */
  readonly look: (text: string) => Analysis;
}

/** What was found out about files. */
export interface FileAnalyses {
  /** In the order of the files. */
  readonly files: readonly FileAnalysis[];
  /** What is known of all images that were asked for, by canonical reference. */
  readonly images: ReadonlyMap<string, Fact<ImageFacts>>;
}

/** Who is asked about what is not in the files. */
export interface Asked {
  readonly images: AskAboutImages;
  /** Asked once, when a file depends on it. */
  readonly buildPlatform: () => Promise<string | undefined>;
  readonly signal: AbortSignal;
}

/** Knowing one image may show that another one matters. */
const rounds = 5;

/**
 * Looks at files until nothing more is to be asked. Each image is asked for once, for all files together.
 *
 * @throws the signal's reason when cancelled
 */
export async function analyzeFiles(
  files: readonly File[],
  surroundings: Surroundings,
  asked: Asked,
): Promise<FileAnalyses> {
  let { buildPlatform } = surroundings;
  const images = new Map<string, Fact<ImageFacts>>();
  const bases = new Map<string, Fact<BaseImage>>();
  const lookers = files.map((file) =>
    createLooker(file, surroundings, { images, bases }, () => buildPlatform),
  );
  let asking: Promise<string | undefined> | undefined;
  // Files of a project stand on the same images: what the first ones teach spares the others a second look.
  const first = await analyzeSome(lookers.slice(0, filesAtOnce));
  const analyses = [...first, ...(await analyzeSome(lookers.slice(filesAtOnce)))];
  return {
    images,
    files: files.flatMap((file, index) => {
      const analysis = analyses[index];
      const look = lookers[index]?.look;
      return analysis === undefined || look === undefined ? [] : [{ file, analysis, look }];
    }),
  };

  async function lookAtAll(some: readonly Looker[]): Promise<readonly Analysis[]> {
    const all: Analysis[] = [];
    for (const { look, text } of some) {
      if (all.length % filesAtOnce === 0) await turn(asked.signal);
      all.push(look(text));
    }
    return all;
  }

  async function analyzeSome(some: readonly Looker[]): Promise<readonly Analysis[]> {
    let found = await lookAtAll(some);
    if (buildPlatform === undefined && found.some((analysis) => analysis.needsBuildPlatform)) {
      buildPlatform = await (asking ??= asked.buildPlatform());
      if (buildPlatform !== undefined) found = await lookAtAll(some);
    }
    await readContexts(some, found);
    return learnAll(some, found);
  }

  /** Asks for what analyses need, until nothing more is to be asked. */
  async function learnAll(
    some: readonly Looker[],
    found: readonly Analysis[],
  ): Promise<readonly Analysis[]> {
    let analyses = found;
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
      const answers = await asked.images({ images: missing, bases: [...missingBases.values()] });
      for (const [reference, fact] of answers.images) images.set(reference, fact);
      for (const [key, fact] of answers.bases) bases.set(key, fact);
      // A spec is judged at once: what was not known then is asked for once.
      analyses = analyses.map((analysis, index) => {
        const looker = some[index];
        return analysis.spec && looker !== undefined ? looker.look(looker.text) : analysis;
      });
      // A config may bring other images in, where it counts.
      if (answers.bases.size > 0) {
        analyses = analyses.map((analysis, index) => {
          const counts = analysis.needsBases.some(({ key }) => answers.bases.has(key));
          const looker = some[index];
          return counts && looker !== undefined ? looker.look(looker.text) : analysis;
        });
      }
    }
    return analyses;
  }
}

type Looker = ReturnType<typeof createLooker>;

/** How many files are looked at before anything else may happen. */
const filesAtOnce = 20;

/** Lets an interruption be heard. */
async function turn(signal: AbortSignal): Promise<void> {
  await new Promise((resolve) => {
    setImmediate(resolve);
  });
  signal.throwIfAborted();
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
  const found: FoundFiles = { programs: new Map(), lockFiles: new Map() };
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
      ...(project.asked && { asked: project.asked }),
      ...(target !== undefined && { target }),
      ...(project.exportsFiles === true && { exportsFiles: true }),
      ...(platform !== undefined && { buildPlatform: platform }),
      ...(surroundings.builder && { builder: surroundings.builder }),
    });
  }

  return {
    ...file,
    found,
    look: (text: string): Analysis => {
      const image = (reference: string) => images.get(reference) ?? notLookedUp;
      if (file.readSpec) return analyzeSpecFile(text, file.readSpec(text), image);
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
        base: ({ key }) => bases.get(key) ?? notLookedUp,
        context: {
          declared: project.context !== undefined,
          programs: (at) => found.programs.get(at) ?? notLookedAt,
          lockFile: (at) => found.lockFiles.get(at) ?? notLookedAt,
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

const notLookedUp: Fact<never> = {
  known: false,
  reason: { code: 'pending', message: 'It was not looked up.' },
};

const notLookedAt: Fact<never> = {
  known: false,
  reason: { code: 'pending', message: 'The build context was not looked at.' },
};

/** How many build contexts are read at the same time. */
const readersAtOnce = 64;

/** What was read of a build context, by path. */
interface FoundFiles {
  readonly programs: Map<string, Fact<readonly ContextProgram[]>>;
  readonly lockFiles: Map<string, Fact<LockFile | undefined>>;
}

/** Reads the programs and lock files that findings depend on from build contexts. */
async function readContexts(
  files: readonly (File & { readonly found: FoundFiles })[],
  analyses: readonly Analysis[],
): Promise<void> {
  await inTurns([...files.entries()], readersAtOnce, async ([index, each]) => {
    const { path: file, project, found } = each;
    const needed = analyses[index]?.needsFiles ?? [];
    if (needed.length === 0) return;
    const at = path.resolve(file);
    const { createContextReader } = await import('./projectFiles.ts');
    const reader = createContextReader(project.context ?? path.dirname(at), at);
    for (const each of needed) {
      if (isLockFile(each)) found.lockFiles.set(each, await reader.lockFile(each));
      else found.programs.set(each, await reader.programs(each));
    }
  });
}
