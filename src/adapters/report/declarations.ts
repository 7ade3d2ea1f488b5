import path from 'node:path';
import { say } from '../../core/language.ts';
import { bakeFileNames } from '../../core/project/fileNames.ts';
import { inheritedTargets } from '../../core/project/inheritedTargets.ts';
import type { BuildDeclaration } from '../../core/project/declaration.ts';
import { parseReference, pulledReference } from '../../core/image/reference.ts';
import { inTurns } from '../inspection/inTurns.ts';
import type { BakeTargets } from '../workspace/projectReader.ts';

/** Reads the bake files of a folder. */
export type ReadBake = (folder: string, files: readonly string[]) => Promise<BakeTargets>;

/** How many folders' bake files docker is asked about, and how many at the same time. */
const limits = { folders: 50, atOnce: 4 };

/** What a file declares. */
export interface Declared extends BuildDeclaration {
  /** Of the file: an absolute path. */
  readonly at: string;
}

/** What bake files say of builds. */
interface Declarations {
  readonly all: readonly Declared[];
  /** Of these, the targets that others only inherit from. */
  readonly inherited: ReadonlySet<Builder>;
  /** Which could not be read, as absolute paths, and why: sentences. */
  readonly problems: readonly { readonly file: string; readonly message: string }[];
}

/** Asks docker about each folder once, however often it is asked for. */
export function rememberBake(readBake: ReadBake): ReadBake {
  const answers = new Map<string, Promise<BakeTargets>>();
  return (folder, files) => {
    const key = [folder, ...files].join('\n');
    const answer = answers.get(key) ?? readBake(folder, files);
    answers.set(key, answer);
    return answer;
  };
}

/**
 * Reads what the bake files among some files say.
 *
 * @param files texts of bake files by absolute paths; those of one folder with default names are read together
 */
export async function readBakes(
  files: ReadonlyMap<string, string>,
  readBake: ReadBake,
): Promise<Declarations> {
  const groups = new Map<string, readonly [folder: string, names: readonly string[]]>();
  for (const file of files.keys()) {
    const folder = path.dirname(file);
    const name = path.basename(file);
    const isDefault = (bakeFileNames as readonly string[]).includes(name);
    const names = isDefault ? [...(groups.get(folder)?.[1] ?? []), name] : [name];
    groups.set(isDefault ? folder : file, [folder, names]);
  }
  const asked = [...groups.values()].slice(0, limits.folders);
  const answers = await inTurns(asked, limits.atOnce, ([folder, names]) =>
    readBake(
      folder,
      // As whoever reads the project of a Dockerfile asks for them.
      names.length > 1 ? bakeFileNames.filter((name) => names.includes(name)) : names,
    ),
  );
  const left = [...groups.values()].slice(limits.folders);
  const message = say(
    'Docker is asked about bake files in {0} folders at most, and not about these.',
    limits.folders,
  );
  const declared = answers.map(({ all, grouped }, at) => {
    const file = nameOf(asked[at] ?? ['', []]);
    return (all.length > 0 ? all : grouped).map((each): Declared => ({ ...each, at: file }));
  });
  const inherited = declared.flatMap((targets, at) => {
    const [folder, names] = asked[at] ?? ['', []];
    const texts = names.map((name) => files.get(path.join(folder, name)) ?? '');
    const only = inheritedTargets(texts.join('\n'));
    return targets.filter(({ name }) => only.has(name));
  });
  return {
    all: declared.flat(),
    inherited: new Set(inherited),
    problems: [
      ...asked.flatMap((group, at) => {
        const problem = answers[at]?.problem;
        return problem === undefined ? [] : [{ file: nameOf(group), message: problem }];
      }),
      ...left.map((group) => ({ file: nameOf(group), message })),
    ],
  };
}

function nameOf([folder, names]: readonly [folder: string, names: readonly string[]]): string {
  return path.join(folder, names[0] ?? '');
}

/** What is known of a Dockerfile from everything that builds it. */
export interface BuiltFile {
  /** The images that it makes: canonical. */
  readonly makes: readonly string[];
  /** Absolute paths of the Dockerfiles whose results it needs. */
  readonly needs: readonly string[];
}

/** Somebody who builds a Dockerfile. */
export type Builder = Pick<BuildDeclaration, 'name' | 'dockerfile' | 'tags' | 'contexts'> &
  Partial<Pick<Declared, 'kind' | 'file' | 'platforms' | 'at'>>;

/**
 * By the absolute path of the Dockerfile.
 *
 * @param origins what is declared together: names count within each
 */
export function builtFiles(
  origins: readonly (readonly Builder[])[],
): ReadonlyMap<string, BuiltFile> {
  const found = new Map<string, { makes: Set<string>; needs: Set<string> }>();
  for (const declarations of origins) {
    const names = new Map(declarations.map(({ name, dockerfile }) => [name, dockerfile]));
    for (const { dockerfile, tags = [], contexts = {} } of declarations) {
      const file = found.get(dockerfile) ?? { makes: new Set(), needs: new Set() };
      found.set(dockerfile, file);
      for (const tag of tags) {
        const parsed = parseReference(tag);
        if (parsed.ok) file.makes.add(pulledReference(parsed.value).canonical);
      }
      for (const value of Object.values(contexts)) {
        const [, name = ''] = /^(?:target|service):(.+)$/s.exec(value) ?? [];
        const needed = names.get(name);
        if (needed !== undefined && needed !== dockerfile) file.needs.add(needed);
      }
    }
  }
  return new Map(
    [...found].map(([file, { makes, needs }]) => [file, { makes: [...makes], needs: [...needs] }]),
  );
}
