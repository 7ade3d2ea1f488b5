import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { RuleLevel } from '../../core/analysis/finding.ts';
import type { UnknownBuildArgs } from '../../core/dockerfile/resolution.ts';
import { joinDeclarations, type BuildDeclaration } from '../../core/project/declaration.ts';
import { familyOf, folderPlatform } from '../../core/project/families.ts';
import type { DeclaredBuild, DeclaredTargets } from '../../core/project/targets.ts';
import { bakeFileNames, composeFileNames, projectFileName } from '../../core/project/fileNames.ts';
import { readComposeFile } from './composeFile.ts';
import { readProjectFile } from './projectFile.ts';

/** What the files around a Dockerfile say about its builds. */
export interface ProjectFacts extends DeclaredBuild {
  /** Who says something about platforms: the project file, bake files, compose files, the file's own name. */
  readonly targets: readonly DeclaredTargets[];
  /** The build context, where a bake or compose file says it: an absolute path. */
  readonly context?: string;
  /** Levels that the project file sets. */
  readonly rules: Readonly<Record<string, RuleLevel>>;
  /** Why a bake or compose file that may declare the Dockerfile was not read: a sentence. */
  readonly unread?: string;
  /** What is not known of the build arguments. */
  readonly unknownBuildArgs?: UnknownBuildArgs;
  /** What is wrong with the project file. */
  readonly problem?: string;
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

/** @param bake reads bake files by docker */
export function createProjectReader(
  bake: (folder: string, files: readonly string[]) => Promise<BakeTargets>,
): ProjectReader {
  let folders = new Map<string, Promise<Folder>>();

  function folder(directory: string): Promise<Folder> {
    const known = folders.get(directory) ?? readFolder(directory, bake);
    folders.set(directory, known);
    return known;
  }

  return {
    forget: () => {
      folders = new Map();
    },
    async read(dockerfile, root) {
      const around: Folder[] = [];
      for (const directory of foldersAbove(dockerfile, root)) {
        const found = await folder(directory);
        around.push(found);
        if (root === undefined && found.isRepository) break;
      }
      const project = around.find(({ projectFile }) => projectFile !== undefined);
      const said = project && readSettings(project, dockerfile);
      const baked = around
        .map((each) => bakedHere(each, dockerfile))
        .find(({ length }) => length > 0);
      const composed = around
        .map(({ compose }) => compose.declared.filter((each) => each.dockerfile === dockerfile))
        .find(({ length }) => length > 0);
      const unread = baked ? undefined : whyUnread(around, composed !== undefined);
      const builds = [joinDeclarations(baked ?? []), joinDeclarations(composed ?? [])] as const;
      const build = builds[baked === undefined ? 1 : 0];
      const named = build.unknownArgs;
      return {
        targets: [
          said?.targets,
          ...builds.map(({ targets }) => targets),
          await familyTargets(dockerfile, around),
        ].filter((targets) => targets !== undefined),
        rules: said?.rules ?? {},
        ...(said?.problem !== undefined && { problem: said.problem }),
        ...(unread !== undefined && { unread }),
        ...((unread ?? named) !== undefined && {
          unknownBuildArgs: {
            ...(unread !== undefined && { others: unread }),
            ...(named !== undefined && { named }),
          },
        }),
        ...(build.context !== undefined && { context: build.context }),
        ...(build.target !== undefined && { target: build.target }),
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
  /** Text of the project file. */
  readonly projectFile: string | undefined;
  readonly bake: BakeTargets | undefined;
  readonly compose: {
    readonly declared: readonly BuildDeclaration[];
    /** Why it could not be read: a sentence. */
    readonly problem?: string;
  };
  readonly isRepository: boolean;
}

async function readFolder(
  directory: string,
  bake: (folder: string, files: readonly string[]) => Promise<BakeTargets>,
): Promise<Folder> {
  const names = new Set(await readdir(directory).catch(() => []));
  const text = (name: string) =>
    names.has(name)
      ? readFile(path.join(directory, name), 'utf8').catch(() => undefined)
      : undefined;
  const bakeFiles = bakeFileNames.filter((name) => names.has(name));
  // Compose takes the first of these that is there.
  const composeFile = composeFileNames.find((name) => names.has(name));
  const composeText = composeFile === undefined ? undefined : await text(composeFile);
  const compose =
    composeFile === undefined || composeText === undefined
      ? undefined
      : readComposeFile(composeText, path.join(directory, composeFile));
  return {
    directory,
    names,
    projectFile: await text(projectFileName),
    bake: bakeFiles.length === 0 ? undefined : await bake(directory, bakeFiles),
    compose:
      compose?.ok === false
        ? { declared: [], problem: compose.problem.message }
        : { declared: compose?.value ?? [] },
    isRepository: names.has('.git'),
  };
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

/** Why a file was not read that may say how the Dockerfile is built: bake files go before compose files. */
function whyUnread(around: readonly Folder[], isComposed: boolean): string | undefined {
  const problems = [
    ...around.map(({ bake }) => bake?.problem),
    ...(isComposed ? [] : around.map(({ compose }) => compose.problem)),
  ];
  return problems.find((problem) => problem !== undefined);
}

/** Most folders that are looked into for a family's files. */
const mostFolders = 16;

/** What the name of a Dockerfile says, or that of its folder, where there are others for other platforms. */
async function familyTargets(
  dockerfile: string,
  [own, above]: readonly Folder[],
): Promise<DeclaredTargets | undefined> {
  const name = path.basename(dockerfile);
  const folder = path.basename(path.dirname(dockerfile));
  let file = name;
  let files = [...(own?.names ?? [])];
  let family = familyOf(file, files);
  if (family === undefined && above !== undefined && folderPlatform(folder) !== undefined) {
    file = `${folder}/${name}`;
    files = await sameNameIn(above, name);
    family = familyOf(file, files);
  }
  const platform = family?.members.find((member) => member.file === file)?.platform;
  if (family === undefined || platform === undefined) return undefined;
  const others = family.members.flatMap((member) => (member.file === file ? [] : [member.file]));
  return { platforms: [platform], source: { kind: 'family', others } };
}

/** Files of one name in the folders that are named after architectures. */
async function sameNameIn({ directory, names }: Folder, name: string): Promise<string[]> {
  const folders = [...names].filter((each) => folderPlatform(each) !== undefined);
  const found = await Promise.all(
    folders.slice(0, mostFolders).map(async (each) => {
      const inside = await readdir(path.join(directory, each)).catch((): string[] => []);
      return inside.includes(name) ? [`${each}/${name}`] : [];
    }),
  );
  return found.flat();
}

/** A target that others only inherit from is in no group: it counts only where no group builds the file. */
function bakedHere({ bake }: Folder, dockerfile: string): readonly BuildDeclaration[] {
  const here = (targets: readonly BuildDeclaration[] = []) =>
    targets.filter((each) => each.dockerfile === dockerfile);
  const grouped = here(bake?.grouped);
  return grouped.length > 0 ? grouped : here(bake?.all);
}

function readSettings({ projectFile = '', directory }: Folder, dockerfile: string) {
  const read = readProjectFile(projectFile);
  if (!read.ok) return { problem: read.problem.message };
  const relative = path.relative(directory, dockerfile).split(path.sep).join('/');
  const { platforms, rules, buildArgs } = read.value.settingsFor(relative);
  const targets: DeclaredTargets | undefined =
    platforms.length === 0
      ? undefined
      : { platforms, source: { kind: 'project-file', file: projectFileName } };
  return { targets, rules, buildArgs };
}
