import type { EmulatingMachine } from './emulation.ts';
import type { KernelEmulation } from './emulator.ts';
import { nativePlatform } from './nodeStates.ts';
import type { Builder, WorkerNode } from './workerNode.ts';

/** The kernel that this program runs on. */
export interface OwnKernel extends KernelEmulation {
  /** Release, e.g. `6.1.0-28-amd64`: an engine that names the same one runs on this kernel. */
  readonly release: string;
  /** Architecture word of its processor. */
  readonly architecture: string;
  /** Name of the machine, e.g. for a home folder that several machines share. */
  readonly host: string;
}

/** A machine on which builders or containers run. */
export interface FoundMachine extends EmulatingMachine {
  /** What tells it from others, also later: `this-machine <host>`, `engine <endpoint>`, `node <builder> <node>`. */
  readonly key: string;
  /** `this-machine` is the one whose kernel is seen here; `engine` answers elsewhere or in a virtual machine. */
  readonly kind: 'this-machine' | 'engine' | 'node';
  /** An endpoint, or a node; empty for this machine. */
  readonly name: string;
  /**
   * How docker is told to talk to its engine: a context or a URL, `default` for the one that it talks to
   * by itself; absent where no engine is known.
   */
  readonly endpoint?: string;
}

/**
 * The machines behind builders, each once, in the builders' order, this one first. A node that does not
 * answer has none. Without any, this machine alone, if its kernel is seen.
 */
export function emulatingMachines(
  builders: readonly Builder[],
  own: OwnKernel | undefined,
): readonly FoundMachine[] {
  const machines = new Map<string, FoundMachine>();
  for (const { name, driver, nodes } of builders) {
    for (const node of nodes) {
      const found = machineOf(name, driver, node, own);
      if (found === undefined) continue;
      const known = machines.get(found.key);
      machines.set(found.key, known === undefined ? found : joined(known, found));
    }
  }
  if (machines.size === 0 && own !== undefined) return [ownMachine(own)];
  return [...machines.values()].toSorted((a, b) => rank(a) - rank(b));
}

function machineOf(
  builder: string,
  driver: string,
  node: WorkerNode,
  own: OwnKernel | undefined,
): FoundMachine | undefined {
  const { engine, endpoint } = node;
  const platforms = node.platforms.filter((platform) => platform.startsWith('linux/'));
  const native = engine?.architecture ?? nativePlatform(node)?.split('/')[1];
  const workers = [{ driver, buildkit: node.buildkitVersion }];
  const common = { native, platforms, workers };
  if (engine !== undefined) {
    if (engine.os !== 'linux') return undefined;
    if (own?.release === engine.kernel) {
      return { ...ownMachine(own), ...common, endpoint };
    }
    return { ...common, key: `engine ${endpoint}`, kind: 'engine', name: endpoint, endpoint };
  }
  if (platforms.length === 0) return undefined;
  return { ...common, key: `node ${builder} ${node.name}`, kind: 'node', name: node.name };
}

function ownMachine(own: OwnKernel): FoundMachine {
  return {
    key: `this-machine ${own.host}`,
    kind: 'this-machine',
    name: '',
    native: own.architecture,
    platforms: [],
    workers: [],
    kernel: own,
  };
}

function joined(a: FoundMachine, b: FoundMachine): FoundMachine {
  return {
    ...a,
    native: a.native ?? b.native,
    platforms: [...new Set([...a.platforms, ...b.platforms])],
    workers: [...a.workers, ...b.workers],
  };
}

function rank({ kind }: FoundMachine): number {
  return kind === 'this-machine' ? 0 : 1;
}
