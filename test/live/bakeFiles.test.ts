import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { multiarch } from './programs.ts';

/** What `check --format json` prints, as far as it is read here. */
interface CheckedFiles {
  files: { targets: string[]; findings: { rule: string }[] }[];
}

/** What a bake file means is asked of the real buildx. */
describe('a Dockerfile that a bake file builds', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'multiarch-bake-'));
    await write('Dockerfile', 'FROM --platform=$BUILDPLATFORM busybox:1.37\nRUN true\n');
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const write = (name: string, text: string) => writeFile(join(folder, name), text);
  async function check() {
    const { stdout, stderr } = await multiarch(
      ...['check', join(folder, 'Dockerfile'), '--format', 'json'],
    );
    const [file] = (JSON.parse(stdout) as CheckedFiles).files;
    assert(file, stderr);
    return { targets: file.targets, rules: file.findings.map(({ rule }) => rule) };
  }
  const target = (name: string, ...lines: string[]) =>
    `target "${name}" {\n  platforms = ["linux/amd64", "linux/s390x"]\n${lines.map((line) => `  ${line}\n`).join('')}}\n`;
  const targets = ['linux/amd64', 'linux/s390x'];
  const pinned = ['result-pinned-to-platform'];

  it('is judged as an image for its platforms', async () => {
    await write('docker-bake.hcl', target('default', 'tags = ["sample:1"]'));
    assert.deepEqual(await check(), { targets, rules: pinned });
  });

  it('may have a folder for its result: then nothing is labelled', async () => {
    await write('docker-bake.hcl', target('default', 'output = ["out"]'));
    assert.deepEqual(await check(), { targets, rules: [] });
  });

  it('may have an archive for its result, which is left as it is', async () => {
    const archive = join(folder, 'result.tar');
    await writeFile(archive, 'what was built before');
    const output = (type: string) => `output = ["type=${type},dest=${archive}"]`;
    await write('docker-bake.hcl', target('default', output('tar')));
    assert.deepEqual(await check(), { targets, rules: [] });
    await write('docker-bake.hcl', target('default', output('oci')));
    assert.deepEqual(await check(), { targets, rules: pinned });
    const name = 'variable "FORMAT" {\n  default = "tar"\n}\n';
    await write('docker-bake.hcl', name + target('default', output('${FORMAT}')));
    assert.deepEqual(await check(), { targets, rules: pinned });
    assert.equal(await readFile(archive, 'utf8'), 'what was built before');
  });
});
