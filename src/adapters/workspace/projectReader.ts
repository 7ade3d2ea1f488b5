import type { Dirent } from 'node:fs';
import path from 'node:path';
import type { RuleLevel } from '../../core/analysis/finding.ts';
import type { UnknownBuildArgs } from '../../core/dockerfile/resolution.ts';
import { say } from '../../core/language.ts';
import type { AskedPlatforms } from '../../core/project/askedPlatforms.ts';
import { joinDeclarations, type BuildDeclaration } from '../../core/project/declaration.ts';
import { serviceLines, targetLines } from '../../core/project/declarationLines.ts';
import {
  describeSource,
  type DeclaredBuild,
  type DeclaredTargets,
} from '../../core/project/targets.ts';
import { bakeFileNames, composeFileNames, projectFileName } from '../../core/project/fileNames.ts';
import { readComposeBuilds, type ComposeBuilds } from './composeFile.ts';
import { readFileText } from './fileText.ts';
import { familyTargets } from './familyTargets.ts';
import { listFolder, type ListFolder } from './folderLists.ts';
import { parsePlatform } from '../../core/platform/platform.ts';
import type { FileProblem } from '../../core/project/fileProblem.ts';
import { LineIndex } from '../../core/text.ts';
import { readProjectFile, type ReadProjectFile } from './projectFile.ts';
import { projectPlatformWords } from './projectFileWords.ts';
import { readWorkflowBuilds } from './workflowBuilds.ts';

/** What the files around a Dockerfile say about its builds. */
export interface ProjectFacts extends DeclaredBuild {
  /** Who says something about platforms: the project file, bake files, compose files, the file's own name. */
  readonly targets: readonly DeclaredTargets[];
  /** The build context, where a bake or compose file says it: an absolute path. */
  readonly context?: string;
  /** The project file, where it says for which platforms: an absolute path. */
  readonly projectFile?: string;
  /** Levels that the project file sets. */
  readonly rules: Readonly<Record<string, RuleLevel>>;
  /** Files that compose files extend, whatever their names: absolute paths. */
  readonly extended?: readonly string[];
  /** A bake or compose file that may declare the Dockerfile and was not read. */
  readonly unread?: UnreadFile;
  /** What is not known of the build arguments. */
  readonly unknownBuildArgs?: UnknownBuildArgs;
  /** Everybody who asks for platforms of the Dockerfile, also where {@link targets} have them of somebody else. */
  readonly asked?: readonly AskedPlatforms[];
  /**
   * What is wrong with the project file, or the name of one, under its absolute path; with an error nothing of the
   * file counts.
   */
  readonly problems?: readonly FileProblem[];
  /** The words of the project file that should be platforms of the Dockerfile and are none. */
  readonly badPlatforms?: readonly FileProblem[];
}

/** A file that says something of builds and could not be read. */
export interface UnreadFile {
  /** Its name, or those of several that are read together. */
  readonly file: string;
  /** For people: a sentence that names the file. */
  readonly reason: string;
}

/** Reads what stands around Dockerfiles, each folder once. */
export interface ProjectReader {
  /**
   * @param dockerfile absolute path
   * @param root absolute path of the workspace folder; without it the project file is looked for from the
   *   Dockerfile's folder up, to the root of its Git repository
   */
  read(dockerfile: string, root?: string): Promise<ProjectFacts>;
  /** Forgets everything: a file was changed. */
  forget(): void;
}

/** Targets of a folder's bake files: those of its default group, and all. */
export interface BakeTargets {
  readonly grouped: readonly BuildDeclaration[];
  readonly all: readonly BuildDeclaration[];
  /** Why they could not be read: a sentence. */
  readonly problem?: string;
}

/** How many folders above a Dockerfile are looked at. */
const highest = 32;

/**
 * @param bake reads bake files by docker
 * @param list lists any folder
 */
export function createProjectReader(
  bake: (folder: string, files: readonly string[]) => Promise<BakeTargets>,
  list: ListFolder = listFolder,
): ProjectReader {
  let folders = new Map<string, Promise<Folder>>();
  let workflows = new Map<string, ReturnType<typeof readWorkflowBuilds>>();

  function folder(directory: string): Promise<Folder> {
    const known = folders.get(directory) ?? readFolder(directory, bake, list);
    folders.set(directory, known);
    return known;
  }

  function workflowsOf(around: readonly Folder[]): ReturnType<typeof readWorkflowBuilds> {
    const repository =
      around.find(({ isRepository }) => isRepository) ??
      around.findLast(({ names }) => names.has('.github'));
    if (repository?.names.has('.github') !== true) return Promise.resolve(new Map());
    const { directory } = repository;
    const known = workflows.get(directory) ?? readWorkflowBuilds(directory, list);
    workflows.set(directory, known);
    return known;
  }

  return {
    forget: () => {
      folders = new Map();
      workflows = new Map();
    },
    async read(dockerfile, root) {
      const around: Folder[] = [];
      for (const directory of foldersAbove(dockerfile, root)) {
        const found = await folder(directory);
        around.push(found);
        if (root === undefined && found.isRepository) break;
      }
      const project = around.find(({ projectFile }) => projectFile !== undefined);
      const said = project && settingsOf(project, dockerfile);
      const problems = [...(said?.problems ?? []), ...around.flatMap(misnamed)];
      const baked = around
        .map((each) => bakedHere(each, dockerfile))
        .find(({ length }) => length > 0);
      const composed = around
        .map(({ compose }) => compose.declarations.filter((each) => each.dockerfile === dockerfile))
        .find(({ length }) => length > 0);
      const unread = baked ? undefined : firstUnread(around, composed !== undefined);
      const builds = [joinDeclarations(baked ?? []), joinDeclarations(composed ?? [])] as const;
      const build = builds[baked === undefined ? 1 : 0];
      const named = build.unknownArgs;
      const extended = around.flatMap(({ compose }) => compose.extended ?? []);
      const asked = [
        ...(said?.targets === undefined
          ? []
          : [{ ...said.targets, kind: 'project-file', who: projectFileName } as const]),
        ...builtBy(around, dockerfile, ({ bake }) => bake?.all ?? []),
        ...builtBy(around, dockerfile, ({ compose }) => compose.declarations),
        ...((await workflowsOf(around)).get(dockerfile) ?? []),
        ...(unread === undefined
          ? []
          : [{ kind: 'bake', who: unread.file, platforms: [] } as const]),
      ];
      return {
        targets: [
          said?.targets,
          ...builds.map(({ targets }) => targets),
          await familyTargets(dockerfile, around, list),
        ].filter((targets) => targets !== undefined),
        rules: said?.rules ?? {},
        ...(said?.targets !== undefined && { projectFile: said.at }),
        ...(asked.length > 0 && { asked }),
        ...(extended.length > 0 && { extended }),
        ...(unread !== undefined && { unread }),
        ...((unread ?? named) !== undefined && {
          unknownBuildArgs: {
            ...(unread !== undefined && { others: unread.reason }),
            ...(named !== undefined && { named }),
          },
        }),
        ...(problems.length > 0 && { problems }),
        ...(said !== undefined &&
          said.badPlatforms.length > 0 && { badPlatforms: said.badPlatforms }),
        ...(build.context !== undefined && { context: build.context }),
        ...(build.target !== undefined && { target: build.target }),
        ...(build.exportsFiles === true && { exportsFiles: true }),
        contexts: build.contexts ?? {},
        buildArgs: { ...build.buildArgs, ...said?.buildArgs },
      };
    },
  };
}

interface Folder {
  readonly directory: string;
  /** Names of what is in it. */
  readonly names: ReadonlySet<string>;
  readonly projectFile: ProjectFileText | undefined;
  /** Names of the bake files, in the order in which bake reads them. */
  readonly bakeFiles: readonly string[];
  readonly bake: BakeTargets | undefined;
  readonly compose: ComposeBuilds;
  /** Where the first bake file and the compose file declare what they build: lines from 1, by name. */
  readonly lines: Readonly<Record<BuildDeclaration['kind'], ReadonlyMap<string, number>>>;
  readonly unreadCompose: UnreadFile | undefined;
  readonly isRepository: boolean;
}

async function readFolder(
  directory: string,
  bake: (folder: string, files: readonly string[]) => Promise<BakeTargets>,
  list: ListFolder,
): Promise<Folder> {
  const entries = await list(directory).catch((): readonly Dirent[] => []);
  const names = new Set(entries.map(({ name }) => name));
  const read = async (name: string) =>
    names.has(name) ? readFileText(path.join(directory, name)) : undefined;
  const bakeFiles = bakeFileNames.filter((name) => names.has(name));
  // Compose takes the first of these that is there.
  const composeFile = composeFileNames.find((name) => names.has(name));
  const composed = composeFile === undefined ? undefined : await read(composeFile);
  const compose: ComposeBuilds =
    composeFile === undefined || composed === undefined
      ? { declarations: [] }
      : composed.ok
        ? await readComposeBuilds(composed.value, path.join(directory, composeFile), list)
        : { declarations: [], problem: composed.problem.message };
  const baked = await read(bakeFiles[0] ?? '');
  return {
    directory,
    names,
    projectFile: names.has(projectFileName) ? await readProjectText(directory) : undefined,
    bakeFiles,
    bake: bakeFiles.length === 0 ? undefined : await bake(directory, bakeFiles),
    compose,
    lines: {
      bake: targetLines(baked?.ok === true ? baked.value : ''),
      compose: serviceLines(
        composed?.ok === true && compose.declarations.length > 0 ? composed.value : '',
      ),
    },
    unreadCompose:
      composeFile === undefined || compose.problem === undefined
        ? undefined
        : { file: composeFile, reason: say('{0} was not read: {1}', composeFile, compose.problem) },
    isRepository: names.has('.git'),
  };
}

/** A project file, read once for all Dockerfiles below it. */
interface ProjectFileText extends ReadProjectFile {
  readonly path: string;
  readonly text: string;
}

async function readProjectText(directory: string): Promise<ProjectFileText> {
  const at = path.join(directory, projectFileName);
  const read = await readFileText(at);
  if (read.ok) return { path: at, text: read.value, ...readProjectFile(read.value) };
  const { message } = read.problem;
  return { path: at, text: '', problems: [{ severity: 'error', message }] };
}

/** Of the files that were not read, the one that may say the most: bake files go before compose files. */
function firstUnread(around: readonly Folder[], isComposed: boolean): UnreadFile | undefined {
  for (const { bake, bakeFiles } of around) {
    if (bake?.problem !== undefined) return { file: bakeFiles.join(', '), reason: bake.problem };
  }
  return isComposed ? undefined : around.find((each) => each.unreadCompose)?.unreadCompose;
}

/** The folder of a Dockerfile, the one above it, and so on. */
function foldersAbove(dockerfile: string, root: string | undefined): readonly string[] {
  const folders: string[] = [];
  for (let at = path.dirname(dockerfile); folders.length < highest; at = path.dirname(at)) {
    folders.push(at);
    if (at === root || at === path.dirname(at)) break;
  }
  return folders;
}

/** What the targets or services of the nearest folder with some that build a Dockerfile ask for. */
function builtBy(
  around: readonly Folder[],
  dockerfile: string,
  declared: (folder: Folder) => readonly BuildDeclaration[],
): readonly AskedPlatforms[] {
  for (const folder of around) {
    const here = declared(folder).filter((each) => each.dockerfile === dockerfile);
    if (here.length === 0) continue;
    return here.flatMap(({ kind, file, name, platforms, target }) => {
      if (platforms.length === 0) return [];
      const line = folder.lines[kind].get(name);
      const place = line === undefined ? '' : `:${line}`;
      const who = `${describeSource({ kind, file, names: [name] })}${place}`;
      return [{ kind, who, platforms, ...(target !== undefined && { stage: target }) }];
    });
  }
  return [];
}

/** A target that others only inherit from is in no group: it counts only where no group builds the file. */
function bakedHere({ bake }: Folder, dockerfile: string): readonly BuildDeclaration[] {
  const here = (targets: readonly BuildDeclaration[] = []) =>
    targets.filter((each) => each.dockerfile === dockerfile);
  const grouped = here(bake?.grouped);
  return grouped.length > 0 ? grouped : here(bake?.all);
}

/** People write either ending; only one is read. */
function misnamed({ directory, names }: Folder): readonly FileProblem[] {
  const wrong = projectFileName.replace(/yaml$/, 'yml');
  if (names.has(projectFileName) || !names.has(wrong)) return [];
  const message = say('it is not read: name it {0}.', projectFileName);
  return [{ path: path.join(directory, wrong), severity: 'warning', message }];
}

function settingsOf({ projectFile, directory }: Folder, dockerfile: string) {
  if (projectFile === undefined) return undefined;
  const { file, text, path: at } = projectFile;
  const problems = projectFile.problems.map((problem) => ({ ...problem, path: at }));
  if (file === undefined) return { problems, badPlatforms: [] };
  const relative = path.relative(directory, dockerfile).split(path.sep).join('/');
  const { platforms, rules, buildArgs } = file.settingsFor(relative);
  const targets: DeclaredTargets | undefined =
    platforms.length === 0
      ? undefined
      : { platforms, source: { kind: 'project-file', file: projectFileName } };
  const isBad = platforms.some((word) => !parsePlatform(word).ok);
  const badPlatforms = isBad ? wrongPlatforms(text, at, platforms) : [];
  return { at, targets, rules, buildArgs, problems, badPlatforms };
}

function wrongPlatforms(text: string, at: string, said: readonly string[]): readonly FileProblem[] {
  const lines = new LineIndex(text);
  return projectPlatformWords(text).flatMap(({ resolved = '', span }) => {
    const platform = parsePlatform(resolved);
    if (platform.ok || !said.includes(resolved)) return [];
    const message = say('{0}. Write for example linux/arm64.', platform.problem.message);
    return [{ path: at, severity: 'error', message, range: lines.range(span) }];
  });
}
