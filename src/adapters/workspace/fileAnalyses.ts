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
import type { ListFolder } from './folderLists.ts';
import type { AskAboutImages, ImageNeeds, KnownImages } from './imageQuestions.ts';

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
export interface FileAnalyses<T> {
  /** In the order of the files. */
  readonly files: readonly T[];
  /** What is known of all images that were asked for, by canonical reference. */
  readonly images: KnownImages['images'];
}

/** Files that are looked at a few at a time. */
export interface OpenAnalyses {
  /**
   * Looks at some more.
   *
   * @throws the signal's reason when cancelled, and what those throw who are asked
   */
  add(files: readonly File[]): Promise<void>;
  /** Asks what those still need of which nothing is delivered yet, and delivers them. Throws as `add` does. */
  settle(): Promise<void>;
}

/**
 * Is told of a file when all that it needs is known. Most of an analysis is more than the file: what is not kept of it
 * makes room for the next files.
 */
export type Deliver = (analyzed: FileAnalysis, images: KnownImages['images']) => void;

/** Who is asked about what is not in the files. */
export interface Asked {
  readonly images: AskAboutImages;
  /** Asked once, when a file depends on it. */
  readonly buildPlatform: () => Promise<string | undefined>;
  readonly signal: AbortSignal;
  /** How folders are listed. */
  readonly list?: ListFolder;
}

/** Knowing one image may show that another one matters. */
const rounds = 5;

/**
 * Looks at files until nothing more is to be asked. Each image is asked for once, for all files together.
 *
 * @param take what is kept of a file; called as {@link Deliver} is
 * @throws the signal's reason when cancelled
 */
export async function analyzeFiles<T>(
  files: readonly File[],
  surroundings: Surroundings,
  asked: Asked,
  take: (analyzed: FileAnalysis, images: KnownImages['images']) => T,
): Promise<FileAnalyses<T>> {
  const places = new Map(files.map((file, at) => [file, at]));
  const taken: T[] = [];
  let known: KnownImages['images'] = new Map();
  const analyses = openAnalyses(surroundings, asked, (analyzed, images) => {
    known = images;
    taken[places.get(analyzed.file) ?? files.length] = take(analyzed, images);
  });
  await analyses.add(files);
  await analyses.settle();
  return { images: known, files: taken };
}

/** Opens what looks at files as {@link analyzeFiles} does, but gets them a few at a time. */
export function openAnalyses(
  surroundings: Surroundings,
  asked: Asked,
  deliver: Deliver,
): OpenAnalyses {
  let { buildPlatform } = surroundings;
  const images = new Map<string, Fact<ImageFacts>>();
  const bases = new Map<string, Fact<BaseImage>>();
  let asking: Promise<string | undefined> | undefined;
  let isFirst = true;
  let waiting: Opened[] = [];
  return {
    async add(files) {
      for (let start = 0; start < files.length; start += filesAtOnce) {
        const some = await open(files.slice(start, start + filesAtOnce));
        // Files of a project stand on the same images: what the first ones teach spares the others a second look.
        if (isFirst) await learnAll(some);
        isFirst = false;
        // What they lack is asked for together with what others lack.
        if (isLacking(missingOf(some))) waiting.push(...some);
        else deliverAll(some);
      }
    },
    async settle() {
      const some = waiting;
      waiting = [];
      await learnAll(some);
      deliverAll(some);
    },
  };

  function deliverAll(some: readonly Opened[]): void {
    for (const { looker, analysis } of some) {
      deliver({ file: looker.file, analysis, look: looker.look }, images);
    }
  }

  /** Looks at files of which nothing is known yet. */
  async function open(some: readonly File[]): Promise<Opened[]> {
    await turn(asked.signal);
    const opened = some.map((file) => {
      const looker = createLooker(file, surroundings, { images, bases }, () => buildPlatform);
      return { looker, analysis: looker.look(file.text) };
    });
    if (buildPlatform === undefined && opened.some(({ analysis }) => analysis.needsBuildPlatform)) {
      buildPlatform = await (asking ??= asked.buildPlatform());
      if (buildPlatform !== undefined) opened.forEach(lookAgain);
    }
    await readContexts(opened, asked.list);
    return opened;
  }

  function lookAgain(each: Opened): void {
    each.analysis = each.looker.look(each.looker.file.text);
  }

  /** What nobody was asked for yet. */
  function missingOf(some: readonly Opened[]): ImageNeeds {
    // Nothing is judged yet: what is needed is read again as more becomes known.
    const needs = new Set(some.flatMap(({ analysis }) => analysis.needs));
    const needsBases = some.flatMap(({ analysis }) => analysis.needsBases);
    const missingBases = needsBases.filter(({ key }) => !bases.has(key));
    return {
      images: [...needs].filter((reference) => !images.has(reference)),
      bases: [...new Map(missingBases.map((need) => [need.key, need])).values()],
    };
  }

  /** Asks for what analyses need, until nothing more is to be asked. */
  async function learnAll(some: readonly Opened[]): Promise<void> {
    for (let round = 0; round < rounds; round++) {
      const missing = missingOf(some);
      if (!isLacking(missing)) break;
      const answers = await asked.images(missing);
      for (const [reference, fact] of answers.images) images.set(reference, fact);
      for (const [key, fact] of answers.bases) bases.set(key, fact);
      for (const each of some) {
        const { spec, needsBases } = each.analysis;
        // A spec is judged at once: what was not known then is asked for once. A config may bring other images in,
        // where it counts.
        if (spec || needsBases.some(({ key }) => answers.bases.has(key))) lookAgain(each);
      }
    }
  }
}

/** A file that is looked at as more becomes known. */
interface Opened {
  readonly looker: Looker;
  analysis: Analysis;
}

function isLacking({ images, bases }: ImageNeeds): boolean {
  return images.length + bases.length > 0;
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
    file,
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
async function readContexts(files: readonly Opened[], list?: ListFolder): Promise<void> {
  await inTurns(files, readersAtOnce, async ({ looker, analysis }) => {
    const { file, found } = looker;
    const needed = analysis.needsFiles;
    if (needed.length === 0) return;
    const at = path.resolve(file.path);
    const { createContextReader } = await import('./projectFiles.ts');
    const reader = createContextReader(
      file.project.context ?? path.dirname(at),
      at,
      Date.now,
      list,
    );
    for (const each of needed) {
      if (isLockFile(each)) found.lockFiles.set(each, await reader.lockFile(each));
      else found.programs.set(each, await reader.programs(each));
    }
  });
}
