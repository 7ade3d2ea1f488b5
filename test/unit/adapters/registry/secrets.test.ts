import assert from 'node:assert/strict';
import { chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createCredentialSource } from '../../../../src/adapters/registry/credentialSource.ts';
import { plainNetwork } from '../../../../src/adapters/registry/network.ts';
import { createShelf, putImage, serveShelf } from '../../../support/registry/images.ts';
import type { Handler, LoopbackServer } from '../../../support/registry/loopbackServer.ts';
import { useRegistryTest } from '../../../support/registry/registryTest.ts';
import { useTemporaryFolder } from '../../../support/registry/temporaryFolder.ts';

const secrets = {
  password: 'p4ssw0rd-of-the-file',
  variable: 'p4ssw0rd-of-the-variable',
  helper: 'p4ssw0rd-of-the-helper',
  identity: 'identity-t0ken',
  registry: 'registry-t0ken',
  bearer: 'bearer-t0ken',
  proxy: 'p4ssw0rd-of-the-proxy',
};

/** Whatever form a secret may take on its way. */
function formsOf(secret: string): string[] {
  const pairs = [secret, `mary:${secret}`, `:${secret}`].map((text) => Buffer.from(text));
  return [
    secret,
    encodeURIComponent(secret),
    ...pairs.map((pair) => pair.toString('base64').replace(/=+$/, '')),
  ];
}

describe('secrets', () => {
  const test = useRegistryTest();
  const folder = useTemporaryFolder();
  const shelf = createShelf();
  putImage(shelf, 'latest', { os: 'linux', architecture: 'amd64' });
  const serve = serveShelf(shelf);

  /** Lets everyone in who shows a token, and tells in its refusals what it was shown. */
  const tokens: Handler = (request, response) => {
    const { url = '', headers } = request;
    const shown = headers.authorization ?? '';
    if (url.startsWith('/token')) {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const form = Buffer.concat(chunks).toString();
        response.statusCode = form === '' && shown === '' ? 401 : 200;
        response.end(JSON.stringify({ token: secrets.bearer, message: `${form} ${shown}` }));
      });
    } else if (url.includes('/refused/')) {
      response.statusCode = shown === '' ? 401 : 403;
      const realm = `http://${headers.host ?? ''}/token`;
      response.setHeader('www-authenticate', `Bearer realm="${realm}"`);
      response.end(`{"message":"not with ${shown}"}`);
    } else if (shown.startsWith('Bearer ')) serve(request, response);
    else {
      response.statusCode = 401;
      const realm = `http://${headers.host ?? ''}/token`;
      response.setHeader('www-authenticate', `Bearer realm="${realm}"`);
      response.end();
    }
  };

  /** Wants name and password, and is never content in `/refused/`. */
  const basic: Handler = (request, response) => {
    const { url = '', headers } = request;
    const shown = headers.authorization ?? '';
    if (shown !== '' && !url.includes('/refused/')) serve(request, response);
    else {
      response.statusCode = 401;
      response.setHeader('www-authenticate', 'Basic realm="private"');
      const text = Buffer.from(shown.slice('Basic '.length), 'base64').toString();
      response.end(`no: ${text}`);
    }
  };

  /** Writes docker's configuration for hosts, with a helper that writes down its arguments. */
  async function configure(
    hosts: Record<string, object>,
    helped: string,
  ): Promise<NodeJS.ProcessEnv> {
    const docker = path.join(folder.path, 'docker');
    const bin = path.join(folder.path, 'bin');
    await mkdir(docker);
    await mkdir(bin);
    await writeFile(
      path.join(docker, 'config.json'),
      JSON.stringify({ auths: hosts, credHelpers: { [helped]: 'stub' } }),
    );
    const script = `#!/usr/bin/env node
      const line = process.argv.concat(process.execArgv).join(' ') + '\\n';
      require('node:fs').appendFileSync(${JSON.stringify(path.join(folder.path, 'arguments'))}, line);
      console.log(JSON.stringify({ ServerURL: '', Username: 'mary', Secret: '${secrets.helper}' }));`;
    const file = path.join(bin, 'docker-credential-stub');
    await writeFile(file, script);
    await chmod(file, 0o755);
    const paths = [bin, path.dirname(process.execPath), '/usr/bin', '/bin'];
    return { DOCKER_CONFIG: docker, PATH: paths.join(path.delimiter) };
  }

  it('are in no message, fact, address, file or argument of a whole run', async () => {
    const servers: Record<string, LoopbackServer> = {
      file: await test.serve(basic),
      token: await test.serve(tokens),
      identity: await test.serve(tokens),
      registry: await test.serve(tokens),
      helper: await test.serve(basic),
      variable: await test.serve(tokens),
    };
    const hostOf = (name: string): string => servers[name]?.host ?? '';
    const auth = (password: string) => ({
      auth: Buffer.from(`mary:${password}`).toString('base64'),
    });
    const environment = {
      ...(await configure(
        {
          [hostOf('file')]: auth(secrets.password),
          [hostOf('token')]: auth(secrets.password),
          [hostOf('identity')]: { identitytoken: secrets.identity },
          [hostOf('registry')]: { registrytoken: secrets.registry },
        },
        hostOf('helper'),
      )),
      DOCKER_AUTH_CONFIG: JSON.stringify({
        auths: { [hostOf('variable')]: auth(secrets.variable) },
      }),
    };
    const proxy = new URL(`http://mary:${secrets.proxy}@127.0.0.1:1`);
    const client = test.client({
      findCredential: createCredentialSource(environment),
      cacheFolder: path.join(folder.path, 'cache'),
      allowedHosts: ['reg.example'],
      network: {
        ...plainNetwork,
        proxyFor: ({ hostname }) => (hostname === 'reg.example' ? proxy : undefined),
      },
    });

    const written: string[] = [];
    const streams = [process.stdout, process.stderr];
    const originals = streams.map((stream) => stream.write.bind(stream));
    for (const stream of streams) {
      stream.write = (chunk: string | Uint8Array) => written.push(String(chunk)) > 0;
    }
    const told: string[] = [];
    let known = 0;
    try {
      const references = Object.values(servers).flatMap(({ host }) => [
        `${host}/app`,
        `${host}/refused/app`,
      ]);
      for (const reference of [...references, 'reg.example/app']) {
        const fact = await client.resolve(reference);
        if (fact.known) known++;
        told.push(JSON.stringify(fact));
      }
    } finally {
      streams.forEach((stream, position) => {
        const original = originals[position];
        if (original) stream.write = original;
      });
    }
    await client.settled();
    assert.equal(known, 6, told.join('\n'));

    const seen = Object.values(servers).flatMap((server) => server.seen);
    const files = await readdir(path.join(folder.path, 'cache'));
    assert.notEqual(files.length, 0);
    const kept = await Promise.all(
      files.map((name) => readFile(path.join(folder.path, 'cache', name), 'latin1')),
    );
    const args = await readFile(path.join(folder.path, 'arguments'), 'utf8');
    assert.match(args, / get\n/);
    const everything = {
      told: told.join('\n'),
      written: written.join('\n'),
      addresses: seen.map(({ url }) => url).join('\n'),
      kept: [...files, ...kept].join('\n'),
      arguments: args,
    };
    for (const [where, text] of Object.entries(everything)) {
      for (const secret of Object.values(secrets)) {
        for (const form of formsOf(secret)) assert(!text.includes(form), `${where}: ${form}`);
      }
    }
    const shown = seen.map(({ authorization }) => authorization).join('\n');
    for (const name of ['password', 'helper', 'registry', 'bearer'] as const) {
      assert(
        formsOf(secrets[name]).some((form) => shown.includes(form)),
        `${name} was not used`,
      );
    }
  });
});
