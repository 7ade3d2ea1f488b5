import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readOwnKernel } from '../../src/adapters/docker/kernelEmulation.ts';
import { emulatingMachines } from '../../src/core/build/emulatingMachines.ts';
import { diagnoseEmulation, type ArchitectureEmulation } from '../../src/core/build/emulation.ts';
import { nodePlatforms } from '../../src/core/build/nodeStates.ts';
import { compareWithLast } from '../../src/core/build/emulationMemory.ts';
import { readCurrentBuilder } from './currentBuilder.ts';
import { KernelEntries } from './kernelEntries.ts';
import { docker } from './programs.ts';
import { tinyProgram } from './tinyProgram.ts';

/** What prints its architecture on each platform: busybox's uname, or a program of our own. */
const programs = [
  { platform: 'linux/amd64', image: 'busybox', prints: /^x86_64$/ },
  { platform: 'linux/arm64', image: 'busybox', prints: /^aarch64$/ },
  { platform: 'linux/arm/v7', image: 'busybox', prints: /^armv[78]l$/ },
  { platform: 'linux/s390x', image: 'busybox', prints: /^s390x$/ },
  { platform: 'linux/riscv64', image: tinyImage('riscv64'), prints: /^riscv64$/ },
  { platform: 'linux/ppc64le', image: tinyImage('ppc64le'), prints: /^ppc64le$/ },
];

/** The kernel's and BuildKit's word against what containers really do. */
describe('emulation in the lab', function () {
  this.timeout(180_000);

  before(async () => {
    for (const architecture of ['riscv64', 'ppc64le'] as const) await makeImage(architecture);
  });
  after(() => docker('image', 'rm', '--force', tinyImage('riscv64'), tinyImage('ppc64le')));

  for (const { platform, image, prints } of programs) {
    it(`${platform} runs, as it is said`, async () => {
      const { state, platforms, entry } = await diagnosisOf(platform.split('/')[1] ?? '');
      assert.match(await runIn(image, platform), prints);
      assert.ok(platforms.includes(platform), platforms.join(', '));
      assert.equal(state, entry === undefined ? 'native' : 'emulated');
      if (entry?.program.kind === 'file') assert.match(entry.program.version ?? '', /^\d+\.\d+/);
    });
  }

  // Entries are written by root, and only where the engine runs on this kernel.
  if (process.getuid?.() !== 0) return;

  describe('of riscv64, taken away and given back', () => {
    /** No image of others is for it, so nobody misses it for some seconds. */
    const entries = new KernelEntries('qemu-riscv64');

    it('is told as containers find it, at each step', async () => {
      const { withLabLock } = await import('../lab/labLock.mjs');
      // No lab starts or stops meanwhile: that registers and removes emulators, too.
      await withLabLock({ say: () => undefined }, async () => {
        try {
          await steps(entries);
        } finally {
          entries.restore();
        }
      });
      assert.match(await runIn(tinyImage('riscv64'), 'linux/riscv64'), /^riscv64$/);
    });
  });
});

async function steps(entries: KernelEntries): Promise<void> {
  const seen = compareWithLast(undefined, await diagnosis(), { bootId: 'a', time: 1 }).memory;

  entries.remove();
  // BuildKit takes nothing away from its platforms while it runs.
  await check('absent', ['no-entry'], 'exec format error');
  const [node] = (await readCurrentBuilder()).nodes;
  const listed = node && nodePlatforms(node).find(({ platform }) => platform === 'linux/riscv64');
  assert.deepEqual([listed?.state, listed?.vain], ['not-runnable', 'no-entry']);
  const { lost } = compareWithLast(seen, await diagnosis(), { bootId: 'b', time: 2 });
  assert.deepEqual(
    lost.map(({ architecture, restarted }) => [architecture, restarted]),
    [['riscv64', true]],
  );

  entries.add('qemu-riscv64', '');
  await check('host-only', ['no-flag-f'], 'no such file or directory');

  entries.write('qemu-riscv64', '0');
  await check('disabled', ['entry-disabled'], 'exec format error');
  entries.remove();

  entries.add('qemu-riscv64', '', '/nowhere/qemu-riscv64');
  await check('host-only', ['interpreter-missing'], 'no such file or directory');
  entries.remove();

  // A program that needs libraries stands for an emulator that does.
  entries.add('qemu-riscv64', 'F', process.execPath);
  await check('host-only', ['not-static'], 'no such file or directory');
  entries.remove();

  entries.restore();
  await check('emulated', [], undefined);
  entries.add('multiarch-newer', '');
  await check('host-only', ['no-flag-f', 'shadowed'], 'no such file or directory');
  entries.write('multiarch-newer', '0');
  await check('emulated', [], undefined);
  entries.write('multiarch-newer', '-1');
}

/** Our diagnosis of riscv64 against what a container says. */
async function check(
  state: ArchitectureEmulation['state'],
  problems: readonly string[],
  error: string | undefined,
): Promise<void> {
  const found = await diagnosisOf('riscv64');
  const codes = found.problems.map(({ code }) => code);
  assert.deepEqual([found.state, codes, found.platforms], [state, problems, ['linux/riscv64']]);
  const run = runIn(tinyImage('riscv64'), 'linux/riscv64');
  if (error === undefined) assert.match(await run, /^riscv64$/);
  else await assert.rejects(run, new RegExp(`exec /tiny: ${error}`));
}

async function diagnosis(): Promise<readonly ArchitectureEmulation[]> {
  const own = await readOwnKernel();
  const machine = emulatingMachines([await readCurrentBuilder()], own)[0];
  assert.ok(machine);
  return diagnoseEmulation(machine, ['riscv64']);
}

async function diagnosisOf(architecture: string): Promise<ArchitectureEmulation> {
  const found = (await diagnosis()).find((each) => each.architecture === architecture);
  assert.ok(found, architecture);
  return found;
}

async function runIn(image: string, platform: string): Promise<string> {
  const command = image === 'busybox' ? ['uname', '-m'] : [];
  return (await docker('run', '--rm', '--platform', platform, image, ...command)).trim();
}

function tinyImage(architecture: string): string {
  return `multiarch-live-${process.pid}/tiny:${architecture}`;
}

async function makeImage(architecture: 'riscv64' | 'ppc64le'): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'tiny-'));
  try {
    writeFileSync(join(folder, 'tiny'), tinyProgram(architecture), { mode: 0o755 });
    writeFileSync(join(folder, 'Dockerfile'), 'FROM scratch\nCOPY tiny /tiny\nCMD ["/tiny"]\n');
    const platform = `linux/${architecture}`;
    const image = tinyImage(architecture);
    await docker('buildx', 'build', '--load', '--platform', platform, '--tag', image, folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
