import type { Memento, Uri } from 'vscode';
import type { BuildOutput } from '../../core/build/buildRequest.ts';
import type { BuildScope } from '../tasks/buildTask.ts';

/** What the steps of a build find out. Paths are relative to the scope, as the command has them. */
export interface BuildPlan {
  readonly uri?: Uri;
  readonly scope?: BuildScope;
  readonly file: string;
  readonly context: string;
  readonly platforms: readonly string[];
  /** Empty for an image without a name. */
  readonly tag: string;
  readonly output: BuildOutput;
  readonly destination: string;
  /** Stage that is built; the last one when left out. */
  readonly target?: string;
}

/** What is remembered of the last build of a Dockerfile. */
export type RememberedBuild = Partial<
  Pick<BuildPlan, 'context' | 'platforms' | 'tag' | 'output' | 'destination'>
>;

const key = (uri: Uri) => `build ${uri.toString()}`;

/** What the last build of a Dockerfile was asked for. */
export function recallBuild(memory: Memento, uri: Uri): RememberedBuild {
  return memory.get<RememberedBuild>(key(uri), {});
}

/** Remembers what a build of a Dockerfile is asked for. */
export async function rememberBuild(memory: Memento, uri: Uri, plan: BuildPlan): Promise<void> {
  const { context, platforms, tag, output, destination } = plan;
  await memory.update(key(uri), { context, platforms, tag, output, destination });
}
