import assert from 'node:assert/strict';
import {
  driverOptions,
  missingTlsOptions,
  type CreatableDriver,
} from '../../../../src/core/build/driverOptions.ts';
import { acceptsValue } from '../../../../src/core/build/optionKind.ts';

const drivers: readonly CreatableDriver[] = ['docker-container', 'kubernetes', 'remote'];

describe('the options of the drivers', () => {
  for (const driver of drivers) {
    const options = driverOptions(driver);
    it(`${driver}: examples are values that it takes`, () => {
      const wrong = options.filter((option) => !acceptsValue(option, option.example));
      assert.deepEqual(wrong, []);
    });
    it(`${driver}: names are there once`, () => {
      const names = options.map(({ name }) => name);
      assert.deepEqual(names, [...new Set(names)]);
    });
  }
});

describe('acceptsValue', () => {
  const check = (driver: CreatableDriver, name: string, value: string, expected: boolean) =>
    it(`${driver} ${name}=${value}`, () => {
      const option = driverOptions(driver).find((each) => each.name === name);
      assert.ok(option);
      assert.equal(acceptsValue(option, value), expected);
    });

  // What buildx 0.29.1 refused when it created a builder.
  check('docker-container', 'memory', 'abc', false);
  check('kubernetes', 'replicas', 'x', false);
  check('kubernetes', 'loadbalance', 'foo', false);
  check('kubernetes', 'rootless', 'maybe', false);
  check('kubernetes', 'requests.cpu', 'foo', false);
  check('kubernetes', 'timeout', 'abc', false);
  // And what it took.
  check('kubernetes', 'nodeselector', 'kubernetes.io/arch=arm64,foo=bar', true);
  check('kubernetes', 'tolerations', 'key=arch,value=arm64,effect=NoSchedule', true);
  check('kubernetes', 'annotations', 'a=b', true);
  check('docker-container', 'env.', 'A=a,b', true);
  check('docker-container', 'network', 'host', true);

  check('docker-container', 'memory', '512MiB', true);
  check('docker-container', 'memory-swap', '-1', true);
  check('docker-container', 'restart-policy', 'on-failure:3', true);
  check('docker-container', 'restart-policy', 'sometimes', false);
  check('docker-container', 'image', '', false);
  check('docker-container', 'image', 'a\nb', false);
  check('docker-container', 'env.', '=x', false);
  check('docker-container', 'cpu-shares', '1.5', false);
  check('kubernetes', 'nodeselector', 'arm64', false);
  check('kubernetes', 'nodeselector', 'a=b=c', false);
  check('kubernetes', 'tolerations', 'name=x', false);
  check('kubernetes', 'tolerations', 'key=a;tolerationSeconds=x', false);
  check('remote', 'cacert', '/certs/ca.pem', true);
  check('remote', 'cacert', 'C:\\certs\\ca.pem', true);
  check('remote', 'cacert', 'certs/ca.pem', false);
});

describe('missingTlsOptions', () => {
  const check = (given: readonly string[], expected: readonly string[]) =>
    it(given.join(', ') || 'none', () => {
      const options = Object.fromEntries(given.map((name) => [name, '/x']));
      assert.deepEqual(missingTlsOptions(options), expected);
    });

  check([], []);
  check(['default-load'], []);
  check(['cacert'], []);
  check(['cert'], ['cacert', 'key']);
  check(['cacert', 'key'], ['cert']);
  check(['servername'], ['cacert']);
  check(['cacert', 'cert', 'key'], []);
});
