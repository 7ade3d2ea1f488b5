import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runBuild, type BuildEnd } from '../../src/adapters/docker/runBuild.ts';
import { buildArguments } from '../../src/core/build/buildRequest.ts';
import { explainFailure, type FailureExplanation } from '../../src/core/build/failures/explain.ts';
import { readFailureOutput } from '../../src/core/build/failures/failureOutput.ts';
import { BuildProgress } from '../../src/core/build/progress/buildProgress.ts';

/** What a build is followed with. */
export interface FollowOptions {
  readonly stop?: AbortController;
  readonly onChange?: (progress: BuildProgress) => void;
  /** Two platforms when left out. */
  readonly platforms?: readonly string[];
  /** The folder of the file when left out. */
  readonly context?: string;
  readonly more?: readonly string[];
  readonly environment?: NodeJS.ProcessEnv;
}

/** A build that came to its end. */
export interface FollowedBuild {
  readonly progress: BuildProgress;
  readonly lines: readonly string[];
  readonly end: BuildEnd;
  /** Why it failed, if it did. */
  readonly explanation: FailureExplanation;
}

/** What is built when nothing else is said. */
const bothPlatforms = ['linux/amd64', 'linux/arm64'];

/** Builds a file as the editor does, into the cache, and gives what was seen of it. @param folder is written to */
export async function followBuild(
  folder: string,
  dockerfile: string,
  options: FollowOptions = {},
): Promise<FollowedBuild> {
  const { stop = new AbortController(), onChange, platforms = bothPlatforms, more = [] } = options;
  await writeFile(join(folder, 'Dockerfile'), dockerfile);
  const args = buildArguments({
    file: 'Dockerfile',
    context: options.context ?? '.',
    tags: [],
    output: 'cache',
    platforms,
    progress: 'rawjson',
    args: more,
  });
  const progress = new BuildProgress();
  const lines: string[] = [];
  const end = await runBuild(
    { command: 'docker', args },
    {
      cwd: folder,
      signal: stop.signal,
      ...(options.environment && { environment: options.environment }),
    },
    {
      onEvents: (events) => {
        for (const event of events) progress.add(event);
        onChange?.(progress);
      },
      onLines: (more) => lines.push(...more),
    },
  );
  const step = progress.failed();
  const explanation = explainFailure({
    output: readFailureOutput(lines),
    ...(step && { step }),
    log: progress.log(step?.digest ?? '').lines,
    platforms,
  });
  return { progress, lines, end, explanation };
}
