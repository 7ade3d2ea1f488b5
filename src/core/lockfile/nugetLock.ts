import { isJsonObject } from '../image/jsonFields.ts';
import type { LockedBuild, LockedPackage } from './lockedPackage.ts';

/** Processors in runtime identifiers (learn.microsoft.com, ".NET RID Catalog"). */
const architectures: Readonly<Record<string, string>> = {
  ...{ x64: 'amd64', x86: '386', arm64: 'arm64', arm: 'arm', armel: 'arm' },
  ...{ s390x: 's390x', ppc64le: 'ppc64le', riscv64: 'riscv64', loongarch64: 'loong64' },
};
const systems: Readonly<Record<string, string>> = { linux: 'linux', win: 'windows', osx: 'darwin' };

/**
 * The frameworks of a NuGet `packages.lock.json` with the runtimes that it was made for: `net8.0/linux-x64`
 * beside `net8.0`. Restoring in locked mode for another one fails (NU1004). Without runtimes there is nothing
 * to say: what is restored is the same everywhere.
 */
export function readNugetLock(text: string): readonly LockedPackage[] {
  let lock: unknown;
  try {
    // NuGet writes a byte order mark.
    lock = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    return [];
  }
  const dependencies = isJsonObject(lock) ? lock['dependencies'] : undefined;
  if (!isJsonObject(dependencies)) return [];
  const builds = new Map<string, LockedBuild[]>();
  for (const key of Object.keys(dependencies)) {
    const [framework = '', runtime] = key.split('/');
    const build = runtime === undefined ? undefined : runtimeBuild(runtime);
    if (build === undefined) continue;
    builds.set(framework, [...(builds.get(framework) ?? []), build]);
  }
  return [...builds].map(([name, all]) => ({ name, builds: all }));
}

function runtimeBuild(runtime: string): LockedBuild | undefined {
  const words = runtime.split('-');
  const architecture = architectures[words.at(-1) ?? ''];
  const system = systems[words[0] ?? ''];
  if (architecture === undefined || system === undefined) return undefined;
  const name = runtime;
  const libc = words.includes('musl') ? 'musl' : 'glibc';
  return { name, isLocked: true, systems: [system], architectures: [architecture], libc };
}
