import path from 'node:path';
import { fileKind } from '../core/project/fileNames.ts';
import type { FileProblem } from '../core/project/fileProblem.ts';
import type { File } from '../adapters/workspace/fileAnalyses.ts';
import { projectProblems, type ReadFileProject } from '../adapters/workspace/fileProjects.ts';
import { findFiles, mapLimited, readDockerfile } from './files.ts';
import { servicesReader } from '../adapters/workspace/servicesReader.ts';
import { CommandError } from './terminal.ts';

/** The files of a call that can be judged, and why others cannot. */
export interface ReadFiles {
  readonly files: readonly File[];
  readonly problems: readonly FileProblem[];
}

/**
 * Reads files, and what stands around them. One that cannot be read keeps nobody from the others.
 *
 * @param patterns paths and globs
 * @throws {CommandError} when interrupted
 */
export async function readFiles(
  patterns: readonly string[],
  readProject: ReadFileProject,
  signal: AbortSignal,
): Promise<ReadFiles> {
  const found = await findFiles(patterns);
  const read = await mapLimited(found.files, (file) => readOne(file, readProject, signal));
  return {
    files: read.flatMap(({ file }) => file ?? []),
    problems: [...found.problems, ...read.flatMap(({ problems }) => problems)],
  };
}

/** How the spec of a manifest list is read; nothing for other files. */
async function specReader(file: string, text: string): Promise<Pick<File, 'readSpec'>> {
  const kind = fileKind(path.resolve(file).split(path.sep).join('/'), text);
  if (kind !== 'manifest-spec') return {};
  const { readManifestSpec } = await import('../adapters/workspace/projectFiles.ts');
  return { readSpec: readManifestSpec };
}

async function readOne(
  at: string,
  readProject: ReadFileProject,
  signal: AbortSignal,
): Promise<{ readonly file?: File; readonly problems: readonly FileProblem[] }> {
  let file: File;
  try {
    const text = readDockerfile(at, signal);
    const services = await servicesReader(at, text);
    const spec = await specReader(at, text);
    file = { path: at, text, ...(await readProject(at, text)), ...services, ...spec };
  } catch (error) {
    if (!(error instanceof CommandError) || signal.aborted) throw error;
    return { problems: [{ path: at, severity: 'error', message: error.message }] };
  }
  const { project, declared, readServices } = file;
  // What is no platform in a file that is judged itself, or in a comment, is a finding there.
  const isFinding = readServices !== undefined || declared.source.kind === 'comment';
  const found = { project, declared: isFinding ? { ...declared, refused: [] } : declared };
  const problems = projectProblems(at, found);
  const isJudged = problems.every(({ severity }) => severity !== 'error');
  return { problems, ...(isJudged && { file }) };
}
