import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { parseInstance } from '../../../../src/adapters/docker/buildxStore.ts';
import {
  parseBuilderRegistries,
  plainHttpHosts,
  withBuilderCertificates,
  withBuilderMirrors,
  type BuilderRegistries,
  type BuilderRegistry,
} from '../../../../src/adapters/registry/builderRegistries.ts';
import type { HostCertificates } from '../../../../src/adapters/registry/hostCertificates.ts';
import { plainNetwork } from '../../../../src/adapters/registry/network.ts';
import { createShelf, putImage, serveShelf } from '../../../support/registry/images.ts';
import { testAuthority } from '../../../support/registry/loopbackServer.ts';
import { resolveKnown, useRegistryTest } from '../../../support/registry/registryTest.ts';

const pem = (name: string) => readFileSync(`test/support/registry/${name}.pem`, 'utf8');

describe("a builder's registries", () => {
  const none: BuilderRegistry = {
    mirrors: [],
    plainHttp: false,
    certificates: { authorities: [] },
  };
  const toml = (text: string) =>
    parseBuilderRegistries({ 'buildkitd.toml': Buffer.from(text).toString('base64') });

  it('are read as buildx has stored them', () => {
    const file = readFileSync('test/fixtures/buildx/0.29.1/instance-configured.json', 'utf8');
    const registries = parseBuilderRegistries(parseInstance(file).nodes[0]?.files ?? {});
    assert.deepEqual(
      registries,
      new Map([
        ['docker.io', { ...none, mirrors: ['mirror.example:5000', 'proxy.example/dockerhub'] }],
        ['mirror.example:5000', { ...none, plainHttp: true }],
        [
          'own.example',
          {
            ...none,
            certificates: {
              authorities: [pem('certificate')],
              client: { key: pem('key'), certificate: pem('certificate') },
            },
          },
        ],
        ['careless.example', { ...none, certificates: { authorities: [], unverified: true } }],
      ]),
    );
  });

  const check = (name: string, text: string, expected: BuilderRegistries | undefined) => {
    it(name, () => {
      assert.deepEqual(toml(text), expected);
    });
  };
  check('are none without the section', 'debug = true', undefined);
  check('are none in what is no TOML', '[registry', undefined);
  check('are none of another shape', 'registry = 7', undefined);
  check(
    'lose nothing to a key of another type',
    '[registry."a.example"]\nmirrors = ["m.example"]\nhttp = "yes"\nca = 7\nlater = { x = 1 }\n',
    new Map([['a.example', { ...none, mirrors: ['m.example'] }]]),
  );
  check(
    'forgive a host of another type',
    'registry."a.example" = 7',
    new Map([['a.example', none]]),
  );
  check(
    'take no file from outside',
    '[registry."a.example"]\nca = ["/etc/passwd", "/etc/buildkit/certs/none.pem"]\n',
    new Map([['a.example', none]]),
  );
  it('are none without the file', () => {
    assert.equal(parseBuilderRegistries({}), undefined);
  });

  it('come after the mirrors of the settings', () => {
    const registries = new Map([
      ['docker.io', { ...none, mirrors: ['two'] }],
      ['plain.example', { ...none, plainHttp: true }],
    ]);
    assert.deepEqual(withBuilderMirrors({ 'docker.io': ['one'], other: ['x'] }, registries), {
      'docker.io': ['one', 'two'],
      other: ['x'],
      'plain.example': [],
    });
    assert.deepEqual(plainHttpHosts(registries), ['plain.example']);
    assert.deepEqual(withBuilderMirrors({ a: ['b'] }, undefined), { a: ['b'] });
    assert.deepEqual(plainHttpHosts(undefined), []);
  });

  it('judge Docker Hub by what stands under its name in references', async () => {
    const certificates = { authorities: ['x'] };
    const registries = new Map([['docker.io', { ...none, certificates }]]);
    const network = withBuilderCertificates(plainNetwork, () => registries);
    assert.deepEqual(await network.certificatesFor('registry-1.docker.io'), certificates);
    assert.deepEqual(await network.certificatesFor('other.example'), { authorities: [] });
  });

  describe('when a client asks', () => {
    const test = useRegistryTest();

    async function serveMirror() {
      const shelf = createShelf();
      putImage(shelf, 'tag', { os: 'linux', architecture: 'amd64' });
      const registry = await test.serve(serveShelf(shelf));
      const mirror = await test.serve(serveShelf(shelf), { tls: true });
      return { registry, mirror };
    }

    const secured = (name: string, certificates: HostCertificates, isTrusted: boolean) => {
      it(`${isTrusted ? 'trust' : 'do not trust'} a mirror ${name}`, async () => {
        const { registry, mirror } = await serveMirror();
        let builder: BuilderRegistries = new Map([
          [registry.host, { ...none, mirrors: [`https://${mirror.host}`] }],
        ]);
        let version = 0;
        const network = {
          ...withBuilderCertificates(plainNetwork, () => builder),
          version: () => version,
        };
        const client = test.client({
          network,
          get builder() {
            return builder;
          },
          cache: { tagLife: 0, failureLife: 0 },
        });
        const reference = `${registry.host}/app:tag`;
        assert.equal((await resolveKnown(client, reference)).source.mirror, undefined);
        builder = new Map([...builder, [mirror.host, { ...none, certificates }]]);
        version++;
        const { source } = await resolveKnown(client, reference);
        assert.equal(source.mirror, isTrusted ? mirror.host : undefined);
      });
    };
    secured('whose authority they name', { authorities: [testAuthority] }, true);
    secured('that they do not want verified', { authorities: [], unverified: true }, true);
    secured('of which they say nothing', { authorities: [] }, false);

    it('ask a host of theirs in the background, by plain http if they say so', async () => {
      const { registry } = await serveMirror();
      const builder = new Map([['known.invalid', { ...none, mirrors: [registry.host] }]]);
      const client = test.client({ builder });
      const { source } = await resolveKnown(client, 'known.invalid/app:tag');
      assert.equal(source.mirror, registry.host);
      const unknown = await test.client().resolve('known.invalid/app:tag');
      assert.equal(!unknown.known && unknown.reason.code, 'host-not-allowed');
    });
  });
});
