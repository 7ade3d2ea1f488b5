import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmod, copyFile, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import {
  createRegistryClient,
  type RegistryClient,
  type RegistryClientOptions,
} from '../../src/adapters/registry/client.ts';
import { createCredentialSource } from '../../src/adapters/registry/credentialSource.ts';
import { readHostCertificates } from '../../src/adapters/registry/hostCertificates.ts';
import { plainNetwork } from '../../src/adapters/registry/network.ts';
import { findTags } from '../../src/adapters/registry/tags.ts';
import type { ImageFacts } from '../../src/core/facts.ts';
import type { Descriptor } from '../../src/core/image/manifest.ts';
import { parsePlatform } from '../../src/core/platform/platform.ts';
import { startRealRegistry, type RealRegistry } from '../support/registry/realRegistry.ts';
import { docker } from './programs.ts';

const start = promisify(execFile);

/** For `mary` with this password; made by `htpasswd -nbBC 5`. */
const password = 's3cret-live';
const htpasswd = 'mary:$2b$05$abcdefghijklmnopqrstuu9jUXsD6nloij4U9dvtmCM0OnmaCQdKW\n';

/** An index as tools print it. */
interface PrintedManifest {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
  readonly manifests?: readonly PrintedDescriptor[];
}

interface PrintedDescriptor {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
  readonly annotations?: Record<string, string>;
  readonly platform?: {
    readonly os: string;
    readonly architecture: string;
    readonly variant?: string;
  };
}

/** Our reader against registries and tools as people run them. */
describe('the registry reader', () => {
  let folder = '';
  let open: RealRegistry;
  const registries: RealRegistry[] = [];
  const clients: RegistryClient[] = [];

  async function serve(
    name: string,
    options: Partial<Parameters<typeof startRealRegistry>[0]> = {},
  ): Promise<RealRegistry> {
    const storage = path.join(folder, 'images');
    const registry = await startRealRegistry({
      folder: path.join(folder, name),
      storage,
      ...options,
    });
    registries.push(registry);
    return registry;
  }

  function client(options: Partial<RegistryClientOptions> = {}): RegistryClient {
    const made = createRegistryClient({ trusted: () => true, lookups: () => 'on', ...options });
    clients.push(made);
    return made;
  }

  async function read(reader: RegistryClient, reference: string): Promise<ImageFacts> {
    const fact = await reader.resolve(reference);
    assert(fact.known, fact.known ? '' : fact.reason.message);
    return fact.value;
  }

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'multiarch-live-registry-'));
    open = await serve('open');
    await writeFile(
      path.join(folder, 'Dockerfile'),
      'FROM scratch\nENV KIND=live\nWORKDIR /work\nCOPY Dockerfile /\n',
    );
    const build = ['buildx', 'build', '--quiet', '--push', folder];
    const all = ['--platform', 'linux/amd64,linux/arm64,linux/arm/v6'];
    await docker(
      ...build,
      ...all,
      '--provenance=mode=min',
      '--tag',
      `${open.host}/team/attested:1`,
    );
    const annotated = ['--annotation', 'index:org.example.kind=live', '--provenance=false'];
    await docker(...build, ...all, ...annotated, '--tag', `${open.host}/team/annotated:1`);
    for (const platform of ['linux/amd64', 'linux/arm64']) {
      const name = `${open.host}/team/single:${platform.slice('linux/'.length)}`;
      await docker(...build, '--platform', platform, '--provenance=false', '--tag', name);
    }
    const list = `${open.host}/team/list:1`;
    const singles = ['amd64', 'arm64'].map((tag) => `${open.host}/team/single:${tag}`);
    await docker('manifest', 'create', '--insecure', list, ...singles);
    await docker('manifest', 'push', '--insecure', '--purge', list);
    await docker('buildx', 'imagetools', 'create', '--tag', `${open.host}/team/put:1`, ...singles);
  });

  after(async () => {
    for (const each of clients) each.dispose();
    await Promise.all(registries.map((registry) => registry.stop()));
    await rm(folder, { recursive: true, force: true });
  });

  const indexes = ['team/attested:1', 'team/annotated:1', 'team/list:1', 'team/put:1'];
  const singles = ['team/single:amd64', 'team/single:arm64'];

  describe('says the same as docker buildx imagetools inspect of', () => {
    for (const name of [...indexes, ...singles]) {
      it(name, async () => {
        const reference = `${open.host}/${name}`;
        const facts = await read(client(), reference);
        const format = ['--format', '{{json .}}'];
        const printed = JSON.parse(
          await docker('buildx', 'imagetools', 'inspect', ...format, reference),
        ) as { manifest: PrintedManifest; image: Record<string, unknown> };
        const { digest, size, mediaType, manifests } = printed.manifest;
        assert.deepEqual(
          [facts.digest, facts.size, facts.manifest.mediaType],
          [digest, size, mediaType],
        );
        if (facts.manifest.kind === 'index') {
          assert.deepEqual(facts.manifest.manifests.map(asPrinted), manifests);
        } else {
          const { os, architecture, created } = printed.image;
          assert.deepEqual(facts.configPlatform, { os, architecture });
          assert.equal(facts.created, created);
        }
      });
    }
  });

  /** The bytes that a registry gives, as another program read them. */
  async function checkRaw(name: string, raw: string, digest: string) {
    const facts = await read(client(), `${open.host}/${name}`);
    assert.equal(facts.digest, digest.trim());
    assert.equal(facts.size, Buffer.byteLength(raw));
    const printed = JSON.parse(raw) as PrintedManifest & {
      readonly config?: object;
      readonly layers?: readonly object[];
      readonly annotations?: object;
    };
    const { manifest } = facts;
    assert.equal(manifest.mediaType, printed.mediaType);
    assert(manifest.kind !== 'legacy');
    assert.deepEqual(manifest.annotations, printed.annotations);
    if (manifest.kind === 'index') {
      assert.deepEqual(manifest.manifests.map(asPrinted), printed.manifests);
    } else {
      assert.deepEqual([manifest.config, manifest.layers], [printed.config, printed.layers]);
    }
  }

  // Neither is in the archive of every distribution.
  if (isInstalled('crane', 'version')) {
    describe('says the same as crane manifest of', () => {
      for (const name of [...indexes, ...singles]) {
        it(name, async () => {
          const reference = `${open.host}/${name}`;
          const { stdout } = await start('crane', ['manifest', reference]);
          const { stdout: digest } = await start('crane', ['digest', reference]);
          await checkRaw(name, stdout.replace(/\n$/, ''), digest);
        });
      }
    });
  }
  if (isInstalled('skopeo', '--version')) {
    describe('says the same as skopeo inspect --raw of', () => {
      for (const name of [...indexes, ...singles]) {
        it(name, async () => {
          const reference = `docker://${open.host}/${name}`;
          const inspect = ['inspect', '--raw', '--tls-verify=false', reference];
          const { stdout } = await start('skopeo', inspect);
          const digest = createHash('sha256').update(stdout).digest('hex');
          await checkRaw(name, stdout, `sha256:${digest}`);
        });
      }
    });

    it('lists the same tags as skopeo list-tags, and their platforms', async () => {
      const reference = `${open.host}/team/single`;
      const list = ['list-tags', '--tls-verify=false', `docker://${reference}`];
      const { Tags } = JSON.parse((await start('skopeo', list)).stdout) as { Tags: string[] };
      const { signal } = new AbortController();
      const found = await findTags(client(), reference, { platforms: [], signal });
      assert(found.known);
      const { tags, complete } = found.value;
      assert.deepEqual(tags.map(({ tag }) => tag).sort(), Tags.sort());
      assert(complete);
      assert(tags.every(({ tag, platforms }) => platforms.join() === `linux/${tag}`));
    });
  }

  it('reads what a build inherits, as the build has set it', async () => {
    const platform = parsePlatform('linux/arm/v6');
    assert(platform.ok);
    const reference = `${open.host}/team/attested:1`;
    const fact = await client().resolveBaseImage(reference, platform.value);
    assert(fact.known, fact.known ? '' : fact.reason.message);
    const { env, workingDirectory, platform: of } = fact.value;
    assert.deepEqual([env?.at(-1), workingDirectory, of], ['KIND=live', '/work', 'linux/arm/v6']);
  });

  describe('with a login that a credential helper keeps', () => {
    let locked: RealRegistry;
    let environment: NodeJS.ProcessEnv;

    before(async () => {
      locked = await serve('locked', { htpasswd });
      const bin = path.join(folder, 'bin');
      const config = path.join(folder, 'docker');
      await mkdir(bin);
      await mkdir(config);
      const helper = path.join(bin, 'docker-credential-live');
      const answer = JSON.stringify({ ServerURL: locked.host, Username: 'mary', Secret: password });
      await writeFile(helper, `#!/bin/sh\ncat > /dev/null\necho '${answer}'\n`);
      await chmod(helper, 0o755);
      await writeFile(
        path.join(config, 'config.json'),
        JSON.stringify({ credHelpers: { [locked.host]: 'live' } }),
      );
      const PATH = [bin, process.env['PATH'] ?? ''].join(path.delimiter);
      environment = { ...process.env, PATH, DOCKER_CONFIG: config };
    });

    it('reads what docker reads with it', async () => {
      const reference = `${locked.host}/team/list:1`;
      const findCredential = createCredentialSource(environment);
      const facts = await read(client({ findCredential }), reference);
      assert.deepEqual(facts.source, { registry: locked.host, credential: 'credHelpers' });
      const inspect = ['manifest', 'inspect', '--insecure', reference];
      const { stdout } = await start('docker', inspect, { env: environment });
      assert(facts.manifest.kind === 'index');
      assert.deepEqual(
        facts.manifest.manifests.map(({ digest }) => digest),
        (JSON.parse(stdout) as PrintedManifest).manifests?.map(({ digest }) => digest),
      );
    });

    it('says that there is none, or that it is the wrong one', async () => {
      const reference = `${locked.host}/team/list:1`;
      const without = await client().resolve(reference);
      assert(!without.known);
      assert.equal(without.reason.code, 'denied');
      assert.match(without.reason.message, /does not let team\/list be read without login/);

      const auth = Buffer.from('mary:wrong').toString('base64');
      const DOCKER_AUTH_CONFIG = JSON.stringify({ auths: { [locked.host]: { auth } } });
      const findCredential = createCredentialSource({ DOCKER_AUTH_CONFIG });
      const wrong = await client({ findCredential }).resolve(reference);
      assert(!wrong.known);
      assert.match(
        wrong.reason.message,
        /rejects the login that docker has for it, from DOCKER_AUTH_CONFIG/,
      );
    });
  });

  it('trusts the authority that docker is given for a host', async () => {
    const support = path.join(__dirname, '../support/registry');
    const certificate = path.join(support, 'certificate.pem');
    const secure = await serve('secure', {
      tls: { certificate, key: path.join(support, 'key.pem') },
    });
    // Loopback hosts speak plain http unless a mirror's address says otherwise.
    const mirrors = { [open.host]: [`https://${secure.host}`] };
    const reference = `${open.host}/team/single:amd64`;
    const folders = [path.join(folder, 'certs.d')];
    const network = {
      ...plainNetwork,
      certificatesFor: (host: string) => readHostCertificates(host, folders),
    };
    const { source } = await read(client({ mirrors, network }), reference);
    assert.deepEqual(source, { registry: open.host }, 'not trusted: the registry itself is read');
    await mkdir(path.join(folder, 'certs.d', secure.host), { recursive: true });
    await copyFile(certificate, path.join(folder, 'certs.d', secure.host, 'ca.crt'));
    const trusted = await read(client({ mirrors, network }), reference);
    assert.deepEqual(trusted.source, { registry: open.host, mirror: secure.host });
  });

  it('reads Docker Hub by way of a pull-through mirror', async () => {
    const storage = path.join(folder, 'mirrored');
    const mirror = await serve('mirror', { storage, mirrorOf: `http://${open.host}` });
    const engine = { mirrors: [`http://${mirror.host}`], insecure: [] };
    for (const name of ['team/attested:1', 'team/single:arm64']) {
      const mirrored = await read(client({ engine }), name);
      const { digest } = await read(client(), `${open.host}/${name}`);
      assert.equal(mirrored.digest, digest);
      assert.deepEqual(mirrored.source, { registry: 'docker.io', mirror: mirror.host });
    }
  });

  it('keeps what it has read, for when the registry is gone', async () => {
    const registry = await serve('passing');
    const cacheFolder = path.join(folder, 'cache');
    const reference = `${registry.host}/team/attested:1`;
    const before = client({ cacheFolder });
    const facts = await read(before, reference);
    await before.settled();
    await registry.stop();
    assert.notEqual((await readdir(cacheFolder)).length, 0);
    const later = () => Date.now() + 3_600_000;
    assert.deepEqual(await read(client({ cacheFolder, now: later }), reference), facts);
  });
});

/** A descriptor with the members that tools print, in no order. */
function asPrinted({ mediaType, digest, size, platform, annotations }: Descriptor): object {
  return {
    mediaType,
    digest,
    size,
    ...(annotations && { annotations }),
    ...(platform && {
      platform: {
        os: platform.os,
        architecture: platform.architecture,
        ...(platform.variant !== undefined && { variant: platform.variant }),
      },
    }),
  };
}

function isInstalled(program: string, question: string): boolean {
  try {
    execFileSync(program, [question], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
