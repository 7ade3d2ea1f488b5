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
  const read = await mapLimited(found.files, (path) => readOne(path, readProject, signal));
  return {
    files: read.flatMap(({ file }) => file ?? []),
    problems: [...found.problems, ...read.flatMap(({ problems }) => problems)],
  };
}

async function readOne(
  path: string,
  readProject: ReadFileProject,
  signal: AbortSignal,
): Promise<{ readonly file?: File; readonly problems: readonly FileProblem[] }> {
  let file: File;
  try {
    const text = readDockerfile(path, signal);
    const services = await servicesReader(path, text);
    file = { path, text, ...(await readProject(path, text)), ...services };
  } catch (error) {
    if (!(error instanceof CommandError) || signal.aborted) throw error;
    return { problems: [{ path, severity: 'error', message: error.message }] };
  }
  const { project, declared, readServices } = file;
  // What is no platform in a file that is judged itself, or in a comment, is a finding there.
  const isFinding = readServices !== undefined || declared.source.kind === 'comment';
  const found = { project, declared: isFinding ? { ...declared, refused: [] } : declared };
  const problems = projectProblems(path, found);
  const isJudged = problems.every(({ severity }) => severity !== 'error');
  return { problems, ...(isJudged && { file }) };
}
