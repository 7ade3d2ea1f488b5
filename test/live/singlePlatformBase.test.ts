import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ownRepository } from './labRegistry.ts';
import { docker, dockerProgress, multiarch } from './programs.ts';

const base = ownRepository('amd64-only:1');
const result = ownRepository('mislabelled:1');
const targets = 'linux/arm64,linux/amd64';

/** What `check --format json` prints, as far as it is read here. */
interface CheckedFiles {
  files: {
    findings: { rule: string; severity: string; platforms: string[]; range: unknown }[];
    unknown: unknown[];
  }[];
}

/**
 * The image that says arm64 and holds amd64: a base with one platform only (one image's manifest,
 * no index), built for two. The engine builds it, and emulation hides the mistake until the image
 * meets a machine without an emulator. Our check says it before the build.
 */
describe('a base image with one platform only, built for two', () => {
  let folder = '';
  let dockerfile = '';

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'multiarch-live-'));
    dockerfile = join(folder, 'Dockerfile');
    await writeFile(dockerfile, 'FROM busybox:1.37\n');
    // Without attestations buildx pushes the plain manifest of the one image.
    await docker(
      ...['buildx', 'build', '--platform', 'linux/amd64', '--provenance=false'],
      ...['--push', '--tag', base, folder],
    );
    await writeFile(dockerfile, `FROM ${base}\nRUN uname -m > /machine\n`);
  });

  after(async () => {
    await rm(folder, { recursive: true, force: true });
    await docker('image', 'rm', '--force', base, result);
  });

  it('is found by our check before the build, for arm64, on the name of the image', async () => {
    const { stdout, stderr } = await multiarch(
      ...['check', dockerfile, '--platform', targets, '--format', 'json'],
    );
    const checked = JSON.parse(stdout) as CheckedFiles;
    const [file] = checked.files;
    assert.ok(file, stdout);
    assert.deepEqual(file.unknown, [], stderr);
    const findings = file.findings.map(({ rule, platforms, range }) => ({
      rule,
      platforms,
      range,
    }));
    assert.deepEqual(findings, [
      {
        rule: 'base-image-single-platform',
        platforms: ['linux/arm64'],
        range: {
          start: { line: 0, character: 'FROM '.length },
          end: { line: 0, character: 'FROM '.length + base.length },
        },
      },
    ]);
  });

  describe('and built all the same', () => {
    let progress = '';

    before(async () => {
      progress = await dockerProgress(
        ...['buildx', 'build', '--platform', targets, '--progress', 'plain'],
        ...['--push', '--tag', result, folder],
      );
    });

    it('gets one warning of the engine and succeeds', () => {
      const warnings = progress.match(/- InvalidBaseImagePlatform: .*/g) ?? [];
      assert.equal(warnings.length, 1, progress);
      assert.match(warnings[0], /"linux\/amd64", expected "linux\/arm64"/);
    });

    it('is pushed as an index that claims both platforms', async () => {
      const { stdout } = await multiarch('image', result, '--format', 'json');
      const image = JSON.parse(stdout) as { platforms: { platform: string }[] };
      const claimed = image.platforms.map(({ platform }) => platform).sort();
      assert.deepEqual(claimed, ['linux/amd64', 'linux/arm64']);
    });

    it('is labelled arm64 and runs programs for amd64', async () => {
      await docker('pull', '--platform', 'linux/arm64', result);
      const inspect = ['image', 'inspect', '--platform', 'linux/arm64'];
      const label = await docker(...inspect, '--format', '{{.Architecture}}', result);
      assert.equal(label.trim(), 'arm64');
      const machine = await docker(
        'run',
        '--rm',
        '--platform',
        'linux/arm64',
        result,
        'uname',
        '-m',
      );
      assert.equal(machine.trim(), 'x86_64');
    });
  });
});
