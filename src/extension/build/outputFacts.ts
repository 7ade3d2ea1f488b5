import type { PlanSurroundings } from '../../core/build/outputAlternatives.ts';
import type { Builder } from '../../core/build/workerNode.ts';
import type { BuilderStore } from '../builders/builderStore.ts';

/** What tells who takes part in a build. */
export interface OutputFactPorts {
  readonly builders: BuilderStore;
}

/** How long a builder is waited for before a build goes on without knowing it, in ms. */
const patience = 5_000;

/**
 * Reads what decides about outputs. What does not answer soon is unknown; then nothing is said about it.
 *
 * @param name of the builder; the chosen one when left out
 * @param others whether the other builders are wanted, as they were last seen
 */
export async function readOutputFacts(
  { builders }: OutputFactPorts,
  name: string | undefined,
  others: 'all' | 'none',
): Promise<PlanSurroundings> {
  const [builder, engine, seen] = await Promise.all([
    soon(readBuilder(builders, name)),
    soon(builders.readLoadEngine()),
    others === 'all' ? soon(builders.list()) : undefined,
  ]);
  return {
    builder,
    ...(engine === undefined ? {} : { engine }),
    others: seen?.ok === true ? seen.builders.filter((other) => other.name !== builder?.name) : [],
  };
}

async function readBuilder(
  builders: BuilderStore,
  name: string | undefined,
): Promise<Builder | undefined> {
  const answer = await (name === undefined ? builders.readSelected() : builders.readNamed(name));
  return answer.ok ? answer.builder : undefined;
}

async function soon<T>(answer: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, patience, undefined);
  });
  return Promise.race([answer, limit]).finally(() => {
    clearTimeout(timer);
  });
}
