import path from 'node:path';
import {
  openAnalyses,
  type Asked,
  type File,
  type OpenAnalyses,
  type Surroundings,
} from '../../adapters/workspace/fileAnalyses.ts';
import { projectProblems, type ReadFileProject } from '../../adapters/workspace/fileProjects.ts';
import { servicesReader } from '../../adapters/workspace/servicesReader.ts';
import { fileKind } from '../../core/project/fileNames.ts';
import type { FileProblem } from '../../core/project/fileProblem.ts';
import { mapLimited, readDockerfile } from '../files.ts';
import { CommandError } from '../terminal.ts';
import type { Keep } from './keptOfFile.ts';

/** A file of a call. */
export interface Place {
  /** Which of the call's files it is. */
  readonly at: number;
  readonly path: string;
}

/** What files are checked with, and who is asked. */
export interface CheckPorts {
  readonly readProject: ReadFileProject;
  readonly surroundings: Surroundings;
  readonly asked: Asked;
}

/** Is told what is found out, in any order. */
export interface Outcome<T> {
  /** Why a file cannot be judged, or what is wrong around it. */
  readonly problems: (at: number, problems: readonly FileProblem[]) => void;
  readonly file: (at: number, kept: T) => void;
}

/** Files that are read and checked a few at a time. */
export interface OpenChecks extends Pick<OpenAnalyses, 'settle'> {
  /** Reads some more and looks at them. One that cannot be read keeps nobody from the others. */
  add(files: readonly Place[]): Promise<void>;
}

/**
 * Opens what reads files, and what stands around them, and looks at them.
 *
 * @param keep what is kept of each
 */
export function openChecks<T>(
  { readProject, surroundings, asked }: CheckPorts,
  keep: Keep<T>,
  outcome: Outcome<T>,
): OpenChecks {
  const places = new Map<File, number>();
  const analyses = openAnalyses(surroundings, asked, (analyzed, images) => {
    const at = places.get(analyzed.file);
    places.delete(analyzed.file);
    if (at !== undefined) outcome.file(at, keep(analyzed, images));
  });
  return {
    async add(files) {
      const read = await mapLimited(files, async ({ at, path: file }) => ({
        at,
        ...(await readOne(file, readProject, asked)),
      }));
      const judged: File[] = [];
      for (const { at, file, problems } of read) {
        if (problems.length > 0) outcome.problems(at, problems);
        if (file === undefined) continue;
        places.set(file, at);
        judged.push(file);
      }
      await analyses.add(judged);
    },
    settle: () => analyses.settle(),
  };
}

/** How the spec of a manifest list is read; nothing for other files. */
async function specReader(file: string, text: string): Promise<Pick<File, 'readSpec'>> {
  const kind = fileKind(path.resolve(file).split(path.sep).join('/'), text);
  if (kind !== 'manifest-spec') return {};
  const { readManifestSpec } = await import('../../adapters/workspace/projectFiles.ts');
  return { readSpec: readManifestSpec };
}

async function readOne(
  at: string,
  readProject: ReadFileProject,
  { signal, list }: Asked,
): Promise<{ readonly file?: File; readonly problems: readonly FileProblem[] }> {
  let file: File;
  try {
    const text = readDockerfile(at, signal);
    const services = await servicesReader(at, text, list);
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
