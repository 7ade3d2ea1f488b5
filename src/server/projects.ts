import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BuiltDockerfiles } from '../adapters/workspace/builtImages.ts';
import type { ComposeBeside } from '../adapters/workspace/composeServices.ts';
import type { ProjectFacts, ProjectReader } from '../adapters/workspace/projectReader.ts';
import { bakePlatforms } from '../core/project/bakePlatforms.ts';
import {
  bakeFileNames,
  fileKind,
  projectFileName,
  type FileKind,
} from '../core/project/fileNames.ts';
import { imageServices } from '../core/project/imageServices.ts';
import type { ComposeServices } from '../core/project/composeServices.ts';
import { isLockFile, lockFileNames } from '../core/lockfile/lockFile.ts';
import type { LockFile } from '../core/lockfile/lockedPackage.ts';
import type { ContextFacts, ContextProgram, Fact } from '../core/facts.ts';
import { createBakeFiles, type BakePorts } from './bakeFiles.ts';
import { createLateAnswers, type InTime, type Patience } from './lateAnswers.ts';
import { say } from '../core/language.ts';

/** What the files around open Dockerfiles say about their builds. */
export interface Projects {
  /**
   * Undefined for a document that is no file on disk. A slow disk is not waited for: what was known before is told,
   * and `onChange` says when there is more.
   */
  of(uri: string): Promise<ProjectFacts | undefined>;
  /**
   * What a file that is no Dockerfile says of images and platforms. The variables of a compose file are
   * those of the file `.env` beside it. A slow disk is not waited for, as in {@link Projects.of}.
   */
  services(kind: FileKind, uri: string, text: string): Promise<ComposeServices>;
  /** What is known of a document's build context; undefined for a document that is no file on disk. */
  contextOf(uri: string): ContextFacts | undefined;
  /** Asks for the programs under paths of a document's build context. Returns at once. */
  wantFiles(uri: string, paths: readonly string[]): void;
  /** The files of a document's build context may have changed. */
  forgetFiles(uri: string): void;
  /** The folders of the workspace, as URIs. */
  useFolders(uris: readonly string[]): void;
  /** Whether a change of a file matters: that of one that {@link projectFilesGlob} has only because of its ending may not. */
  concerns(uri: string): boolean;
  /** A file was changed. */
  forget(): void;
}

/** How many paths of one file are looked at: no real file is near it, a generated one may be. */
const pathsPerFile = 200;

/** Files whose changes matter. Compose files extend YAML files of any name. */
export const projectFilesGlob = `**/{${[projectFileName, ...bakeFileNames, '.env', '*.yml', '*.yaml'].join(',')}}`;

/** Files that make a family by being there: only that they come and go counts. */
export const familyFilesGlob = '**/*{Dockerfile,dockerfile,Containerfile,containerfile}*';

/** The lock files that Dockerfiles copy: people make them anew to mend what is said of them. */
export const lockFilesGlob = `**/{${lockFileNames.join(',')}}`;

/** Who is asked, and who hears of news. */
export interface ProjectPorts {
  /** Asks docker what bake files say; see {@link BakePorts}. */
  readonly readBake: BakePorts['ask'];
  /** What is known of a build or of its context has changed. */
  onChange(): void;
  /** How long disks are waited for, where it is not as long as usual. */
  readonly patience?: Patience;
}

type Programs = Fact<readonly ContextProgram[]>;

const notLookedAt: Fact<never> = {
  known: false,
  reason: {
    code: 'pending',
    get message() {
      return say('The build context was not looked at yet.');
    },
  },
};

/** Makes the projects of one server. Nothing is read before it is asked for. */
export function createProjects(ports: ProjectPorts): Projects {
  let reader: Promise<ProjectReader> | undefined;
  const bakeFiles = createBakeFiles({
    ask: ports.readBake,
    onLate() {
      reader = undefined;
      ports.onChange();
    },
  });

  async function readProject(file: string, root: string): Promise<ProjectFacts> {
    reader ??= import('../adapters/workspace/projectFiles.ts').then((files) =>
      files.createProjectReader((folder, names) => bakeFiles.read(folder, names)),
    );
    const facts = await (await reader).read(file, root);
    for (const each of facts.extended ?? []) extended.add(each);
    return facts;
  }

  let roots: readonly string[] = [];
  /** Files that some compose file extends. */
  const extended = new Set<string>();
  /** By document. */
  const contexts = new Map<
    string,
    {
      /** Where the files below were read. */
      readonly folder: string;
      declared: boolean;
      readonly programs: Map<string, Programs>;
      readonly lockFiles: Map<string, Fact<LockFile | undefined>>;
      readonly asked: Set<string>;
    }
  >();

  async function readPrograms(uri: string, paths: readonly string[]): Promise<void> {
    const file = pathOf(uri);
    const project = file === undefined ? undefined : await projects.of(uri);
    if (file === undefined) return;
    const folder = project?.context ?? path.dirname(file);
    const before = contexts.get(uri);
    // What a slow disk has told late may be another context: nothing of the one before holds there.
    const context =
      before?.folder === folder
        ? before
        : {
            folder,
            declared: false,
            programs: new Map<string, Programs>(),
            lockFiles: new Map<string, Fact<LockFile | undefined>>(),
            asked: new Set<string>(),
          };
    contexts.set(uri, context);
    context.declared = project?.context !== undefined;
    const missing = paths.filter((each) => !context.asked.has(each)).slice(0, pathsPerFile);
    if (missing.length === 0) return;
    for (const each of missing) context.asked.add(each);
    const { createContextReader } = await import('../adapters/workspace/projectFiles.ts');
    const reader = createContextReader(folder, file);
    for (const each of missing) {
      if (isLockFile(each)) context.lockFiles.set(each, await reader.lockFile(each));
      else context.programs.set(each, await reader.programs(each));
    }
    if (contexts.get(uri) === context) ports.onChange();
  }

  function inTimeOf<T>(): InTime<T> {
    return createLateAnswers<T>(() => {
      ports.onChange();
    }, ports.patience);
  }
  const inTime = inTimeOf<ProjectFacts>();
  const besideInTime = inTimeOf<BesideCompose>();
  const builtInTime = inTimeOf<BuiltDockerfiles>();
  const besideOnce = once<BesideCompose>();
  const builtOnce = once<BuiltDockerfiles>();

  const projects: Projects = {
    of(uri) {
      const file = pathOf(uri);
      if (file === undefined) return Promise.resolve(undefined);
      const root = roots.find((folder) => !path.relative(folder, file).startsWith('..'));
      // A file outside of every folder belongs to no project.
      if (root === undefined) return Promise.resolve(undefined);
      return inTime(`${root}\0${file}`, readProject(file, root));
    },
    async services(kind, uri, text) {
      if (kind === 'bake') return { images: [], platforms: bakePlatforms(text, uri) };
      if (kind === 'other' || kind === 'dockerfile' || kind === 'manifest-spec')
        return { images: [], platforms: [] };
      const files = await import('../adapters/workspace/projectFiles.ts');
      if (kind === 'project-file')
        return { images: [], platforms: files.projectPlatformWords(text) };
      const at = pathOf(uri);
      if (kind !== 'compose') {
        const services = imageServices(kind, files.readImageUses(kind, text));
        if (at === undefined) return services;
        const built = await builtInTime(
          at,
          builtOnce(at, text, () => files.readBuiltDockerfiles(at, services, text)),
        );
        return built === undefined ? services : files.withBuiltBases(at, services, text, built);
      }
      if (at === undefined) return files.readComposeServices(text);
      const { variables, beside } =
        (await besideInTime(
          at,
          besideOnce(at, '', () => readBeside(at)),
        )) ?? {};
      return files.readComposeServices(text, variables, beside);
    },
    useFolders(uris) {
      // The innermost folder that holds a file is its own.
      roots = uris.flatMap((uri) => pathOf(uri) ?? []).sort((a, b) => b.length - a.length);
      reader = undefined;
      extended.clear();
    },
    concerns(uri) {
      const file = pathOf(uri);
      if (file === undefined || !/\.ya?ml$/i.test(file)) return true;
      const at = file.split(path.sep).join('/');
      return extended.has(file) || isLockFile(at) || fileKind(at, '') !== 'other';
    },
    contextOf(uri) {
      const context = contexts.get(uri);
      if (context === undefined) return undefined;
      const { declared, programs, lockFiles } = context;
      return {
        declared,
        programs: (at) => programs.get(at) ?? notLookedAt,
        lockFile: (at) => lockFiles.get(at) ?? notLookedAt,
      };
    },
    wantFiles(uri, paths) {
      // A context that cannot be read is told by the facts; nothing else can fail.
      if (paths.length > 0) void readPrograms(uri, paths);
    },
    forgetFiles: (uri) => {
      contexts.delete(uri);
    },
    forget: () => {
      reader = undefined;
      bakeFiles.forget();
      contexts.clear();
    },
  };
  return projects;
}

/** What lies beside a compose file and counts in it. */
interface BesideCompose {
  readonly variables: Readonly<Record<string, string>>;
  readonly beside: ComposeBeside | undefined;
}

async function readBeside(file: string): Promise<BesideCompose> {
  const files = await import('../adapters/workspace/projectFiles.ts');
  const [variables, beside] = await Promise.all([
    files.readEnvironmentFile(path.dirname(file)),
    files.readComposeBeside(file),
  ]);
  return { variables, beside };
}

/** A reading that goes on, and what is read when it ends. */
interface Reading<T> {
  readonly about: string;
  readonly answer: Promise<T>;
  next?: { readonly about: string; readonly read: () => Promise<T>; readonly answer: Promise<T> };
}

/**
 * Starts no reading of a file while one goes on: on a disk that is dead none ends, and each keeps one of the few threads
 * that read for everybody. What is asked for another text meanwhile is read behind it, for the last of these texts.
 */
function once<T>(): (file: string, about: string, read: () => Promise<T>) => Promise<T> {
  const going = new Map<string, Reading<T>>();
  return ask;

  function ask(file: string, about: string, read: () => Promise<T>): Promise<T> {
    const now = going.get(file);
    if (now === undefined) {
      const answer = read().finally(() => going.delete(file));
      going.set(file, { about, answer });
      return answer;
    }
    if (now.about === about) return now.answer;
    const again = () => ask(file, now.next?.about ?? about, now.next?.read ?? read);
    const answer = now.next?.answer ?? now.answer.then(again, again);
    now.next = { about, read, answer };
    return answer;
  }
}

function pathOf(uri: string): string | undefined {
  if (!uri.startsWith('file:')) return undefined;
  try {
    return path.resolve(fileURLToPath(uri));
  } catch {
    // A host or an escaped slash in it: no path of this machine.
    return undefined;
  }
}
