import { normalizePlatform, type Platform } from '../platform/platform.ts';
import type { Emulator } from './emulator.ts';
import type { Engine } from './engine.ts';

/** A machine that runs containers. */
export interface EngineHost {
  readonly engine: Engine;
  /** Those of its kernel; undefined where they cannot be seen, as in a virtual machine. */
  readonly emulators: readonly Emulator[] | undefined;
}

/**
 * How a host runs the programs of a platform.
 *
 * - `native`: by itself
 * - `emulated`: its kernel gives them to an emulator
 * - `not-runnable`: `exec format error`; another operating system, or no emulator for the architecture
 * - `unknown`: another architecture, and its emulators cannot be seen; or 32-bit ARM, which only some 64-bit
 *   ARM processors run
 */
export type HostRun =
  | { readonly state: 'native' | 'not-runnable' | 'unknown' }
  | { readonly state: 'emulated'; readonly emulator: Emulator };

/** How a host would run the programs of a platform. Levels of an architecture are not looked at. */
export function howRuns(platform: Platform, { engine, emulators }: EngineHost): HostRun {
  const { os, architecture } = normalizePlatform(platform);
  if (os !== engine.os) return { state: 'not-runnable' };
  const isNative =
    architecture === engine.architecture ||
    (architecture === '386' && engine.architecture === 'amd64');
  if (isNative) return { state: 'native' };
  const emulator = emulators?.find((candidate) => candidate.architecture === architecture);
  // Without F the interpreter would have to be inside of the container.
  if (emulator?.fixed === true) return { state: 'emulated', emulator };
  const mayBeNative = architecture === 'arm' && engine.architecture === 'arm64';
  return { state: emulators === undefined || mayBeNative ? 'unknown' : 'not-runnable' };
}

/**
 * Whether a container that runs is emulated: then it runs in spite of another architecture. Undefined when
 * it cannot be told.
 */
export function isEmulated(platform: Platform, host: EngineHost): boolean | undefined {
  const { state } = howRuns(platform, host);
  if (state === 'native' || state === 'emulated') return state === 'emulated';
  const { os, architecture } = normalizePlatform(platform);
  // The other system is the engine's own business: Windows engines run Linux in a virtual machine.
  if (os !== host.engine.os || (architecture === 'arm' && host.engine.architecture === 'arm64')) {
    return undefined;
  }
  return true;
}
