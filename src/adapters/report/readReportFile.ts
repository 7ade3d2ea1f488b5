import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import type { BuildDeclaration } from '../../core/project/declaration.ts';
import { fileKind } from '../../core/project/fileNames.ts';
import { isDockerfileName } from '../../core/project/families.ts';
import type { FileProblem } from '../../core/project/fileProblem.ts';

/** Largest file that is read, in bytes: no file that people write is near it. */
const largest = 1024 * 1024;

/** A file as far as it is known before anything around it is. */
export interface ReadText {
  /** Absolute. */
  readonly path: string;
  readonly text: string;
  readonly kind: 'dockerfile' | 'compose' | 'bake';
  /** Of a compose file: its services that build. */
  readonly builds: readonly BuildDeclaration[];
}

/** A file that was read, or why not; neither for one that names no images. */
export interface ReadReportFile {
  readonly file?: ReadText;
  readonly problem?: FileProblem;
}

/**
 * Reads a file and tells what it is.
 *
 * @param at absolute path
 * @param shown as it is told to people
 * @param isBuilt whether somebody builds it, whatever it is called
 */
export async function readReportFile(
  at: string,
  shown: string,
  isBuilt: boolean,
): Promise<ReadReportFile> {
  const refuse = (message: string): ReadReportFile => ({
    problem: { path: shown, severity: 'warning', message: `${shown}: ${message}` },
  });
  let text: string;
  try {
    const { size } = await stat(at);
    if (size > largest) return refuse(`it has ${size} bytes, and over ${largest} are not read.`);
    text = await readFile(at, 'utf8');
  } catch (error) {
    const { code = String(error) } = error as NodeJS.ErrnoException;
    return refuse(code === 'ENOENT' ? 'it does not exist.' : `it cannot be read (${code}).`);
  }
  const kind = isBuilt ? 'dockerfile' : fileKind(path.basename(at), text);
  if (kind === 'dockerfile') {
    const isOne = isBuilt || isDockerfileName(path.basename(at));
    return isOne ? { file: { path: at, text, kind, builds: [] } } : {};
  }
  if (kind === 'bake') return { file: { path: at, text, kind, builds: [] } };
  if (kind !== 'compose') return {};
  const { readComposeFile } = await import('../workspace/projectFiles.ts');
  const { declarations, problem } = readComposeFile(text, at);
  return {
    file: { path: at, text, kind, builds: declarations },
    ...(problem !== undefined && refuse(problem)),
  };
}
