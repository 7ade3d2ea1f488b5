import type { Memento, Uri } from 'vscode';
import {
  destinationOf,
  type BuildOutput,
  type BuildRequest,
} from '../../core/build/buildRequest.ts';
import type { OutputAlternative } from '../../core/build/outputAlternatives.ts';
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
  /** Where each output is written; none for what was never written. */
  readonly destinations: Readonly<Partial<Record<BuildOutput, string>>>;
  /** Stage that is built; empty for the last one. */
  readonly target: string;
  /** Stage that was built last to see whether it builds. */
  readonly lastTarget?: string;
  readonly buildArgs: Readonly<Record<string, string>>;
  /** What was chosen in the place of an output that cannot be had. */
  readonly instead?: OutputAlternative;
}

/** A plan of which nothing is known yet. */
export const emptyPlan: BuildPlan = {
  file: '',
  context: '.',
  platforms: [],
  tag: '',
  output: 'push',
  destinations: {},
  target: '',
  buildArgs: {},
};

const rememberedKeys = [
  'context',
  'platforms',
  'tag',
  'output',
  'destinations',
  'target',
  'lastTarget',
  'buildArgs',
] as const satisfies readonly (keyof BuildPlan)[];

/** What is remembered of the last build of a Dockerfile. */
export type RememberedBuild = Partial<Pick<BuildPlan, (typeof rememberedKeys)[number]>>;

const key = (uri: Uri) => `build ${uri.toString()}`;

/** What the last build of a Dockerfile was asked for. */
export function recallBuild(memory: Memento, uri: Uri): RememberedBuild {
  return memory.get<RememberedBuild>(key(uri), {});
}

/** Remembers what a build of a Dockerfile is asked for, or a part of it. */
export async function rememberBuild(
  memory: Memento,
  uri: Uri,
  plan: RememberedBuild,
): Promise<void> {
  const known: readonly string[] = rememberedKeys;
  const entries = Object.entries(plan).filter(([name]) => known.includes(name));
  await memory.update(key(uri), { ...recallBuild(memory, uri), ...Object.fromEntries(entries) });
}

/** The build that a plan stands for, with another output where one is given. */
export function requestOfPlan(plan: BuildPlan, output = plan.output): BuildRequest {
  const { file, context, platforms, tag, target, buildArgs, destinations } = plan;
  const destination = destinations[output] ?? destinationOf({ output });
  return {
    ...{ file, context, platforms, output },
    tags: tag === '' ? [] : [tag],
    ...(target === '' ? {} : { target }),
    ...(Object.keys(buildArgs).length === 0 ? {} : { buildArgs }),
    ...(destination === undefined ? {} : { destination }),
  };
}
