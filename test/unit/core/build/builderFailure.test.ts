import assert from 'node:assert/strict';
import { builderFailure } from '../../../../src/core/build/builderFailure.ts';

/** Messages of buildx 0.13.1 and 0.29.1 with docker 26.1 and 28.5. */
describe('builderFailure', () => {
  const check = (message: string, expected: string | undefined) =>
    it(message.slice(0, 100), () => {
      assert.equal(builderFailure(message), expected);
    });

  check(
    'failed to initialize builder k1 (k10): cannot determine Kubernetes namespace, specify manually: invalid configuration: no configuration has been provided, try setting KUBERNETES_MASTER environment variable',
    'no-kubeconfig',
  );
  check(
    'failed to initialize builder x (x0): error during connect: Get "http://docker.example.com/v1.51/containers/buildx_buildkit_x0/json": command [ssh -l user -o ConnectTimeout=30 -T -- host docker system dial-stdio] has exited with exit status 255, make sure the URL is valid, and Docker 18.09 or later is installed on the remote host: stderr=ssh: Could not resolve hostname host: Name or service not known',
    'ssh',
  );
  check(
    'failed to initialize builder x (x0): error during connect: Get "http://nocontext:2375/v1.51/containers/buildx_buildkit_x0/json": dial tcp: lookup nocontext: no such host',
    'host-unknown',
  );
  check('context deadline exceeded', 'no-answer');
  check(
    'failed to initialize builder c1 (second): Cannot connect to the Docker daemon at tcp://127.0.0.1:2375. Is the docker daemon running?',
    'no-answer',
  );
  check(
    'failed to call diskusage: Unavailable: connection error: desc = "transport: Error while dialing: dial tcp 127.0.0.1:9: connect: connection refused"',
    'no-answer',
  );
  check(
    'Error response from daemon: failed to resolve reference "docker.io/moby/buildkit:buildx-stable-1": docker.io/moby/buildkit:buildx-stable-1: not found',
    'no-image',
  );
  check('Error response from daemon: No such container: buildx_buildkit_one0', 'not-started');
  check(
    'tls: failed to verify certificate: x509: certificate signed by unknown authority',
    'certificates',
  );
  check('existing instance for "ok1" but no append mode', undefined);
  check('', undefined);
});
