import assert from 'node:assert/strict';
import { parseInstance } from '../../../../src/adapters/docker/buildxStore.ts';
import { appendNodeArguments } from '../../../../src/core/build/builderCommands.ts';
import { commandLine } from '../../../../src/core/build/commandLine.ts';
import {
  canBeAddedAgain,
  lostSettings,
  newNode,
  sameNode,
  type StoredBuilder,
  type StoredNode,
} from '../../../../src/core/build/storedNode.ts';

/**
 * A builder of buildx 0.29.1 before and after `create --append` of a node that did not answer (`failed to
 * initialize builder c1 (second): Cannot connect to the Docker daemon`).
 */
const before = parseInstance(
  '{"Name":"c1","Driver":"docker-container","Nodes":[{"Name":"c10","Endpoint":"unix:///run/docker.sock","Platforms":[{"architecture":"amd64","os":"linux"}],"DriverOpts":{"env.X":"1","image":"foo"},"Flags":["--debug","--oci-worker-gc=false","--allow-insecure-entitlement=network.host"],"Files":{"buildkitd.toml":"aW5zZWN1cmUtZW50aXRsZW1lbnRzID0gW10K"}}],"Dynamic":false}',
);
const after = parseInstance(
  '{"Name":"c1","Driver":"docker-container","Nodes":[{"Name":"c10","Endpoint":"unix:///run/docker.sock","Platforms":[],"DriverOpts":{"env.X":"1","image":"foo"},"Flags":[],"Files":{"buildkitd.toml":""}}],"Dynamic":false}',
);

describe('lostSettings', () => {
  it('gives back what buildx loses when it cannot add a node', () => {
    const lines = lostSettings(before, after).map(({ request }) =>
      commandLine(appendNodeArguments(request)),
    );
    assert.deepEqual(lines, [
      "buildx create --name c1 --append --node c10 --platform linux/amd64 --buildkitd-config buildkitd.toml --buildkitd-flags '--debug --oci-worker-gc=false' unix:///run/docker.sock",
    ]);
  });

  it('is nothing where nothing was lost', () => {
    assert.deepEqual(lostSettings(before, before), []);
  });

  it('leaves nodes alone that are gone', () => {
    assert.deepEqual(lostSettings(before, { ...before, nodes: [] }), []);
  });
});

describe('a node told again', () => {
  const [node] = before.nodes;
  assert.ok(node);
  const lineOf = (request: Parameters<typeof appendNodeArguments>[0]) =>
    commandLine(appendNodeArguments(request));

  it('keeps its endpoint and flags', () => {
    assert.equal(
      lineOf(sameNode(before, node)),
      "buildx create --name c1 --append --node c10 --buildkitd-flags '--debug --oci-worker-gc=false' unix:///run/docker.sock",
    );
  });

  it('names no endpoint of a cluster', () => {
    const cluster = { ...before, driver: 'kubernetes' };
    assert.equal(sameNode(cluster, node).endpoint, undefined);
  });

  it('has everything when it was taken out', () => {
    const { platforms, options, config } = newNode(before, node);
    assert.deepEqual(
      [platforms, options, config],
      [['linux/amd64'], { 'env.X': '1', image: 'foo' }, 'buildkitd.toml'],
    );
  });
});

describe('canBeAddedAgain', () => {
  const check = (
    name: string,
    builder: Partial<StoredBuilder>,
    files: StoredNode['files'],
    expected: boolean,
  ) =>
    it(name, () => {
      const [first] = before.nodes;
      assert.ok(first);
      const whole = { ...before, nodes: [first, { ...first, name: 'other' }], ...builder };
      assert.equal(canBeAddedAgain(whole, { ...first, files }), expected);
    });

  check('one of several', {}, { 'buildkitd.toml': '' }, true);
  check('the only one', { nodes: before.nodes }, {}, false);
  check('of a cluster', { driver: 'kubernetes' }, {}, false);
  check('with certificates', {}, { 'certs/r/ca.pem': '' }, false);
});
