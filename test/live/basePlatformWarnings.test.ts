import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ownRepository } from './labRegistry.ts';
import { docker, dockerProgress, multiarch } from './programs.ts';

const amd64 = ownRepository('single-amd64:1');
const armV7 = ownRepository('single-armv7:1');
const several = 'busybox:1.37';

/** One line of `--progress=rawjson`, as far as it is read here. */
interface Progress {
  readonly warnings?: readonly {
    /** Base64. */
    readonly short: string;
    readonly range?: readonly { readonly start: { readonly line: number } }[];
  }[];
}

/** What `check --format json` prints of a file, as far as it is read here. */
interface CheckedFile {
  readonly findings: readonly {
    readonly rule: string;
    readonly range: { readonly start: { readonly line: number } };
  }[];
  readonly unknown: readonly unknown[];
}

/**
 * Images of one platform (one manifest, no index) as bases, beside the warnings `InvalidBaseImagePlatform`
 * of a real build for each platform by itself: a build for several warns for the first only.
 */
describe('base images of one platform, beside the warnings of a build for each platform', function () {
  this.timeout(180_000);
  let folder = '';

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'multiarch-live-'));
    await writeFile(join(folder, 'Dockerfile'), `FROM ${several}\n`);
    for (const [platform, tag] of [
      ['linux/amd64', amd64],
      ['linux/arm/v7', armV7],
    ] as const) {
      // Without attestations buildx pushes the plain manifest of the one image.
      await docker(
        ...['buildx', 'build', '--platform', platform, '--provenance=false'],
        ...['--push', '--tag', tag, folder],
      );
    }
  });

  after(async () => {
    await rm(folder, { recursive: true, force: true });
    await docker('image', 'rm', '--force', amd64, armV7);
  });

  /** The lines (one-based) that both find, and those that only we do, by platform. */
  const check = (
    title: string,
    text: () => string,
    expected: Readonly<Record<string, readonly number[]>>,
    onlyOurs: Readonly<Record<string, readonly number[]>> = {},
  ) => {
    it(title, async () => {
      const file = join(folder, 'Dockerfile');
      await writeFile(file, text());
      for (const [platform, lines] of Object.entries(expected)) {
        const theirs = await warnedLines(folder, platform);
        assert.deepEqual(theirs, lines, `BuildKit, ${platform}`);
        const more = onlyOurs[platform] ?? [];
        const ours = await foundLines(file, platform);
        assert.deepEqual(ours, [...lines, ...more].sort(), `ours, ${platform}`);
      }
    });
  };

  check('the result', () => `FROM ${amd64}\n`, {
    'linux/amd64': [],
    'linux/arm64': [1],
    'linux/arm/v7': [1],
  });
  check('32-bit ARM for arm64, which hardware may run', () => `FROM ${armV7}\n`, {
    'linux/arm64': [1],
    'linux/arm/v7': [],
  });
  check(
    'a newer variant than the target, of which BuildKit says nothing',
    () => `FROM ${armV7}\n`,
    { 'linux/arm/v6': [] },
    { 'linux/arm/v6': [1] },
  );
  check(
    'by a variable, and where files are copied from',
    () =>
      `ARG IMAGE=${amd64}\nFROM $IMAGE AS a\nFROM ${several}\nCOPY --from=a /bin /a\nCOPY --from=${armV7} /bin /b\n`,
    { 'linux/amd64': [5], 'linux/arm64': [2, 5], 'linux/arm/v7': [2] },
  );
  check(
    'stages for their own platform, and one that nobody needs',
    () =>
      `FROM ${armV7} AS unused\nFROM --platform=linux/amd64 ${amd64} AS tools-amd64\nFROM --platform=linux/arm64 ${amd64} AS tools-arm64\nFROM ${several}\nCOPY --from=tools-amd64 /bin /a\nCOPY --from=tools-arm64 /bin /b\n`,
    { 'linux/amd64': [3], 'linux/arm64': [3] },
  );
  check(
    'stages that the target chooses',
    () => `FROM ${amd64} AS base-amd64\nFROM ${amd64} AS base-arm64\nFROM base-\${TARGETARCH}\n`,
    { 'linux/amd64': [], 'linux/arm64': [2] },
  );
});

async function warnedLines(folder: string, platform: string): Promise<readonly number[]> {
  const progress = await dockerProgress(
    ...['buildx', 'build', '--platform', platform, '--progress', 'rawjson'],
    ...['--provenance=false', '--output', 'type=cacheonly', folder],
  );
  const lines = new Set<number>();
  for (const line of progress.split('\n')) {
    if (!line.startsWith('{')) continue;
    for (const { short, range } of (JSON.parse(line) as Progress).warnings ?? []) {
      if (!Buffer.from(short, 'base64').toString().startsWith('InvalidBaseImagePlatform')) continue;
      for (const { start } of range ?? []) lines.add(start.line);
    }
  }
  return [...lines].sort();
}

async function foundLines(file: string, platform: string): Promise<readonly number[]> {
  const { stdout, stderr } = await multiarch(
    ...['check', file, '--platform', platform, '--format', 'json'],
  );
  const { files } = JSON.parse(stdout) as { files: readonly CheckedFile[] };
  const [checked] = files;
  assert.ok(checked, stdout);
  assert.deepEqual(checked.unknown, [], stderr);
  return checked.findings
    .filter(({ rule }) => rule === 'base-image-single-platform')
    .map(({ range }) => range.start.line + 1)
    .sort();
}
