import { emulatorInImage } from './bundledQemu.ts';
import { worksInContainers, type Emulator } from './emulator.ts';
import type { WorkerNode } from './workerNode.ts';

/**
 * How a node runs the programs of a platform.
 *
 * - `native`: the worker's own platform
 * - `hardware`: another instruction set that the same processor runs (386 on amd64, arm on arm64)
 * - `emulated`: the kernel's entry for it was seen, or BuildKit's image brings an emulator
 * - `unknown-how`: BuildKit says that it runs, and nothing more is known
 */
export type RunState = 'native' | 'hardware' | 'emulated' | 'unknown-how';

/**
 * Why a node does not run a platform that it lists. BuildKit adds what it finds later and takes nothing
 * away until it is restarted (v0.32, worker/base/worker.go, Platforms), and buildx adds what is pinned.
 *
 * - `no-entry`: its kernel uses no emulator for it (any more)
 * - `not-in-containers`: the kernel's emulator works on the machine itself only
 */
export type ListedInVain = 'no-entry' | 'not-in-containers';

/** How a node takes a platform that it lists. */
export type ListedState = RunState | 'not-runnable';

/** One platform that a node lists, its amd64 levels folded into it. */
export interface NodePlatform {
  /** E.g. `linux/arm/v7`. */
  readonly platform: string;
  readonly state: ListedState;
  /** Why it does not run, when the state is `not-runnable`. */
  readonly vain?: ListedInVain;
  /** Hardware levels of linux/amd64 beside the basic one, e.g. `['v2', 'v3']`. */
  readonly levels: readonly string[];
  /** The emulator, when the state is `emulated`; the one that is of no use when it is `not-runnable`. */
  readonly emulator?: Emulator;
  /** Whether the user fixed it for the node. */
  readonly pinned: boolean;
}

/**
 * How a node runs each platform that it reports, in its order. Empty for a node that was never
 * started and has no fixed platforms.
 */
export function nodePlatforms(node: WorkerNode): readonly NodePlatform[] {
  const native = nativePlatform(node);
  const pinned = new Set(node.pinned);
  const levels = amd64Levels(node.platforms);
  return node.platforms
    .filter((platform) => !isFoldedLevel(platform, node.platforms))
    .map((platform) => {
      return {
        platform,
        ...runState(platform, native, node),
        levels: platform === 'linux/amd64' ? levels : [],
        pinned: pinned.has(platform),
      };
    });
}

/**
 * The platform that the worker runs without help; undefined when it cannot be told. BuildKit puts it
 * first (util/archutil/detect.go), but buildx puts the platforms that the user fixed before it and
 * drops repetitions, so then only the engine or an amd64 level beyond what emulators offer tells it.
 */
export function nativePlatform(node: WorkerNode): string | undefined {
  const { platforms, pinned, engine } = node;
  if (engine !== undefined) {
    const prefix = `${engine.os}/${engine.architecture}`;
    return platforms.find((platform) => platform === prefix || platform.startsWith(`${prefix}/`));
  }
  if (pinned?.length === 0) return platforms[0];
  const beyondEmulation = platforms.some((platform) => /^linux\/amd64\/v[34]$/.test(platform));
  return beyondEmulation ? 'linux/amd64' : undefined;
}

function runState(
  platform: string,
  native: string | undefined,
  { emulators, engine, driver = '', buildkitVersion }: WorkerNode,
): Pick<NodePlatform, 'state' | 'vain' | 'emulator'> {
  if (platform === native) return { state: 'native' };
  const architecture = architectureOf(platform);
  const nativeArchitecture = native === undefined ? engine?.architecture : architectureOf(native);
  if (architecture === nativeArchitecture) return { state: 'hardware' };
  // An entry goes first: the kernel asks binfmt_misc before it tries a program itself.
  const emulator = emulators?.find((candidate) => candidate.architecture === architecture);
  const inImage = emulatorInImage(driver, architecture, buildkitVersion);
  if (emulator !== undefined) {
    if (worksInContainers(emulator)) return { state: 'emulated', emulator };
    if (inImage !== undefined) return { state: 'emulated', emulator: inImage };
    return { state: 'not-runnable', vain: 'not-in-containers', emulator };
  }
  if (nativeArchitecture === 'amd64' && architecture === '386') return { state: 'hardware' };
  // Not every arm64 processor runs 32-bit programs: without emulator and yet able, this one does.
  if (nativeArchitecture === 'arm64' && architecture === 'arm' && emulators !== undefined) {
    return { state: 'hardware' };
  }
  if (emulators === undefined) return { state: 'unknown-how' };
  if (inImage !== undefined) return { state: 'emulated', emulator: inImage };
  return { state: 'not-runnable', vain: 'no-entry' };
}

function architectureOf(platform: string): string {
  return platform.split('/')[1] ?? '';
}

function amd64Levels(platforms: readonly string[]): readonly string[] {
  return platforms
    .filter((platform) => isFoldedLevel(platform, platforms))
    .map((platform) => platform.slice('linux/amd64/'.length));
}

function isFoldedLevel(platform: string, all: readonly string[]): boolean {
  return platform.startsWith('linux/amd64/') && all.includes('linux/amd64');
}
