import assert from 'node:assert/strict';
import {
  appendNodeArguments,
  bootstrapArguments,
  createBuilderArguments,
  createContextArguments,
  diskUsageArguments,
  inspectArguments,
  leaveNodeArguments,
  pruneArguments,
  reachEngineArguments,
  removeBuilderArguments,
  removeContextArguments,
  stopBuilderArguments,
  useBuilderArguments,
} from '../../../../src/core/build/builderCommands.ts';
import { commandLine } from '../../../../src/core/build/commandLine.ts';

const check = (name: string, words: readonly string[], expected: string) =>
  it(name, () => {
    assert.equal(commandLine(words), expected);
  });

describe('the command that makes a builder', () => {
  check(
    'of the current engine',
    createBuilderArguments('docker-container', { builder: 'farm' }),
    'buildx create --name farm --driver docker-container',
  );
  check(
    'of another machine, with everything',
    createBuilderArguments('docker-container', {
      builder: 'farm',
      node: 'arm',
      endpoint: 'ssh://me@arm.example.com',
      platforms: ['linux/arm64', 'linux/arm/v7'],
      options: { network: 'host', 'env.NO_PROXY': 'a,b' },
      flags: ['--debug', '--oci-worker-gc-keepstorage=1 GB'],
      config: 'buildkitd.toml',
    }),
    `buildx create --name farm --driver docker-container --node arm --platform linux/arm64,linux/arm/v7 --buildkitd-config buildkitd.toml --buildkitd-flags '--debug '\\''--oci-worker-gc-keepstorage=1 GB'\\''' --driver-opt network=host --driver-opt '"env.NO_PROXY=a,b"' ssh://me@arm.example.com`,
  );
  check(
    'in a cluster',
    createBuilderArguments('kubernetes', {
      builder: 'cluster',
      options: { namespace: 'ci', nodeselector: 'kubernetes.io/arch=arm64,disk=ssd' },
    }),
    `buildx create --name cluster --driver kubernetes --driver-opt namespace=ci --driver-opt '"nodeselector=kubernetes.io/arch=arm64,disk=ssd"'`,
  );
});

describe('the command that changes nodes', () => {
  check(
    'adds one',
    appendNodeArguments({ builder: 'farm', node: 'arm', endpoint: 'tcp://10.0.0.5:1234' }),
    'buildx create --name farm --append --node arm tcp://10.0.0.5:1234',
  );
  check(
    'pins platforms, and leaves the flags out that buildx sets itself',
    appendNodeArguments({
      builder: 'farm',
      node: 'arm',
      endpoint: 'desktop-linux',
      platforms: ['linux/arm64'],
      flags: ['--allow-insecure-entitlement=network.host'],
    }),
    'buildx create --name farm --append --node arm --platform linux/arm64 desktop-linux',
  );
  check(
    'pins platforms, and keeps flags that somebody chose',
    appendNodeArguments({
      builder: 'farm',
      node: 'arm',
      platforms: ['linux/arm64'],
      flags: ['--debug', '--allow-insecure-entitlement=network.host'],
    }),
    'buildx create --name farm --append --node arm --platform linux/arm64 --buildkitd-flags --debug',
  );
  check(
    'keeps every entitlement where buildx would add none',
    appendNodeArguments({
      builder: 'farm',
      node: 'arm',
      flags: [
        '--allow-insecure-entitlement=security.insecure',
        '--allow-insecure-entitlement=network.host',
      ],
    }),
    "buildx create --name farm --append --node arm --buildkitd-flags '--allow-insecure-entitlement=security.insecure --allow-insecure-entitlement=network.host'",
  );
  check(
    'takes one out',
    leaveNodeArguments('farm', 'arm'),
    'buildx create --name farm --leave --node arm',
  );
  check(
    'an endpoint that looks like an option',
    appendNodeArguments({ builder: 'farm', endpoint: '--use' }),
    'buildx create --name farm --append -- --use',
  );
});

describe('the command for a builder', () => {
  check('use', useBuilderArguments('farm'), 'buildx use farm');
  check('stop', stopBuilderArguments('farm'), 'buildx stop farm');
  check('inspect', inspectArguments('farm'), 'buildx inspect farm');
  check('start', bootstrapArguments('farm'), 'buildx inspect --bootstrap farm');
  check('remove', removeBuilderArguments('farm', 'delete'), 'buildx rm farm');
  check(
    'remove all but its cache',
    removeBuilderArguments('farm', 'keep'),
    'buildx rm --keep-state farm',
  );
  check('prune', pruneArguments('farm', 'dangling'), 'buildx prune --builder=farm --force');
  check('prune all', pruneArguments('farm', 'all'), 'buildx prune --builder=farm --all --force');
  check('disk usage', diskUsageArguments('farm'), 'buildx du --builder=farm');
  check('a name that looks like an option', stopBuilderArguments('-x'), 'buildx stop -- -x');
});

describe('the command for a context', () => {
  check(
    'create',
    createContextArguments('arm', 'ssh://me@arm.example.com'),
    'context create --docker host=ssh://me@arm.example.com arm',
  );
  check('remove', removeContextArguments('arm'), 'context rm arm');
  check(
    'is its engine there?',
    reachEngineArguments('arm'),
    `--context=arm version --format '{{.Server.Version}}'`,
  );
  check(
    'is the engine of an address there?',
    reachEngineArguments('ssh://arm'),
    `--host=ssh://arm version --format '{{.Server.Version}}'`,
  );
});
