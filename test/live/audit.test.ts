import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ownRepository } from './labRegistry.ts';
import { docker, multiarch } from './programs.ts';
import { tinyProgram } from './tinyProgram.ts';

/** What `audit --format json` prints, as far as it is read here. */
interface Audited {
  readonly problems: readonly { readonly code: string }[];
  readonly platforms: readonly {
    readonly declared: string;
    readonly verdict: string;
    readonly entrypoint?: { readonly path: string; readonly actual: readonly string[] };
    readonly files: readonly { readonly path: string; readonly instruction?: string }[];
    readonly layersLeft: number;
    readonly bytesRead: number;
  }[];
}

/** One target for each image. The stages amd64 and right are what they take programs from. */
const dockerfile = `
ARG ARCHITECTURE=amd64
FROM --platform=linux/amd64 busybox:1.37 AS amd64
FROM --platform=linux/arm64 busybox:1.37 AS arm64
FROM busybox:1.37 AS right

FROM \${ARCHITECTURE} AS shadowed-argument

FROM --platform=$BUILDPLATFORM busybox:1.37 AS pinned-stage

FROM amd64/busybox:1.37 AS single-image

FROM scratch AS downloaded
COPY --from=amd64 /bin/busybox /app
ENTRYPOINT ["/app"]

FROM right AS mixed
COPY --from=amd64 /bin/busybox /usr/bin/tool

FROM scratch AS no-shell
COPY --from=right /bin/busybox /app
ENTRYPOINT ["/app"]

FROM scratch AS data
COPY start.sh /data/

FROM right AS overwritten
COPY --from=amd64 /bin/busybox /usr/bin/tool
COPY --from=right /bin/busybox /usr/bin/tool

FROM right AS deleted
COPY --from=amd64 /bin/busybox /usr/bin/tool
RUN rm /usr/bin/tool

FROM right AS linked
RUN mkdir /opt && ln -s ../bin/busybox /opt/start
ENTRYPOINT ["/opt/start"]

FROM right AS scripted
COPY start.sh /start.sh
ENTRYPOINT ["/start.sh"]

FROM right AS wrong-on-top
COPY --from=amd64 /bin/busybox /opt/app
ENTRYPOINT ["/opt/app"]

FROM scratch AS foreign
COPY tiny /app
CMD ["/app"]

FROM scratch AS seekable
COPY seekable /
CMD ["/app"]

FROM foreign AS on-riscv64
FROM no-shell AS on-amd64
FROM no-shell AS on-arm64
FROM no-shell AS on-arm
FROM no-shell AS on-s390x
FROM on-\${TARGETARCH} AS everywhere

FROM amd64/busybox:1.37 AS mystery
COPY start.sh /opt/start.sh
ENTRYPOINT ["/bin/busybox", "uname", "-m"]
`;

const [amd64, arm64] = ['linux/amd64', 'linux/arm64'];

/** Verdicts on amd64 and on arm64. */
const images: readonly (readonly [target: string, onAmd64: string, onArm64: string])[] = [
  ['right', 'right', 'right'],
  ['shadowed-argument', 'right', 'wrong'],
  ['pinned-stage', 'right', 'wrong'],
  ['single-image', 'right', 'wrong'],
  ['downloaded', 'right', 'wrong'],
  ['mixed', 'right', 'mixed'],
  ['no-shell', 'right', 'right'],
  ['data', 'none', 'none'],
  ['overwritten', 'right', 'right'],
  ['deleted', 'right', 'right'],
  ['linked', 'right', 'right'],
  ['scripted', 'right', 'right'],
  ['foreign', 'wrong', 'wrong'],
];

describe('an audit of images that were really built', () => {
  let folder = '';

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'multiarch-live-'));
    await writeFile(join(folder, 'Dockerfile'), dockerfile);
    await writeFile(join(folder, 'start.sh'), '#!/usr/bin/env sh\nexec uname -m\n');
    await chmod(join(folder, 'start.sh'), 0o755);
    await writeFile(join(folder, 'tiny'), tinyProgram('riscv64'), { mode: 0o755 });
    await mkdir(join(folder, 'seekable'));
    await writeFile(join(folder, 'seekable/app'), tinyProgram('riscv64'), { mode: 0o755 });
    await writeFile(join(folder, 'seekable/data'), randomBytes(4_000_000));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  async function build(target: string, platforms: string, output: string): Promise<void> {
    await docker(
      ...['buildx', 'build', '--quiet', '--provenance=false', '--platform', platforms],
      ...['--target', target, '--output', output, folder],
    );
  }

  /** What the audit of the image of a target says. */
  async function audit(...args: readonly string[]): Promise<{ code: number; audited: Audited }> {
    const { code, stdout, stderr } = await multiarch('audit', ...args, '--format', 'json');
    assert.equal(stderr, '');
    return { code, audited: JSON.parse(stdout) as Audited };
  }

  /** Of an image in the registry, from the lowest layer, in bytes. */
  async function layerSizes(name: string): Promise<readonly number[]> {
    const { stdout } = await multiarch('image', name, '--details', '--format', 'json');
    const { platforms } = JSON.parse(stdout) as {
      readonly platforms: readonly { readonly layers: readonly { readonly size: number }[] }[];
    };
    return (platforms[0]?.layers ?? []).map(({ size }) => size);
  }

  async function archive(target: string, platforms = `${amd64},${arm64}`): Promise<string> {
    const file = join(folder, `${target}.tar`);
    await build(target, platforms, `type=oci,dest=${file}`);
    return file;
  }

  for (const [target, onAmd64, onArm64] of images) {
    it(`says of “${target}” what is in it`, async () => {
      const { code, audited } = await audit(await archive(target));
      const verdicts = audited.platforms.map(({ declared, verdict }) => [declared, verdict]);
      assert.deepEqual(verdicts, [
        [amd64, onAmd64],
        [arm64, onArm64],
      ]);
      assert.equal(code, [onAmd64, onArm64].includes('wrong') ? 1 : 0);
    });
  }

  it('knows every architecture that the images are there for, big endian too', async () => {
    const platforms = [
      'linux/amd64',
      'linux/arm64',
      'linux/arm/v7',
      'linux/s390x',
      'linux/riscv64',
    ];
    const { audited } = await audit(await archive('everywhere', platforms.join()));
    assert.deepEqual(
      audited.platforms.map(({ declared, verdict, entrypoint }) => [
        declared,
        verdict,
        entrypoint?.actual,
      ]),
      platforms.map((platform) => [platform, 'right', [platform]]),
    );
  });

  it('reads layers of zstd, archives of docker, and layouts in folders', async () => {
    const zstd = join(folder, 'zstd.tar');
    const saved = join(folder, 'saved.tar');
    const layout = join(folder, 'layout');
    const compression = 'compression=zstd,force-compression=true';
    await build('mixed', arm64, `type=oci,dest=${zstd},${compression}`);
    await build('mixed', arm64, `type=docker,dest=${saved}`);
    await build('mixed', arm64, `type=oci,tar=false,dest=${layout}`);
    for (const place of [zstd, saved, layout]) {
      const { audited } = await audit(place);
      const verdicts = audited.platforms.map(({ declared, verdict }) => [declared, verdict]);
      assert.deepEqual(verdicts, [[arm64, 'mixed']], place);
    }
  });

  it('names the file, and the instruction that brought it', async () => {
    const { audited } = await audit(await archive('mixed'), '--platform', arm64);
    const [file, ...others] = audited.platforms[0]?.files ?? [];
    assert.deepEqual(others, []);
    assert.equal(file?.path, '/usr/bin/tool');
    assert.match(file.instruction ?? '', /^COPY \/bin\/busybox \/usr\/bin\/tool/);
  });

  it('stops at the layer that decides', async () => {
    const file = await archive('wrong-on-top');
    const all = await audit(file, '--platform', arm64);
    const only = await audit(file, '--platform', arm64, '--entrypoint-only');
    const [whole, top] = [all, only].map(({ audited }) => audited.platforms[0]);
    assert.equal(top?.verdict, 'wrong');
    assert.ok(whole?.layersLeft === 0 && top.layersLeft > 0);
    assert.ok(top.bytesRead > 0 && top.bytesRead < whole.bytesRead);
  });

  it('reads what a build writes instead of an image', async () => {
    const both = `${amd64},${arm64}`;
    const [local, tar, one] = [
      join(folder, 'local'),
      join(folder, 'files.tar'),
      join(folder, 'one'),
    ];
    await build('downloaded', both, `type=local,dest=${local}`);
    await build('downloaded', both, `type=tar,dest=${tar}`);
    await build('downloaded', arm64, `type=local,dest=${one}`);
    for (const place of [local, tar]) {
      const { code, audited } = await audit(place);
      const verdicts = audited.platforms.map(({ declared, verdict }) => [declared, verdict]);
      assert.deepEqual(
        verdicts.toSorted(),
        [
          [amd64, 'right'],
          [arm64, 'wrong'],
        ],
        place,
      );
      assert.equal(code, 1);
    }
    const { audited } = await audit(one, '--platform', arm64);
    assert.equal(audited.platforms[0]?.verdict, 'wrong');
    assert.deepEqual(
      audited.platforms[0].files.map(({ path }) => path),
      ['/app'],
    );
    const untold = await multiarch('audit', one);
    assert.equal(untold.code, 2);
    assert.match(untold.stderr, /name that with --platform/);
  });

  it('reads an image that the engine has', async () => {
    const name = `multiarch-audit-${process.pid}:1`;
    try {
      await build('downloaded', `${amd64},${arm64}`, `type=docker,name=${name}`);
      const { code, audited } = await audit(name, '--engine');
      const verdicts = audited.platforms.map(({ declared, verdict }) => [declared, verdict]);
      assert.deepEqual(verdicts, [
        [amd64, 'right'],
        [arm64, 'wrong'],
      ]);
      assert.equal(code, 1);
    } finally {
      await docker('image', 'rm', '--force', name);
    }
  });

  it('explains the image that says arm64 and prints x86_64, in a registry', async () => {
    const name = ownRepository('mystery:1');
    await build('mystery', `${amd64},${arm64}`, `type=image,name=${name},push=true`);
    const { code, audited } = await audit(name);
    assert.equal(code, 1);
    assert.deepEqual(
      audited.problems.map((problem) => problem.code),
      ['identical-layers'],
    );
    const [first, second] = audited.platforms;
    assert.deepEqual([first?.verdict, second?.verdict], ['right', 'wrong']);
    // Both name the same layers, which are read once.
    const stored = (await layerSizes(name)).reduce((sum, size) => sum + size, 0);
    assert.ok(stored > 0);
    assert.equal(first?.bytesRead, stored);
    assert.equal(second?.bytesRead, 0);
    // The script above the program does not tell, so both are needed, once.
    const only = await audit(name, '--entrypoint-only', '--platform', arm64);
    const [decided] = only.audited.platforms;
    assert.deepEqual([only.code, decided?.verdict, decided?.bytesRead], [1, 'wrong', stored]);
  });

  it('reads of zstd:chunked the program alone that is started', async () => {
    const name = ownRepository('seekable:1');
    const unlike = ['copy', '--insecure-policy', '--dest-tls-verify=false', '--format', 'oci'];
    const chunked = ['--dest-compress-format', 'zstd:chunked'];
    const source = `oci-archive:${await archive('seekable', arm64)}`;
    await promisify(execFile)('skopeo', [...unlike, ...chunked, source, `docker://${name}`]);
    const [stored = 0] = await layerSizes(name);
    assert.ok(stored > 4_000_000);
    const all = await audit(name);
    const only = await audit(name, '--entrypoint-only');
    const [whole, alone] = [all, only].map(({ audited }) => audited.platforms[0]);
    assert.deepEqual([whole?.verdict, whole?.bytesRead], ['wrong', stored]);
    assert.deepEqual(
      [only.code, alone?.verdict, alone?.entrypoint],
      [1, 'wrong', whole?.entrypoint],
    );
    assert.ok(alone && alone.bytesRead > 0 && alone.bytesRead < stored / 10);
  });
});
