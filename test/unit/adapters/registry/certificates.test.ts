import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import {
  certificateFolders,
  readHostCertificates,
} from '../../../../src/adapters/registry/hostCertificates.ts';
import { plainNetwork } from '../../../../src/adapters/registry/network.ts';
import { systemAuthorities } from '../../../../src/adapters/registry/systemAuthorities.ts';
import { createShelf, putImage, serveShelf } from '../../../support/registry/images.ts';
import { testAuthority } from '../../../support/registry/loopbackServer.ts';
import {
  resolveKnown,
  resolveUnknown,
  useRegistryTest,
} from '../../../support/registry/registryTest.ts';
import { useTemporaryFolder } from '../../../support/registry/temporaryFolder.ts';

describe('readHostCertificates', () => {
  const folder = useTemporaryFolder();
  const check = (name: string, host: string, files: string[], expected: object) => {
    it(name, async () => {
      for (const file of files) {
        const at = path.join(folder.path, file);
        await mkdir(path.dirname(at), { recursive: true });
        await writeFile(at, file);
      }
      const folders = ['etc', 'home'].map((each) => path.join(folder.path, each));
      assert.deepEqual(await readHostCertificates(host, folders), expected);
    });
  };
  const none = { authorities: [] };
  check('finds none', 'reg.example', [], none);
  check('is for one host alone', 'reg.example', ['etc/reg.example:5000/ca.crt'], none);
  check(
    'reads every authority, and what is shown to the host',
    'reg.example:5000',
    [
      'etc/reg.example:5000/b.crt',
      'etc/reg.example:5000/a.crt',
      'etc/reg.example:5000/x.cert',
      'etc/reg.example:5000/x.key',
    ],
    {
      authorities: ['etc/reg.example:5000/a.crt', 'etc/reg.example:5000/b.crt'],
      client: { certificate: 'etc/reg.example:5000/x.cert', key: 'etc/reg.example:5000/x.key' },
    },
  );
  check('shows nothing without a key', 'r', ['etc/r/x.cert', 'etc/r/y.key'], none);
  check('takes the first folder', 'r', ['home/r/home.crt', 'etc/r/etc.crt'], {
    authorities: ['etc/r/etc.crt'],
  });
  check('takes the second one otherwise', 'r', ['home/r/home.crt'], {
    authorities: ['home/r/home.crt'],
  });
  check('knows the names of Windows', 'r:5000', ['etc/r5000/ca.crt'], {
    authorities: ['etc/r5000/ca.crt'],
  });

  it('looks where docker does', () => {
    const environment = { DOCKER_CONFIG: '/d', XDG_CONFIG_HOME: '/x', ProgramData: '/p' };
    assert.deepEqual(certificateFolders(environment, 'linux'), [
      '/etc/docker/certs.d',
      path.join('/d/certs.d'),
      path.join('/x/docker/certs.d'),
    ]);
    assert.equal(certificateFolders(environment, 'win32')[0], path.join('/p/docker/certs.d'));
  });
});

describe('a registry with a certificate of an own authority', () => {
  const test = useRegistryTest();
  const folder = useTemporaryFolder();
  const shelf = createShelf();
  putImage(shelf, 'latest', { os: 'linux', architecture: 'amd64' });

  /** A reference whose registry speaks https although it is on this machine. */
  async function serveSecurely() {
    const server = await test.serve(serveShelf(shelf), { tls: true });
    const registry = await test.serve((_, response) => {
      response.statusCode = 404;
      response.end();
    });
    const reference = `${registry.host}/app`;
    return { server, reference, mirrors: { [registry.host]: [server.origin] } };
  }

  it('is trusted where its folder has the authority', async () => {
    const { reference, mirrors, server } = await serveSecurely();
    const own = path.join(folder.path, server.host);
    await mkdir(own);
    await writeFile(path.join(own, 'ca.crt'), testAuthority);
    const network = {
      ...plainNetwork,
      certificatesFor: (host: string) => readHostCertificates(host, [folder.path]),
    };
    await resolveKnown(test.client({ network, mirrors }), reference);
  });

  it('is trusted where the computer does, though Node does not', async () => {
    const { reference, mirrors, server } = await serveSecurely();
    const file = path.join(folder.path, 'bundle.pem');
    await writeFile(file, testAuthority);
    let times = 0;
    const network = {
      ...plainNetwork,
      authorities: () => {
        times++;
        return systemAuthorities({ SSL_CERT_FILE: file });
      },
    };
    const client = test.client({ network, mirrors });
    await resolveKnown(client, reference);
    await resolveKnown(client, `${reference}@${shelf.manifests.keys().next().value ?? ''}`);
    assert.equal(times, 1);
    assert.equal(server.seen.length, 2);
  });

  it('is trusted then by all that is asked at the same time', async () => {
    const { reference, mirrors } = await serveSecurely();
    const file = path.join(folder.path, 'bundle.pem');
    await writeFile(file, testAuthority);
    const authorities = () => systemAuthorities({ SSL_CERT_FILE: file });
    const client = test.client({ network: { ...plainNetwork, authorities }, mirrors });
    const digest = shelf.manifests.keys().next().value ?? '';
    await Promise.all(
      [reference, `${reference}@${digest}`].map((each) => resolveKnown(client, each)),
    );
  });

  it('is trusted by NODE_EXTRA_CA_CERTS too', async () => {
    const file = path.join(folder.path, 'extra.pem');
    await writeFile(file, testAuthority);
    const none = path.join(folder.path, 'none.pem');
    const authorities = await systemAuthorities({ NODE_EXTRA_CA_CERTS: file, SSL_CERT_FILE: none });
    assert(authorities.includes(testAuthority));
  });

  it('is not asked with files that are no certificates', async () => {
    const { reference, mirrors, server } = await serveSecurely();
    const network = {
      ...plainNetwork,
      certificatesFor: () =>
        Promise.resolve({ authorities: [], client: { certificate: 'none', key: 'none' } }),
    };
    const { message } = await resolveUnknown(test.client({ network, mirrors }), reference);
    assert.equal(
      message.split(' A mirror was asked before: ')[1]?.replaceAll(server.host, 'HOST'),
      "HOST was not asked, because what docker's folder certs.d/HOST holds is no certificate or no key. Check the files in it.",
    );
  });
});
