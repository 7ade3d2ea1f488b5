import type { Source } from './sources.ts';

/** A way from a stage through COPY and mounts back into itself. */
export interface Cycle {
  /** The stage from which BuildKit found it. */
  readonly stage: number;
  /** The first step of the way: of several to the same stage the last, as BuildKit keeps one only. */
  readonly source: Source;
}

/**
 * Looks for stages that need each other (BuildKit 0.32, dockerfile2llb/validations.go,
 * validateCircularDependency). Bases cannot make a cycle: they only name earlier stages.
 */
export function findCycle(dependencies: readonly (readonly Source[])[]): Cycle | undefined {
  const visited = new Set<number>();
  for (const start of dependencies.keys()) {
    if (visited.has(start)) continue;
    visited.add(start);
    const path = [{ stage: start, next: 0 }];
    const onPath = new Set([start]);
    for (let step = path.at(-1); step; step = path.at(-1)) {
      const source = dependencies[step.stage]?.[step.next];
      step.next += 1;
      if (!source) {
        onPath.delete(step.stage);
        path.pop();
        continue;
      }
      if (source.origin.kind !== 'stage') continue;
      const { stage } = source.origin;
      if (onPath.has(stage)) {
        const first = path[0];
        const taken = first && dependencies[start]?.[first.next - 1];
        return { stage: start, source: lastLike(taken ?? source, dependencies[start] ?? []) };
      }
      if (visited.has(stage)) continue;
      visited.add(stage);
      onPath.add(stage);
      path.push({ stage, next: 0 });
    }
  }
  return undefined;
}

function lastLike(source: Source, sources: readonly Source[]): Source {
  const { origin } = source;
  const like = sources.findLast(
    (other) =>
      origin.kind === 'stage' &&
      other.origin.kind === 'stage' &&
      other.origin.stage === origin.stage,
  );
  return like ?? source;
}
