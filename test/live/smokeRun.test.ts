import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { smokeRun } from '../../src/adapters/docker/smokeRun.ts';
import type { AuditMessage } from '../../src/protocol/audit.ts';
import { auditImage } from '../../src/worker/jobs/auditImage.ts';
import { docker } from './programs.ts';

const image = `smoke-lies:${process.pid}`;

/** What says arm64 has a program for amd64. */
const dockerfile = `FROM --platform=linux/amd64 busybox:1.37 AS tools
FROM scratch
COPY --from=tools /bin/busybox /bin/busybox
ENTRYPOINT ["/bin/busybox"]
`;

describe('an image of the engine', function () {
  this.timeout(120_000);
  let folder: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'multiarch-smoke-'));
    await writeFile(join(folder, 'Dockerfile'), dockerfile);
    const platforms = ['--platform', 'linux/amd64,linux/arm64'];
    await docker('buildx', 'build', ...platforms, '--load', '--tag', image, folder);
  });
  after(async () => {
    await docker('image', 'rm', '--force', image).catch(() => undefined);
    await rm(folder, { recursive: true, force: true });
  });

  it('is audited by way of an export, platform by platform', async () => {
    const said: AuditMessage[] = [];
    const subject = { kind: 'engine', reference: image } as const;
    const request = { job: 'audit', subject, entrypointOnly: false } as const;
    const hear = (message: AuditMessage) => said.push(message);
    await auditImage(request, hear, process.env, new AbortController().signal);
    const last = said.at(-1);
    assert(last?.kind === 'audited', JSON.stringify(last));
    assert.deepEqual(
      last.value.platforms.map(({ platform, audit }) => [
        platform,
        audit.known ? audit.value.verdict : audit.reason.message,
      ]),
      [
        ['linux/amd64', 'right'],
        ['linux/arm64', 'wrong'],
      ],
    );
  });

  const run = (
    words: readonly string[],
    timeout: number,
    signal = new AbortController().signal,
  ) => {
    const container = `smoke-${process.pid}-${words[0] ?? ''}`;
    const platform = { reference: image, platform: 'linux/arm64', isPresent: true };
    return smokeRun('docker', platform, { container, words }, { timeout, signal });
  };
  const containers = () =>
    docker('ps', '--all', '--quiet', '--filter', `name=smoke-${process.pid}-`);

  it('is run, and tells what it wrote and how it ended', async () => {
    assert.deepEqual(await run(['echo', 'hello'], 60_000), {
      ...{ kind: 'exit', code: 0, output: 'hello\n' },
    });
    const failed = await run(['sh', '-c', 'echo no; exit 7'], 60_000);
    assert.deepEqual(failed, { kind: 'exit', code: 7, output: 'no' });
  });

  it('leaves no container when its time is over, or nobody waits', async () => {
    assert.deepEqual(await run(['sleep', '60'], 3000), { kind: 'timeout', timeout: 3000 });
    const stop = new AbortController();
    const running = run(['sleep', '61'], 60_000, stop.signal);
    while ((await containers()).trim() === '') await Promise.resolve();
    stop.abort();
    assert.deepEqual(await running, { kind: 'cancelled' });
    assert.equal((await containers()).trim(), '');
  });
});
