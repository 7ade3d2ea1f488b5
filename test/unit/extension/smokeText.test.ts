import '../../support/vscodeStub.ts';
import assert from 'node:assert/strict';
import type { SmokeEnd } from '../../../src/adapters/docker/smokeRun.ts';
import type { HostRun } from '../../../src/core/build/hostRun.ts';
import { judgeSmokeRun } from '../../../src/extension/testing/smokeText.ts';
import type { SentPlatform } from '../../../src/protocol/audit.ts';
import { lyingImage } from '../../support/audits.ts';

const [right, wrong, unread] = lyingImage.platforms;
const native: HostRun = { state: 'native' };
const emulated: HostRun = {
  state: 'emulated',
  emulator: {
    ...{ name: 'qemu-aarch64', architecture: 'arm64', interpreter: '/qemu', fixed: true },
  },
};
const done: SmokeEnd = { kind: 'exit', code: 0, output: '1.0' };

describe('a smoke run', () => {
  const check = (
    name: string,
    run: HostRun,
    end: SmokeEnd,
    audit: SentPlatform | undefined,
    expected: readonly string[],
  ) => {
    it(name, () => {
      const platform = audit?.platform ?? 'linux/arm64';
      const judged = judgeSmokeRun({ platform, host: 'linux/amd64', run, end, audit });
      assert.deepEqual([judged.state, ...judged.reasons, '--', ...judged.remarks], expected);
    });
  };
  const proves =
    'A pass under emulation proves nothing about the files: only the audit looks at them.';
  check('that is native and right passes', native, done, right, [
    ...['passed', '--', 'linux/amd64 on this linux/amd64 host: native.'],
    'Audit: /start.sh → /bin/sh, entrypoint: linux/amd64.',
  ]);
  check('that passes with a program for another platform fails', emulated, done, wrong, [
    'failed',
    'What ran was made for linux/amd64, not for linux/arm64: /app. A machine of linux/arm64 without an emulator cannot run it.',
    ...['--', 'linux/arm64 on this linux/amd64 host: emulated by qemu-aarch64.'],
    'Audit: /app, entrypoint: made for linux/amd64, not for linux/arm64.',
    proves,
  ]);
  check('that nobody could audit passes, and says so', emulated, done, unread, [
    ...['passed', '--', 'linux/s390x on this linux/amd64 host: emulated by qemu-aarch64.'],
    ...['Audit: not known. You may not read it.', proves],
  ]);
  const noEmulator: SmokeEnd = { kind: 'exit', code: 255, output: 'exec /app: exec format error' };
  check(
    'without an emulator says what the error means',
    { state: 'not-runnable' },
    noEmulator,
    undefined,
    [
      ...['failed', 'Exit code 255.'],
      '“exec format error”: the kernel was given a program of an architecture that it does not run, and has no emulator for it. Install an emulator in the Emulation view; if the audit says that the program is for another platform than the label, mend the image instead.',
      ...['--', 'linux/arm64 on this linux/amd64 host: no emulator.', 'Audit: not known.', proves],
    ],
  );
  const states: readonly (readonly [SmokeEnd, string])[] = [
    [{ kind: 'exit', code: 1, output: '' }, 'failed'],
    [{ kind: 'exit', code: 125, output: '' }, 'errored'],
    [{ kind: 'timeout', timeout: 120_000 }, 'failed'],
    [{ kind: 'output-too-large', limit: 1 }, 'failed'],
    [{ kind: 'cancelled' }, 'errored'],
    [{ kind: 'not-found', command: 'docker' }, 'errored'],
    [{ kind: 'refused', message: 'It is no reference.' }, 'errored'],
  ];
  for (const [end, state] of states) {
    it(`that ends with ${JSON.stringify(end)} has ${state}`, () => {
      const of = { platform: 'linux/amd64', host: 'linux/amd64', run: native };
      const judged = judgeSmokeRun({ ...of, end, audit: right });
      assert.equal(judged.state, state);
      assert(judged.reasons.length > 0);
    });
  }
});
