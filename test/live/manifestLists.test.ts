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

/** Our command line, as a user calls it. */
async function multiarch(...args: readonly string[]) {
  return callCommandLine(args);
}

/** Manifest lists that we make, against what the tools make of the same images. */
describe('manifest lists', () => {
  const app = ownRepository('lists-app');
  const other = ownRepository('lists-other');
  let folder = '';
  const cache = process.env['MULTIARCH_CACHE'];

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'multiarch-lists-'));
    process.env['MULTIARCH_CACHE'] = folder;
    await writeFile(path.join(folder, 'Dockerfile'), 'FROM busybox:1.37.0\nLABEL list=1\n');
    const build = (...args: readonly string[]) =>
      run('docker', 'buildx', 'build', '--quiet', '--push', ...args, folder);
    await build('--provenance=false', '--platform', 'linux/amd64', '--tag', `${app}:amd64`);
    await build('--provenance=false', '--platform', 'linux/arm64', '--tag', `${app}:arm64`);
    const oci = ['--output', `type=image,name=${app}:oci,push=true,oci-mediatypes=true`];
    await run('docker', 'buildx', 'build', '--quiet', '--platform', 'linux/arm/v7', ...oci, folder);
    await build('--platform', 'linux/amd64,linux/s390x', '--tag', `${app}:attested`);
  });
  after(async () => {
    if (cache === undefined) delete process.env['MULTIARCH_CACHE'];
    else process.env['MULTIARCH_CACHE'] = cache;
    await rm(folder, { recursive: true, force: true });
  });

  const raw = (reference: string) =>
    run('docker', 'buildx', 'imagetools', 'inspect', '--raw', reference);

  async function make(...args: readonly string[]): Promise<string> {
    const { code, out, err } = await multiarch('index', ...args);
    assert.equal(code, 0, out + err);
    return out;
  }

  describe('are what imagetools makes, byte for byte', () => {
    const jobs: readonly [name: string, sources: readonly string[]][] = [
      ['of images of Docker', [`${app}:amd64`, `${app}:arm64`]],
      ['of an OCI image', [`${app}:oci`]],
      ['of both', [`${app}:oci`, `${app}:amd64`]],
      ['of a list with attestations, and an image', [`${app}:attested`, `${app}:arm64`]],
      ['of one list, as it is', [`${app}:attested`]],
    ];
    for (const [at, [name, sources]] of jobs.entries()) {
      for (const target of [app, other]) {
        it(`${name}, ${target === app ? 'in the same repository' : 'in another one'}`, async () => {
          const [ours, theirs] = [`${target}:our-${String(at)}`, `${target}:their-${String(at)}`];
          await make('create', ...sources, '--tag', ours);
          const create = ['buildx', 'imagetools', 'create', '--tag', theirs];
          await run('docker', ...create, ...sources);
          assert.equal(await raw(ours), await raw(theirs));
        });
      }
    }
  });

  it('hold what docker manifest and crane put into theirs', async () => {
    const [ours, cranes] = [`${app}:ours`, `${app}:crane`];
    await make('create', `${app}:amd64`, `${app}:arm64`, '--tag', ours);
    const sources = ['--manifest', `${app}:amd64`, '--manifest', `${app}:arm64`];
    await run('crane', 'index', 'append', '--docker-empty-base', ...sources, '--tag', cranes);
    const docker = `${app}:docker`;
    await run('docker', 'manifest', 'create', '--insecure', docker, `${app}:amd64`, `${app}:arm64`);
    await run('docker', 'manifest', 'push', '--insecure', '--purge', docker);
    const entries = async (reference: string) => {
      const list = JSON.parse(await raw(reference)) as {
        mediaType: string;
        manifests: { digest: string; size: number; mediaType: string; platform: object }[];
      };
      return list.manifests.map(({ digest, size, mediaType, platform }) => ({
        ...{ digest, size, mediaType, platform },
      }));
    };
    assert.deepEqual(await entries(ours), await entries(cranes));
    assert.deepEqual(await entries(ours), await entries(docker));
  });

  it('are pulled for each platform, by docker, crane and skopeo', async () => {
    const name = `${other}:pulled`;
    await make('create', `${app}:amd64`, `${app}:arm64`, '--tag', name);
    for (const [architecture, machine] of [
      ['amd64', 'x86_64'],
      ['arm64', 'aarch64'],
    ] as const) {
      const platform = ['--platform', `linux/${architecture}`];
      const said = await run('docker', 'run', '--rm', ...platform, name, 'uname', '-m');
      assert.equal(said, machine);
      const config = await run('crane', 'config', ...platform, name);
      assert.equal((JSON.parse(config) as { architecture: string }).architecture, architecture);
      const chosen = [`--override-arch=${architecture}`, '--tls-verify=false', `docker://${name}`];
      const inspected = await run('skopeo', 'inspect', ...chosen);
      assert.equal((JSON.parse(inspected) as { Architecture: string }).Architecture, architecture);
    }
    await run('docker', 'image', 'rm', '--force', name);
  });

  it('keep their attestations across repositories', async () => {
    const name = `${other}:attested`;
    await make('copy', `${app}:attested`, name);
    const format = ['--format', '{{json .Provenance}}'];
    const provenance = (reference: string) =>
      run('docker', 'buildx', 'imagetools', 'inspect', ...format, reference);
    assert.equal(await provenance(name), await provenance(`${app}:attested`));
    assert.match(await provenance(name), /buildType/);
  });

  it('are changed and taken back, step by step', async () => {
    const name = `${app}:steps`;
    await make('create', `${app}:amd64`, '--tag', name);
    const one = await raw(name);
    await make('add', name, `${app}:arm64`);
    const two = await raw(name);
    const refused = await multiarch('index', 'create', `${app}:amd64`, '--tag', name);
    assert.equal(refused.code, 1);
    assert.match(refused.err, /linux\/arm64 would be lost/);
    assert.equal(await raw(name), two);
    await make('remove', name, 'linux/amd64');
    assert.doesNotMatch(await raw(name), /amd64/);
    await make('undo', name);
    assert.equal(await raw(name), two);
    await make('undo', name);
    assert.equal(await raw(name), one);
    const nothing = await multiarch('index', 'undo', `${app}:never`);
    assert.equal(nothing.code, 2);
  });

  it('are not undone when somebody has changed the tag since', async () => {
    const name = `${app}:raced`;
    await make('create', `${app}:amd64`, '--tag', name);
    await make('add', name, `${app}:arm64`);
    await run('crane', 'tag', `${app}:oci`, 'raced');
    const { code, err } = await multiarch('index', 'undo', name);
    assert.equal(code, 2);
    assert.match(err, /Somebody has changed it since/);
    assert.equal(await run('crane', 'digest', name), await run('crane', 'digest', `${app}:oci`));
  });

  it('are only planned with --dry-run', async () => {
    const name = `${app}:dry`;
    const told = await make('create', `${app}:amd64`, '--tag', name, '--dry-run');
    assert.match(told, /\nNothing was written \(--dry-run\)\.\n$/);
    const out = await make(
      'create',
      `${app}:amd64`,
      '--tag',
      name,
      '--dry-run',
      '--format',
      'json',
    );
    const plan = JSON.parse(out) as { digest: string; published: unknown[]; tags: object[] };
    assert.deepEqual(plan.published, []);
    await assert.rejects(raw(name));
    assert.deepEqual((await multiarch('image', name)).code, 2);
  });
});
