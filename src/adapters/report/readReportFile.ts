import { stat } from 'node:fs/promises';
import path from 'node:path';
import { say } from '../../core/language.ts';
import type { BuildDeclaration } from '../../core/project/declaration.ts';
import { targetLines } from '../../core/project/declarationLines.ts';
import {
  bakeFileNames,
  fileKind,
  isBakeFileName,
  isImageFile,
  type ImageFileKind,
} from '../../core/project/fileNames.ts';
import { isDockerfileName } from '../../core/project/families.ts';
import type { BuildUse } from '../../core/project/imageUse.ts';
import type { FileProblem } from '../../core/project/fileProblem.ts';
import { dockerfileAt } from '../workspace/buildPlace.ts';
import { readSmallFile } from '../smallFile.ts';
import { unreadableText } from '../workspace/fileText.ts';

/** Largest file that is read, in bytes: no file that people write is near it. */
const largest = 1024 * 1024;

/** A file as far as it is known before anything around it is. */
export interface ReadText {
  /** Absolute. */
  readonly path: string;
  readonly text: string;
  readonly kind: 'dockerfile' | 'compose' | 'bake' | ImageFileKind;
  /** Of a compose file: its services that build. */
  readonly declarations: readonly BuildDeclaration[];
  /** Of a workflow or a development container: what they build. */
  readonly builds: readonly FileBuild[];
}

/** A file that was read, or why not; neither for one that names no images. */
export interface ReadReportFile {
  readonly file?: ReadText;
  readonly problem?: FileProblem;
}

/** Who builds a Dockerfile. */
export interface BuiltBy {
  /** Targets that others do not only inherit from, and services, for people; nobody else is named. */
  readonly who: readonly string[];
  /** Whether somebody builds it, and it is not only a target that others inherit from. */
  readonly isBuilt: boolean;
}

/**
 * Reads a file and tells what it is.
 *
 * @param at absolute path
 * @param shown as it is told to people
 * @param builtBy who builds it, whatever it is called
 */
export async function readReportFile(
  at: string,
  shown: string,
  builtBy?: BuiltBy,
): Promise<ReadReportFile> {
  const refuse = (message: string): ReadReportFile => ({
    problem: { path: shown, severity: 'warning', message: `${shown}: ${message}` },
  });
  const isBuilt = builtBy !== undefined;
  let text: string;
  try {
    const { size } = await stat(at);
    // Whether it is one for bake is said by what nobody reads then.
    if (size > largest && !isBuilt && isUnusual(at)) return {};
    if (size > largest)
      return refuse(say('it has {0} bytes, and over {1} are not read.', size, largest));
    text = await readSmallFile(at, largest);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT') return refuse(unreadableText(error));
    // What others only inherit from need not be able to be built.
    if (builtBy?.isBuilt === false) return {};
    const who = [...new Set(builtBy?.who)].join(', ');
    return refuse(
      who === '' ? say('it does not exist.') : say('it does not exist. It is built by {0}.', who),
    );
  }
  const kind = isBuilt ? 'dockerfile' : fileKind(at.split(path.sep).join('/'), text);
  if (kind === 'dockerfile') {
    const isOne = isBuilt || isDockerfileName(path.basename(at));
    return isOne ? { file: { path: at, text, kind, ...nothing } } : {};
  }
  if (kind === 'bake') {
    return isForBake(at, text) ? { file: { path: at, text, kind, ...nothing } } : {};
  }
  const { readComposeBeside, readComposeBuilds, readImageUses } =
    await import('../workspace/projectFiles.ts');
  if (isImageFile(kind)) {
    const { builds } = readImageUses(kind, text);
    const placed = builds.map((use) => ({ use, ...placeOf(use, at) }));
    return { file: { path: at, text, kind, declarations: [], builds: placed } };
  }
  if (kind !== 'compose') return {};
  // What an override says is told with the file below it.
  const isOverride = (await readComposeBeside(at))?.isOverride === false;
  const { declarations, problem } = isOverride
    ? { declarations: [] }
    : await readComposeBuilds(text, at);
  return {
    file: { path: at, text, kind, declarations, builds: [] },
    ...(problem !== undefined && refuse(problem)),
  };
}

/** Other programs have HCL, too, and JSON may be about a bakery: only what declares targets is asked about. */
function isForBake(at: string, text: string): boolean {
  return !isUnusual(at) || targetLines(text).size > 0;
}

/** Whether a file may be one for bake, but has none of the names under which bake looks for its files. */
function isUnusual(at: string): boolean {
  const name = path.basename(at);
  return isBakeFileName(name) && !(bakeFileNames as readonly string[]).includes(name);
}

const nothing = { declarations: [], builds: [] };

/** A build with the Dockerfile that it builds. */
export interface FileBuild {
  readonly use: BuildUse;
  /** Absolute; absent where it is not known, or not on this machine. */
  readonly dockerfile?: string;
}

function placeOf(
  { dockerfile, context, within }: BuildUse,
  at: string,
): { readonly dockerfile?: string } {
  const root = within === 'folder' ? path.dirname(at) : repositoryOf(at);
  const isKnown = [dockerfile, context].every(
    (word) => word === undefined || word.resolved !== undefined,
  );
  const file = isKnown ? dockerfileAt(root, context?.resolved, dockerfile?.resolved) : undefined;
  return file === undefined ? {} : { dockerfile: file };
}

/** Workflows stand in `.github/workflows`. */
function repositoryOf(at: string): string {
  const folders = at.split(path.sep);
  const end = folders.lastIndexOf('.github');
  return end === -1 ? path.dirname(at) : folders.slice(0, end).join(path.sep) || path.sep;
}
