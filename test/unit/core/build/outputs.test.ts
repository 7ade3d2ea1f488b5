import assert from 'node:assert/strict';
import type { Engine } from '../../../../src/core/build/engine.ts';
import { refuseOutput, type OutputQuestion } from '../../../../src/core/build/outputs.ts';
import type { Builder, WorkerNode } from '../../../../src/core/build/workerNode.ts';

function engineWith(imageStore: Engine['imageStore']): Engine {
  return { version: '28.5.1', os: 'linux', architecture: 'amd64', kernel: '6.1.0', imageStore };
}

function builderOf(driver: string, node: Partial<WorkerNode> = {}): Builder {
  const nodes = [{ name: 'n0', endpoint: 'default', status: 'running', platforms: [], ...node }];
  return { name: 'b', driver, current: true, nodes };
}

const classic = builderOf('docker', { engine: engineWith('classic') });
const containerd = builderOf('docker', { engine: engineWith('containerd') });
const container = builderOf('docker-container');

describe('refuseOutput', () => {
  const two = ['linux/amd64', 'linux/arm64'];
  const check = (name: string, question: Partial<OutputQuestion>, expected: string | undefined) =>
    it(name, () => {
      const refusal = refuseOutput({
        builder: container,
        output: 'push',
        platforms: two,
        tags: ['app'],
        ...question,
      });
      assert.equal(refusal && `${refusal.code}: ${refusal.message}`, expected);
    });

  check('push without a tag', { tags: [] }, 'tag-needed: tag is needed when pushing to registry');
  check('push of two platforms', {}, undefined);
  check(
    'two platforms in the classic store',
    { builder: classic },
    'containerd-store-needed: Multi-platform build is not supported for the docker driver.',
  );
  check(
    'one platform in the classic store',
    { builder: classic, platforms: ['linux/arm64'] },
    undefined,
  );
  check(
    'an archive from the classic store',
    { builder: classic, platforms: ['linux/arm64'], output: 'oci' },
    'containerd-store-needed: OCI exporter is not supported for the docker driver.',
  );
  check(
    'two platforms in the containerd store',
    { builder: containerd, output: 'load' },
    undefined,
  );
  check(
    'no engine answer, but a worker without a snapshotter',
    { builder: builderOf('docker', { buildkitVersion: '0.25.2' }) },
    'containerd-store-needed: Multi-platform build is not supported for the docker driver.',
  );
  check(
    'no engine answer, and a worker with a snapshotter',
    { builder: builderOf('docker', { buildkitVersion: '0.25.2', snapshotter: 'overlayfs' }) },
    undefined,
  );
  check('a docker builder of which nothing is known', { builder: builderOf('docker') }, undefined);
  check(
    'two platforms loaded into a classic store',
    { output: 'load', engine: engineWith('classic') },
    'list-not-loadable: docker exporter does not currently support exporting manifest lists',
  );
  check(
    'two platforms loaded into a containerd store',
    { output: 'load', engine: engineWith('containerd') },
    undefined,
  );
  check('two platforms loaded into an unknown store', { output: 'load' }, undefined);
  check('an unknown builder', { builder: undefined, output: 'load' }, undefined);
});
