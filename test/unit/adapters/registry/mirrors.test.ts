import assert from 'node:assert/strict';
import {
  endpointsOf,
  isPlainHttpHost,
  mayUsePlainHttp,
  type EndpointRules,
} from '../../../../src/adapters/registry/mirrors.ts';
import { readVectors } from '../../../support/registry/vectors.ts';

interface Row {
  readonly host: string;
  readonly expect: { readonly plainHTTP?: boolean; readonly error?: string };
}

const vectors = readVectors('plain-http-hosts') as Row[];

describe('isPlainHttpHost', () => {
  for (const { host, expect } of vectors) {
    // Where containerd reports an error for the host, it is no host to speak plain http with.
    const expected = expect.plainHTTP ?? false;
    it(`is ${expected} for ${host}`, () => {
      assert.equal(isPlainHttpHost(host), expected);
    });
  }

  it('knows loopback addresses in all their spellings', () => {
    assert.equal(isPlainHttpHost('[0:0:0:0:0:0:0:1]:5000'), true);
    assert.equal(isPlainHttpHost('[::ffff:127.0.0.1]:5000'), true);
    assert.equal(isPlainHttpHost('[::2]:5000'), false);
    assert.equal(isPlainHttpHost('0:0:0:0:0:0:0:1'), false);
    assert.equal(isPlainHttpHost(''), false);
  });
});

describe('mayUsePlainHttp', () => {
  function check(host: string, insecure: string[], expected: boolean): void {
    assert.equal(mayUsePlainHttp(host, insecure), expected, `${host} with ${insecure.join(' ')}`);
  }

  it('takes hosts, hosts with a port, and networks', () => {
    check('registry.local:5000', ['registry.local:5000'], true);
    check('registry.local:5000', ['registry.local'], true);
    check('registry.local:5000', ['Registry.Local'], true);
    check('registry.local', ['registry.local:5000'], false);
    check('registry.local:5001', ['registry.local:5000'], false);
    check('10.1.2.3:5000', ['10.0.0.0/8'], true);
    check('11.1.2.3:5000', ['10.0.0.0/8'], false);
    check('[fd00::1]:5000', ['fd00::/8'], true);
    check('10.1.2.3', ['fd00::/8'], false);
    check('registry.local', ['10.0.0.0/8'], false);
  });

  it('ignores networks that are none', () => {
    for (const entry of ['10.0.0.0/', '10.0.0.0/33', '10.0.0.0/-1', 'x/8', '/', '']) {
      check('10.1.2.3', [entry], false);
    }
  });
});

describe('endpointsOf', () => {
  const none: EndpointRules = { mirrors: {}, engineMirrors: [], insecure: [] };

  function check(host: string, rules: Partial<EndpointRules>, expected: string[]): void {
    const { mirrors, registry } = endpointsOf(host, { ...none, ...rules });
    assert.deepEqual(
      [...mirrors, registry].map(
        ({ origin, prefix, namespace }) => origin + prefix + (namespace ? `?ns=${namespace}` : ''),
      ),
      expected,
    );
  }

  it('asks Docker Hub at the host that serves it', () => {
    check('docker.io', {}, ['https://registry-1.docker.io']);
    check('ghcr.io', {}, ['https://ghcr.io']);
  });

  it('speaks plain http by the loopback rule and by the user’s word', () => {
    check('localhost:5000', {}, ['http://localhost:5000']);
    check('registry.local:5000', {}, ['https://registry.local:5000']);
    check('registry.local:5000', { insecure: ['registry.local:5000'] }, [
      'http://registry.local:5000',
    ]);
  });

  it('asks configured mirrors, then the engine’s, then the host itself', () => {
    const rules = {
      mirrors: { 'docker.io': ['https://one.example', 'two.example'] },
      engineMirrors: ['https://three.example/', 'https://one.example'],
    };
    check('docker.io', rules, [
      'https://one.example?ns=docker.io',
      'https://two.example?ns=docker.io',
      'https://three.example?ns=docker.io',
      'https://registry-1.docker.io',
    ]);
  });

  it('asks the engine’s mirrors for Docker Hub only', () => {
    check('ghcr.io', { engineMirrors: ['https://one.example'] }, ['https://ghcr.io']);
  });

  it('keeps a mirror’s path, and its scheme where it has one', () => {
    const mirrors = {
      'ghcr.io': [
        'https://cache.example/proxy/ghcr/',
        'http://plain.example/v2/x',
        '127.0.0.1:5001/y',
      ],
    };
    check('ghcr.io', { mirrors }, [
      'https://cache.example/proxy/ghcr?ns=ghcr.io',
      'http://plain.example/x?ns=ghcr.io',
      'http://127.0.0.1:5001/y?ns=ghcr.io',
      'https://ghcr.io',
    ]);
  });

  it('leaves out mirrors that are no addresses', () => {
    const mirrors = { 'ghcr.io': ['', 'ftp://x.example', 'https://', 'a b', 'file:///etc/passwd'] };
    check('ghcr.io', { mirrors }, ['https://ghcr.io']);
    check('constructor', {}, ['https://constructor']);
  });
});
