import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readAuditMessage, type AuditMessage } from '../../../src/protocol/audit.ts';
import { readWorkerRequest } from '../../../src/protocol/worker.ts';
import { auditImage } from '../../../src/worker/jobs/auditImage.ts';
import { elfProgram, writeLayout } from '../../support/imageLayout.ts';

/** As it comes through a pipe. */
function sent(message: unknown): unknown {
  return JSON.parse(JSON.stringify(message)) as unknown;
}

describe('the job that audits an image', () => {
  let folder: string;

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'multiarch-test-'));
    const app = { name: 'app', mode: 0o755 };
    const layers = [
      { by: 'COPY app /app # buildkit', files: [{ ...app, body: elfProgram('amd64') }] },
    ];
    await writeLayout(folder, [
      { architecture: 'amd64', entrypoint: ['/app'], layers },
      { architecture: 'arm64', entrypoint: ['/app'], layers },
    ]);
  });

  after(() => rm(folder, { recursive: true, force: true }));

  async function audit(
    subject: object,
    signal = new AbortController().signal,
  ): Promise<readonly AuditMessage[]> {
    const request = readWorkerRequest(sent({ job: 'audit', entrypointOnly: false, subject }));
    assert(request.ok && request.value.job === 'audit');
    const said: AuditMessage[] = [];
    const hear = (message: AuditMessage) => {
      said.push(readAuditMessage(sent(message)));
    };
    await auditImage(request.value, hear, {}, signal);
    return said;
  }

  it('says how far it is, and then what each platform is', async () => {
    const said = await audit({ kind: 'layout', path: folder });
    assert.equal(said[0]?.kind, 'progress');
    const last = said.at(-1);
    assert(last?.kind === 'audited', JSON.stringify(last));
    assert.deepEqual(
      last.value.platforms.map(({ platform, audit: fact, layers }) => [
        platform,
        fact.known && fact.value.verdict,
        fact.known && fact.value.files.map((file) => `${file.path} ${file.layer}`),
        layers.map(({ createdBy }) => createdBy),
      ]),
      [
        ['linux/amd64', 'right', [], ['COPY app /app # buildkit']],
        ['linux/arm64', 'wrong', ['/app 0'], ['COPY app /app # buildkit']],
      ],
    );
    assert.deepEqual(
      last.value.problems.map(({ code }) => code),
      ['identical-layers'],
    );
  });

  const missing: readonly (readonly [kind: string, name: string])[] = [
    ['archive', 'none.tar'],
    ['layout', 'none'],
    ['layout', 'oci-layout/none'],
  ];
  for (const [kind, name] of missing) {
    it(`says in words what is missing: ${kind} ${name}`, async () => {
      const place = path.join(folder, name);
      const [last] = await audit({ kind, path: place });
      assert(last?.kind === 'failed');
      assert.equal(
        last.reason.message,
        `There is no file or folder ${place}. It may have been moved or removed, or not be written yet.`,
      );
    });
  }

  it('says what a layout names and lacks', async () => {
    const broken = await mkdtemp(path.join(folder, 'broken-'));
    const digest = `sha256:${'a'.repeat(64)}`;
    const manifests = [
      { mediaType: 'application/vnd.oci.image.manifest.v1+json', digest, size: 3 },
    ];
    await writeFile(
      path.join(broken, 'index.json'),
      JSON.stringify({ schemaVersion: 2, manifests }),
    );
    const [last] = await audit({ kind: 'layout', path: broken });
    assert(last?.kind === 'failed');
    assert.equal(
      last.reason.message,
      `Its index.json names ${digest}, which is not there: the image was not written or copied in full.`,
    );
  });

  /** What a build has written: programs for amd64 for each of the platforms. */
  async function written(...platforms: readonly string[]): Promise<string> {
    const output = await mkdtemp(path.join(folder, 'output-'));
    for (const platform of platforms) {
      await mkdir(path.join(output, platform), { recursive: true });
      await writeFile(path.join(output, platform, 'app'), elfProgram('amd64'));
    }
    return output;
  }

  const outputs: readonly (readonly [string, readonly string[], object, unknown])[] = [
    [
      'of several platforms',
      ['linux_amd64', 'linux_arm64'],
      {},
      ['linux/amd64 right', 'linux/arm64 wrong /app'],
    ],
    ['of one platform', ['.'], { platform: 'linux/arm64' }, ['linux/arm64 wrong /app']],
    ['of one platform that nobody has named', ['.'], {}, 'undeclared'],
    ['of which an image is wanted', ['linux_amd64'], { name: 'app' }, 'not-found'],
  ];
  for (const [name, platforms, more, expected] of outputs) {
    it(`reads files that a build has written instead of an image, ${name}`, async () => {
      const output = await written(...platforms);
      const [last] = await audit({ kind: 'layout', path: output, ...more });
      if (last?.kind !== 'audited') {
        assert.equal(last?.kind === 'failed' && last.reason.code, expected);
        return;
      }
      const found = last.value.platforms.map(({ platform, audit: fact, layers }) => {
        assert(fact.known && layers.length === 0);
        return [platform, fact.value.verdict, ...fact.value.files.map((file) => file.path)];
      });
      assert.deepEqual(found.map((each) => each.join(' ')).toSorted(), expected);
      assert.equal(last.value.digest, '');
    });
  }

  it('ends when nobody waits', async () => {
    const cancelled = AbortSignal.abort(new Error('cancelled'));
    await assert.rejects(audit({ kind: 'layout', path: folder }, cancelled), /cancelled/);
  });

  for (const [name, message] of [
    ['another job', { job: 'audit', entrypointOnly: true, subject: { kind: 'url', path: 'x' } }],
    ['a subject without a place', { job: 'audit', entrypointOnly: true, subject: {} }],
    [
      'an option that it does not know',
      { job: 'audit', entrypointOnly: true, subject: { kind: 'layout', path: '/x', run: 'sh' } },
    ],
  ] as const) {
    it(`refuses ${name}`, () => {
      assert(!readWorkerRequest(message).ok);
    });
  }

  for (const message of [
    undefined,
    { kind: 'audited', value: { platforms: [] } },
    { kind: 'progress', done: '1' },
    { job: 'none', problem: 'job: invalid_union' },
  ]) {
    it(`takes ${JSON.stringify(message)} for a failure`, () => {
      const read = readAuditMessage(message);
      assert.equal(read.kind, 'failed');
    });
  }
});
