import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { callCommandLine } from '../support/callCommandLine.ts';
import { ownRepository } from './labRegistry.ts';

const start = promisify(execFile);

async function run(program: string, ...args: readonly string[]): Promise<string> {
  return (await start(program, args)).stdout.trim();
}

/** The lists of spec files and templates, against what the tools make of the same images. */
describe('the list of a spec', () => {
  const app = ownRepository('specs-app');
  let folder = '';
  const cache = process.env['MULTIARCH_CACHE'];

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'multiarch-specs-'));
    process.env['MULTIARCH_CACHE'] = folder;
    await writeFile(path.join(folder, 'Dockerfile'), 'FROM busybox:1.37.0\nLABEL spec=1\n');
    for (const architecture of ['amd64', 'arm64']) {
      const platform = ['--platform', `linux/${architecture}`, '--tag', `${app}:1-${architecture}`];
      const flags = ['--quiet', '--push', '--provenance=false', ...platform];
      await run('docker', 'buildx', 'build', ...flags, folder);
    }
  });
  after(async () => {
    if (cache === undefined) delete process.env['MULTIARCH_CACHE'];
    else process.env['MULTIARCH_CACHE'] = cache;
    await rm(folder, { recursive: true, force: true });
  });

  async function push(...args: readonly string[]) {
    return callCommandLine(['index', 'push', ...args]);
  }

  async function pushText(text: string, ...args: readonly string[]) {
    const file = path.join(folder, 'list.yaml');
    await writeFile(file, text);
    return push(file, ...args);
  }

  const raw = (reference: string) =>
    run('docker', 'buildx', 'imagetools', 'inspect', '--raw', reference);
  const specOf = (target: string, more = '') =>
    `image: ${target}\ntags: [second]\nmanifests:\n` +
    `  - image: ${app}:1-amd64\n    platform: { architecture: amd64, os: linux }\n` +
    `  - image: ${app}:1-arm64\n    platform:\n      architecture: arm64\n      os: linux\n${more}`;

  it('is what imagetools and crane make, and so is that of a template', async () => {
    const { code, out, err } = await pushText(specOf(`${app}:ours`));
    assert.equal(code, 0, out + err);
    const images = [`${app}:1-amd64`, `${app}:1-arm64`];
    await run('docker', 'buildx', 'imagetools', 'create', '--tag', `${app}:theirs`, ...images);
    assert.equal(await raw(`${app}:ours`), await raw(`${app}:theirs`));
    assert.equal(await raw(`${app}:second`), await raw(`${app}:theirs`));
    const platforms = ['--platforms', 'linux/amd64,linux/arm64', '--template', `${app}:1-ARCH`];
    const templated = await push(...platforms, '--target', `${app}:args`, '--tags', 'a,b');
    assert.equal(templated.code, 0, templated.out + templated.err);
    for (const tag of ['args', 'a', 'b']) {
      assert.equal(await raw(`${app}:${tag}`), await raw(`${app}:theirs`));
    }
    const manifests = images.flatMap((image) => ['--manifest', image]);
    const cranes = `${app}:crane`;
    await run('crane', 'index', 'append', '--docker-empty-base', ...manifests, '--tag', cranes);
    const entries = async (reference: string) =>
      (JSON.parse(await raw(reference)) as { manifests: { digest: string }[] }).manifests;
    // crane adds the type of the config to each.
    assert.deepEqual(
      (await entries(`${app}:ours`)).map(({ digest }) => digest),
      (await entries(cranes)).map(({ digest }) => digest),
    );
  });

  it('says the variant, and leaves out what is not there only if that is wanted', async () => {
    const more = `      variant: v8\n  - image: ${app}:1-s390x\n    platform: { architecture: s390x, os: linux }\n`;
    const text = specOf(`${app}:variant`, more);
    const refused = await pushText(text);
    assert.equal(refused.code, 2);
    assert.match(refused.err, /error +127\.0\.0\.1:\d+\/.*:1-s390x: /);
    const { code, err } = await pushText(text, '--ignore-missing');
    assert.equal(code, 0, err);
    assert.match(err, /^warning: .*:1-s390x is left out/);
    assert.match(await raw(`${app}:variant`), /"variant": "v8"/);
  });

  it('is not pushed when the spec is wrong', async () => {
    const { code, err } = await pushText(
      specOf(`${app}:wrong`).replace('arm64\n      os', 'amd64\n      os'),
    );
    assert.equal(code, 1);
    assert.match(err, /^.*list\.yaml:8:21 error: linux\/amd64 is there already/);
    await assert.rejects(raw(`${app}:wrong`));
  });
});
