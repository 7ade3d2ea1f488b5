import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { runCommandLine } from '../../src/cli/commandLine.ts';
import { startRealRegistry, type RealRegistry } from '../support/registry/realRegistry.ts';

const start = promisify(execFile);

/** For `mary` with this password; made by `htpasswd -nbBC 5`. */
const password = 's3cret-live';
const htpasswd = 'mary:$2b$05$abcdefghijklmnopqrstuu9jUXsD6nloij4U9dvtmCM0OnmaCQdKW\n';

/** Not of this machine, so that it is spoken to by TLS; a proxy leads there. */
const named = 'registry.multiarch.test:443';

type Environment = Readonly<Record<string, string>>;

/** Manifest lists that we make where registries want a login, or TLS, or are two; and what the tools make there. */
describe('manifest lists across registries', () => {
  const registries: RealRegistry[] = [];
  let proxy: Server | undefined;
  let folder = '';
  let [open, locked, other] = ['', '', ''];
  let [byLogin, byHelper, byTls]: Environment[] = [];

  async function serve(
    name: string,
    options: Partial<Parameters<typeof startRealRegistry>[0]> = {},
  ): Promise<string> {
    const storage = path.join(folder, 'images');
    const registry = await startRealRegistry({
      ...{ folder: path.join(folder, name), storage },
      ...options,
    });
    registries.push(registry);
    return registry.host;
  }

  /** A folder for DOCKER_CONFIG, with the lab's plugins. */
  async function configFolder(name: string, config: object): Promise<string> {
    const place = path.join(folder, name);
    await mkdir(place);
    await writeFile(path.join(place, 'config.json'), JSON.stringify(config));
    const plugins = path.join(process.env['DOCKER_CONFIG'] ?? '', 'cli-plugins');
    const isThere = await readdir(plugins).catch(() => undefined);
    if (isThere) await symlink(plugins, path.join(place, 'cli-plugins'));
    return place;
  }

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'multiarch-across-'));
    open = await serve('open');
    other = await serve('other', { storage: path.join(folder, 'others') });
    locked = await serve('locked', { htpasswd });
    const support = path.join(__dirname, '../support/registry');
    const certificate = path.join(support, 'namedCertificate.pem');
    const secure = await serve('secure', {
      tls: { certificate, key: path.join(support, 'key.pem') },
    });
    proxy = createServer();
    proxy.on('connect', (_request, client) => {
      const port = Number(secure.split(':')[1]);
      const onward = connect(port, '127.0.0.1', () => {
        client.write('HTTP/1.1 200 Connection established\r\n\r\n');
        client.pipe(onward).pipe(client);
      });
      onward.on('error', () => client.destroy());
      client.on('error', () => onward.destroy()).on('close', () => onward.destroy());
    });
    proxy.listen(0, '127.0.0.1');
    await once(proxy, 'listening');

    const login = await configFolder('login', {});
    byLogin = { DOCKER_CONFIG: login, REGISTRY_AUTH_FILE: path.join(login, 'config.json') };
    const docker = spawn('docker', ['login', '--username', 'mary', '--password-stdin', locked], {
      env: { ...process.env, ...byLogin },
      stdio: ['pipe', 'ignore', 'inherit'],
    });
    docker.stdin.end(password);
    assert.deepEqual(await once(docker, 'exit'), [0, null]);

    const bin = path.join(folder, 'bin');
    await mkdir(bin);
    const helper = path.join(bin, 'docker-credential-across');
    const answer = JSON.stringify({ ServerURL: locked, Username: 'mary', Secret: password });
    await writeFile(helper, `#!/bin/sh\ncat > /dev/null\necho '${answer}'\n`);
    await chmod(helper, 0o755);
    const helped = await configFolder('helped', { credHelpers: { [locked]: 'across' } });
    byHelper = {
      ...{ DOCKER_CONFIG: helped, REGISTRY_AUTH_FILE: path.join(helped, 'config.json') },
      PATH: [bin, process.env['PATH'] ?? ''].join(path.delimiter),
    };
    const { port } = proxy.address() as AddressInfo;
    byTls = {
      ...{ SSL_CERT_FILE: certificate, NO_PROXY: '', no_proxy: '' },
      ...{ HTTPS_PROXY: `http://127.0.0.1:${port}`, https_proxy: `http://127.0.0.1:${port}` },
    };

    await writeFile(path.join(folder, 'Dockerfile'), 'FROM scratch\nCOPY Dockerfile /\n');
    for (const architecture of ['amd64', 'arm64']) {
      const platform = ['--platform', `linux/${architecture}`, '--provenance=false'];
      const tag = ['--tag', `${open}/team/app:${architecture}`];
      await start('docker', ['buildx', 'build', '--quiet', '--push', ...platform, ...tag, folder]);
    }
  });

  after(async () => {
    proxy?.closeAllConnections();
    proxy?.close();
    await Promise.all(registries.map((registry) => registry.stop()));
    await rm(folder, { recursive: true, force: true });
  });

  /** Runs our command line in this process, with an environment. */
  async function make(environment: Environment, ...args: readonly string[]): Promise<string> {
    const changed = { ...environment, MULTIARCH_CACHE: path.join(folder, 'cache') };
    const before = Object.keys(changed).map((name) => [name, process.env[name]] as const);
    Object.assign(process.env, changed);
    let [out, err] = ['', ''];
    try {
      const code = await runCommandLine(['index', ...args], {
        write: (text) => (out += text),
        writeError: (text) => (err += text),
        signal: new AbortController().signal,
      });
      assert.equal(code, 0, out + err);
      return out;
    } finally {
      for (const [name, value] of before) {
        if (value === undefined) Reflect.deleteProperty(process.env, name);
        else process.env[name] = value;
      }
    }
  }

  interface Scenario {
    readonly from: string;
    readonly to: string;
    readonly environment: Environment;
    /** Whether the engine reaches it. */
    readonly isNear: boolean;
  }

  async function check({ from, to, environment, isNear }: Scenario): Promise<void> {
    const env = { ...process.env, ...environment };
    const run = async (program: string, ...args: readonly string[]) =>
      (await start(program, args, { env })).stdout.trim();
    const raw = (name: string) => run('docker', 'buildx', 'imagetools', 'inspect', '--raw', name);
    const sources = ['amd64', 'arm64'].map((tag) => `${from}/team/app:${tag}`);
    const [ours, theirs, cranes, dockers] = ['our', 'their', 'crane', 'docker'].map(
      (who) => `${to}/${who}/app:1`,
    );
    assert(ours && theirs && cranes && dockers);
    await make(environment, 'create', ...sources, '--tag', ours);
    await run('docker', 'buildx', 'imagetools', 'create', '--tag', theirs, ...sources);
    assert.equal(await raw(ours), await raw(theirs));

    const entriesOf = async (name: string) => {
      const list = JSON.parse(await raw(name)) as {
        readonly manifests: readonly Readonly<Record<string, unknown>>[];
      };
      return list.manifests.map(({ digest, size, mediaType, platform }) => ({
        ...{ digest, size, mediaType, platform },
      }));
    };
    const images = sources.flatMap((source) => ['--manifest', source]);
    await run('crane', 'index', 'append', '--docker-empty-base', ...images, '--tag', cranes);
    assert.deepEqual(await entriesOf(ours), await entriesOf(cranes));
    if (from === to) {
      const insecure = isNear ? ['--insecure'] : [];
      await run('docker', 'manifest', 'create', ...insecure, dockers, ...sources);
      await run('docker', 'manifest', 'push', ...insecure, '--purge', dockers);
      assert.deepEqual(await entriesOf(ours), await entriesOf(dockers));
    }

    for (const architecture of ['amd64', 'arm64']) {
      const platform = ['--platform', `linux/${architecture}`];
      const config = JSON.parse(await run('crane', 'config', ...platform, ours)) as object;
      assert.equal('architecture' in config && config.architecture, architecture);
      const verify = isNear ? ['--tls-verify=false'] : [];
      const layout = path.join(folder, `pulled-${architecture}`);
      const override = [
        `--override-arch=${architecture}`,
        ...verify.map((each) => each.replace('--', '--src-')),
      ];
      await run(
        'skopeo',
        '--insecure-policy',
        'copy',
        '--quiet',
        ...override,
        `docker://${ours}`,
        `oci:${layout}:1`,
      );
      await rm(layout, { recursive: true });
      if (!isNear) continue;
      await run('docker', 'pull', '--quiet', ...platform, ours);
      await run('docker', 'image', 'rm', '--force', ours);
    }
  }

  const scenarios: readonly [name: string, () => Scenario][] = [
    ['open, from another repository', () => at(open, {})],
    ['with docker login', () => at(locked, byLogin)],
    ['with a credential helper', () => at(locked, byHelper)],
    ['by TLS, with an own authority', () => ({ ...at(named, byTls), isNear: false })],
    ['from one to another', () => ({ ...at(other, {}), from: open })],
    ['from one with a login to another', () => ({ ...at(other, byLogin), from: locked })],
  ];
  const at = (host: string, environment: Environment | undefined): Scenario => {
    return { from: host, to: host, environment: environment ?? {}, isNear: true };
  };
  for (const [name, scenario] of scenarios) {
    it(`are what the tools make: ${name}`, async () => {
      await check(scenario());
      // The others find nothing there.
      const { to } = scenario();
      const storage = path.join(folder, to === other ? 'others' : 'images');
      const repositories = path.join(storage, 'docker/registry/v2/repositories');
      for (const who of ['our', 'their', 'crane', 'docker']) {
        await rm(path.join(repositories, who), { recursive: true, force: true });
      }
    });
  }

  it('are not made without the login, and the message says what to do', async () => {
    await assert.rejects(
      make({}, 'create', `${locked}/team/app:amd64`, '--tag', `${locked}/team/new:1`),
      /docker login/,
    );
  });
});
