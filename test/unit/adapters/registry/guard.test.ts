import assert from 'node:assert/strict';
import {
  refusal,
  type AccessRules,
  type Purpose,
} from '../../../../src/adapters/registry/guard.ts';

const open: AccessRules = {
  trusted: true,
  lookups: 'on',
  allowedHosts: [],
  dockerConfigHosts: [],
  mirrors: {},
  insecure: [],
};

function check(host: string, purpose: Purpose, rules: Partial<AccessRules>, code?: string): void {
  assert.equal(refusal(host, purpose, { ...open, ...rules })?.code, code, `${host} ${purpose}`);
}

describe('refusal', () => {
  it('lets nobody be asked in an untrusted workspace', () => {
    for (const host of ['docker.io', 'ghcr.io', '127.0.0.1:5000']) {
      check(host, 'background', { trusted: false }, 'untrusted');
      check(host, 'asked', { trusted: false, allowedHosts: [host] }, 'untrusted');
    }
  });

  it('lets nobody be asked with look-ups off', () => {
    check('docker.io', 'background', { lookups: 'off' }, 'lookups-off');
    check('ghcr.io', 'asked', { lookups: 'off', allowedHosts: ['ghcr.io'] }, 'lookups-off');
  });

  it('asks Docker Hub and this computer in the background', () => {
    for (const host of ['docker.io', 'registry-1.docker.io', 'auth.docker.io', 'index.docker.io']) {
      check(host, 'background', {});
    }
    for (const host of ['localhost:5000', '127.0.0.1', '[::1]:5000']) check(host, 'background', {});
  });

  it('asks in the background only those that the user’s configuration names', () => {
    check('ghcr.io', 'background', {}, 'host-not-allowed');
    check('ghcr.io', 'background', { allowedHosts: ['ghcr.io'] });
    check('ghcr.io', 'background', { allowedHosts: ['GHCR.IO '] });
    check('ghcr.io', 'background', { dockerConfigHosts: ['ghcr.io'] });
    check('ghcr.io', 'background', { mirrors: { 'ghcr.io': ['https://m.example'] } });
    check('m.example', 'background', { mirrors: { 'ghcr.io': ['https://m.example/proxy'] } });
    check('10.0.0.1:5000', 'background', { insecure: ['10.0.0.0/8'] });
  });

  it('is not fooled by hosts that look alike', () => {
    for (const host of [
      'docker.io.evil.example',
      'evil-docker.io',
      'docker.io:444',
      '2130706433',
    ]) {
      check(host, 'background', {}, 'host-not-allowed');
    }
    check('ghcr.io:8443', 'background', { allowedHosts: ['ghcr.io'] }, 'host-not-allowed');
  });

  it('asks anybody whom the user asks for', () => {
    check('ghcr.io', 'asked', {});
    check('ghcr.io', 'asked', { lookups: 'ask' });
  });

  it('asks in the background with look-ups on ask only whom the user has agreed to', () => {
    check('docker.io', 'background', { lookups: 'ask' }, 'host-not-allowed');
    check('127.0.0.1:5000', 'background', { lookups: 'ask' }, 'host-not-allowed');
    check('docker.io', 'background', { lookups: 'ask', allowedHosts: ['docker.io'] });
  });

  it('says what to do', () => {
    assert.equal(
      refusal('ghcr.io', 'background', open)?.message,
      'ghcr.io was not asked, because it is not among the hosts that may be asked in the background. Add ghcr.io to multiarch.registry.allowedHosts to allow it.',
    );
  });
});
