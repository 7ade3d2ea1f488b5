import assert from 'node:assert/strict';
import {
  isAddress,
  refuseBuildkitAddress,
  refuseEngineAddress,
} from '../../../../src/core/build/endpoint.ts';

describe('refuseEngineAddress', () => {
  const check = (text: string, expected: string | undefined) =>
    it(JSON.stringify(text), () => {
      assert.equal(refuseEngineAddress(text)?.code, expected);
    });

  check('ssh://me@arm.example.com', undefined);
  check('ssh://me@arm.example.com:2222', undefined);
  check('ssh://arm', undefined);
  check('ssh://me@[fe80::1]:22', undefined);
  check('tcp://10.0.0.5:2376', undefined);
  check('tcp://10.0.0.5', undefined);
  check('unix:///var/run/docker.sock', undefined);
  check('npipe:////./pipe/docker_engine', undefined);
  check('', 'empty');
  check('--use', 'option');
  check('ssh://me@arm example', 'blank');
  check('tcp://a\u0000b:1', 'blank');
  // Docker takes a bare word for the host of tcp://word:2375, buildx for that too.
  check('arm.example.com', 'scheme');
  check('ftp://h', 'scheme');
  check('docker-container://x', 'scheme');
  check('ssh://', 'host');
  check('ssh://me@', 'host');
  check('ssh://-oProxyCommand=x/', 'host');
  check('ssh://me@-oProxyCommand=x', 'host');
  check('unix://', 'host');
  check('unix:///', 'host');
  check('tcp://h:99999', 'port');
  check('tcp://h:', 'port');
  check('ssh://me@host/srv', 'ssh-path');
});

describe('refuseBuildkitAddress', () => {
  const check = (text: string, expected: string | undefined) =>
    it(JSON.stringify(text), () => {
      assert.equal(refuseBuildkitAddress(text)?.code, expected);
    });

  check('tcp://buildkitd.example.com:1234', undefined);
  check('unix:///run/buildkit/buildkitd.sock', undefined);
  check('docker-container://buildkitd', undefined);
  check('kube-pod://buildkitd-0?namespace=ci', undefined);
  check('ssh://me@arm.example.com', undefined);
  // `docker buildx create` 0.13.1 and 0.29.1 take it; the first build fails for want of a port.
  check('tcp://127.0.0.1', 'port');
  check('foo', 'scheme');
  check('ftp://foo', 'scheme');
  check('-x', 'option');
});

it('an address is told from a context by its scheme', () => {
  assert.deepEqual(['ssh://h', 'desktop-linux'].map(isAddress), [true, false]);
});

it('a hostile address costs no time', () => {
  const long = `ssh://${'@'.repeat(200_000)}:`;
  assert.equal(refuseEngineAddress(long)?.code, 'host');
});
