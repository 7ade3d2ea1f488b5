import {
  checkBuildx,
  engineProblem,
  type DockerProblem,
} from '../adapters/docker/dockerProblem.ts';
import { listBuilders } from '../adapters/docker/builderList.ts';
import { BuilderReader } from '../adapters/docker/builderReader.ts';
import { nativePlatform } from '../core/build/nodeStates.ts';
import type { Builder } from '../core/build/workerNode.ts';
import type { Fact } from '../core/facts.ts';
import { CommandError, UsageError } from './terminal.ts';

/**
 * The builder of a name, or the current one. One that was not asked for by name may stay unknown.
 *
 * @throws {CommandError} when the builder that was asked for cannot be had, or the user interrupts
 */
export async function askBuilder(
  name: string | undefined,
  signal: AbortSignal,
): Promise<Fact<Builder>> {
  const surroundings = { environment: process.env, platform: process.platform };
  const { builders, context } = await listBuilders(surroundings);
  const listed = builders.find((candidate) =>
    name === undefined ? candidate.current : candidate.name === name,
  );
  if (listed === undefined) {
    const obstacle = await checkBuildx('docker', signal);
    if (signal.aborted) throw new CommandError('interrupted.');
    if (name !== undefined) {
      if (obstacle !== undefined) throw new CommandError(problemText(obstacle));
      throw new UsageError(`--builder: there is no builder "${name}".`);
    }
    const message =
      obstacle === undefined ? 'No builder is the current one.' : problemText(obstacle);
    return { known: false, reason: { code: 'not-found', message } };
  }
  const answer = await new BuilderReader('docker').read(listed, context, signal);
  if (signal.aborted) throw new CommandError('interrupted.');
  const problem = answer.ok ? engineProblem([answer.builder]) : answer.problem;
  if (answer.ok && problem === undefined) {
    return { known: true, value: answer.builder, asOf: Date.now() };
  }
  const message = problem === undefined ? '' : problemText(problem);
  if (name !== undefined) throw new CommandError(message);
  return { known: false, reason: { code: 'failed', message } };
}

/**
 * The platform that the current builder builds on: BUILDPLATFORM.
 *
 * @throws {CommandError} when the user interrupts
 */
export async function askBuildPlatform(signal: AbortSignal): Promise<Fact<string>> {
  return buildPlatformOfBuilder(await askBuilder(undefined, signal));
}

/** The platform on which a builder builds everything: unknown of one with several nodes. */
export function buildPlatformOfBuilder(builder: Fact<Builder>): Fact<string> {
  if (!builder.known) return builder;
  const { name, nodes } = builder.value;
  const [node, ...others] = nodes;
  const platform = node && nativePlatform(node);
  if (others.length > 0) {
    return unknown(
      `The builder “${name}” has several nodes: which one builds depends on the target.`,
    );
  }
  if (platform === undefined)
    return unknown(`The builder “${name}” was not started, or does not answer.`);
  return { ...builder, value: platform };
}

function unknown(message: string): Fact<never> {
  return { known: false, reason: { code: 'builder-unknown', message } };
}

function problemText(problem: DockerProblem): string {
  switch (problem.code) {
    case 'docker-not-found':
      return `Docker was not found: there is no program ${problem.command} on the PATH.`;
    case 'buildx-missing':
      return 'Docker has no buildx plugin, which builds for several platforms.';
    case 'buildx-too-old':
      return `buildx ${problem.version} is too old: 0.13 or newer is needed.`;
    case 'engine-not-running':
      return `The Docker engine does not answer: ${problem.message}`;
    case 'engine-denied':
      return `The Docker engine refuses this user: ${problem.message}`;
    case 'timeout':
      return `Docker gave no answer within ${problem.seconds} seconds.`;
    case 'cancelled':
      return 'Asking Docker was cancelled.';
    case 'failed':
      return `Docker could not list its builders: ${problem.message}`;
  }
}
