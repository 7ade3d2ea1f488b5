import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { callCommandLine } from '../support/callCommandLine.ts';
import { referrersTag } from '../../src/core/image/referrers.ts';
import { ownRepository } from './labRegistry.ts';
import { openNodeProxy } from './nodeProxy.ts';
import { docker } from './programs.ts';

const start = promisify(execFile);

/** What else than tags of a registry goes into manifest lists, and what goes along with them. */
describe('manifest lists of other sources', () => {
  const app = ownRepository('sources-app');
  const other = ownRepository('sources-other');
  const local = `multiarch-live-sources-${process.pid}:1`;
  const cache = process.env['MULTIARCH_CACHE'];
  let folder = '';

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'multiarch-sources-'));
    process.env['MULTIARCH_CACHE'] = folder;
    await writeFile(path.join(folder, 'Dockerfile'), 'FROM scratch\nCOPY Dockerfile /\n');
  });
  after(async () => {
    if (cache === undefined) delete process.env['MULTIARCH_CACHE'];
    else process.env['MULTIARCH_CACHE'] = cache;
    await rm(folder, { recursive: true, force: true });
    await start('docker', ['image', 'rm', '--force', local]);
  });

  async function make(...args: readonly string[]): Promise<string> {
    const { code, out, err } = await callCommandLine(['index', ...args]);
    assert.equal(code, 0, out + err);
    return out;
  }

  const build = (...args: readonly string[]) =>
    docker('buildx', 'build', '--quiet', ...args, folder);

  const digestOf = async (reference: string) =>
    (await start('crane', ['digest', reference])).stdout.trim();

  it('are pushed from the engine as they were built, and pulled from there', async () => {
    const both = ['--platform', 'linux/amd64,linux/arm64', '--provenance=mode=min'];
    await build('--load', ...both, '--tag', local);
    const inspect = await docker('image', 'inspect', '--format', '{{.Id}}', local);
    await make('copy', `docker-daemon:${local}`, `${app}:loaded`);
    assert.equal(await digestOf(`${app}:loaded`), inspect.trim());
    for (const architecture of ['amd64', 'arm64']) {
      const platform = ['--platform', `linux/${architecture}`];
      const config = await start('crane', ['config', ...platform, `${app}:loaded`]);
      assert.match(config.stdout, new RegExp(`"architecture":"${architecture}"`));
    }
  });

  it('are pushed from an OCI layout, in an archive', async () => {
    const file = path.join(folder, 'image.tar');
    await build(
      '--platform',
      'linux/s390x',
      '--provenance=mode=min',
      '--output',
      `type=oci,dest=${file}`,
    );
    await make('create', `oci:${file}`, '--tag', `${app}:layout`);
    const { stdout } = await start('crane', ['manifest', `${app}:layout`]);
    assert.match(stdout, /s390x/);
    assert.match(stdout, /attestation-manifest/);
  });

  it('are pushed from an OCI layout with what refers to them there', async () => {
    const place = path.join(folder, 'layout');
    const output = `type=oci,tar=false,dest=${place}`;
    await build('--platform', 'linux/arm64', '--provenance=false', '--output', output);
    const file = path.join(place, 'index.json');
    const index = JSON.parse(await readFile(file, 'utf8')) as { manifests: { digest: string }[] };
    const image = index.manifests[0] ?? { digest: '' };
    const keep = async (text: string) => {
      const hex = createHash('sha256').update(text).digest('hex');
      await writeFile(path.join(place, 'blobs/sha256', hex), text);
      return { digest: `sha256:${hex}`, size: text.length };
    };
    // As oras attaches a bill of materials to an image of a layout.
    const mediaType = 'application/vnd.oci.image.manifest.v1+json';
    const artifactType = 'application/spdx+json';
    const config = { mediaType: 'application/vnd.oci.empty.v1+json', ...(await keep('{}')) };
    const layers = [{ mediaType: artifactType, ...(await keep(`{"name":"${app}"}`)) }];
    const manifest = { schemaVersion: 2, mediaType, artifactType, config, layers, subject: image };
    const bill = await keep(JSON.stringify(manifest));
    const manifests = [...index.manifests, { mediaType, artifactType, ...bill }];
    await writeFile(file, JSON.stringify({ ...index, manifests }));
    const told = await make('copy', `oci:${place}`, `${app}:billed`);
    assert.match(told, /bill of materials of sha256:\w+: .* is copied/);
    assert.equal(await digestOf(`${app}:billed`), image.digest);
    const listed = await start('crane', ['manifest', `${app}:${referrersTag(image.digest)}`]);
    assert(listed.stdout.includes(bill.digest), listed.stdout);
    const pulled = await start('crane', ['blob', `${app}@${layers[0]?.digest ?? ''}`]);
    assert.equal(pulled.stdout, `{"name":"${app}"}`);
  });

  it('are joined by digest from machines that push without a tag', async () => {
    const digests: string[] = [];
    // As a machine of its own: the driver docker pushes no digests.
    const machine = await openNodeProxy((process.env['DOCKER_HOST'] ?? '').replace('unix://', ''));
    const builder = `split-${process.pid}`;
    try {
      await docker('buildx', 'create', '--name', builder, '--driver', 'remote', machine.endpoint);
      for (const platform of ['linux/amd64', 'linux/arm64']) {
        const metadata = path.join(folder, 'metadata.json');
        const output = `type=image,name=${app},push-by-digest=true,name-canonical=true,push=true`;
        const where = ['--builder', builder, '--platform', platform, '--output', output];
        await build(...where, '--metadata-file', metadata);
        const json = JSON.parse(await readFile(metadata, 'utf8')) as Record<string, string>;
        digests.push(`${app}@${json['containerimage.digest'] ?? ''}`);
      }
    } finally {
      await docker('buildx', 'rm', '--force', builder);
      await machine.close();
    }
    const before = await start('crane', ['ls', app]);
    await make('create', ...digests, '--tag', `${app}:joined`);
    const { stdout } = await start('crane', ['ls', app]);
    assert.deepEqual(
      stdout.split('\n').filter((tag) => !before.stdout.split('\n').includes(tag)),
      ['joined'],
    );
    const joined = (await start('crane', ['manifest', `${app}:joined`])).stdout;
    for (const architecture of ['amd64', 'arm64'])
      assert(joined.includes(`"${architecture}"`), joined);
  });

  it('take signatures along, by the tags of cosign and of referrers', async () => {
    await build(
      '--push',
      '--platform',
      'linux/amd64',
      '--provenance=false',
      '--tag',
      `${app}:signed`,
    );
    const image = await digestOf(`${app}:signed`);
    // A signature is an image to the registry; what is in it does not matter here.
    await build(
      '--push',
      '--provenance=false',
      '--label',
      'is=signature',
      '--tag',
      `${app}:signature`,
    );
    const signature = await digestOf(`${app}:signature`);
    const tag = referrersTag(image);
    await start('crane', ['tag', `${app}@${signature}`, `${tag}.sig`]);
    await make('create', `${app}:signature`, '--tag', `${app}:${tag}`, '--type', 'oci');
    await make('copy', `${app}:signed`, `${other}:signed`);
    assert.equal(await digestOf(`${other}:${tag}.sig`), signature);
    const listed = (await start('crane', ['manifest', `${other}:${tag}`])).stdout;
    assert(listed.includes(signature), listed);
    const told = await make('create', `${app}:signed`, '--tag', `${other}:list`, '--dry-run');
    assert.match(told, /signature \(cosign\) of sha256:\w+: .* stays behind/);
  });

  it('are caches of BuildKit, which are copied whole', async () => {
    const cacheTo = `type=registry,ref=${app}:cache,mode=max,oci-mediatypes=true,image-manifest=false`;
    await writeFile(path.join(folder, 'Dockerfile'), 'FROM busybox:1.37.0\nRUN echo > /cached\n');
    await build('--cache-to', cacheTo);
    await make('copy', `${app}:cache`, `${other}:cache`);
    const { stdout } = await start('crane', ['manifest', `${other}:cache`]);
    assert.match(stdout, /application\/vnd\.buildkit\.cacheconfig\.v0/);
    const { manifests } = JSON.parse(stdout) as { manifests: { digest: string }[] };
    for (const { digest } of manifests) {
      const blob = await start('crane', ['blob', `${other}@${digest}`], {
        ...{ encoding: 'buffer', maxBuffer: 100_000_000 },
      });
      const found = createHash('sha256').update(blob.stdout).digest('hex');
      assert.equal(`sha256:${found}`, digest);
    }
  });
});
