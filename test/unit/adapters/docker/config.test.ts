import assert from 'node:assert/strict';
import { configuredHosts } from '../../../../src/adapters/docker/config.ts';
import { parseEngineRegistries } from '../../../../src/adapters/docker/engineRegistries.ts';

describe('hosts of the docker configuration', () => {
  const check = (config: string, expected: string[]) => {
    it(config.slice(0, 70), () => {
      assert.deepEqual(configuredHosts(config), expected);
    });
  };
  check('{"auths":{"https://index.docker.io/v1/":{"auth":"eDp5"}}}', ['index.docker.io']);
  check('{"auths":{"ghcr.io":{},"reg.example:5000":{}}}', ['ghcr.io', 'reg.example:5000']);
  check('{"credHelpers":{"123.dkr.ecr.eu-west-1.amazonaws.com":"ecr-login"}}', [
    '123.dkr.ecr.eu-west-1.amazonaws.com',
  ]);
  check('{"auths":{"ghcr.io":{}},"credHelpers":{"ghcr.io":"gh"}}', ['ghcr.io']);
  check('{"auths":null,"credsStore":"desktop"}', []);
  check('{"auths":["ghcr.io"]}', []);
  check('not json', []);
  check('', []);
});

describe('registries of the engine', () => {
  const check = (output: string, mirrors: string[], insecure: string[]) => {
    it(output.slice(0, 70), () => {
      assert.deepEqual(parseEngineRegistries(output), { mirrors, insecure });
    });
  };
  check(
    '{"IndexConfigs":{"docker.io":{"Mirrors":["http://127.0.0.1:5001/"],"Name":"docker.io","Official":true,"Secure":true}},"InsecureRegistryCIDRs":["::1/128","127.0.0.0/8"],"Mirrors":["http://127.0.0.1:5001/"]}',
    ['http://127.0.0.1:5001/'],
    ['::1/128', '127.0.0.0/8'],
  );
  check(
    '{"IndexConfigs":{"reg.example:5000":{"Mirrors":[],"Name":"reg.example:5000","Official":false,"Secure":false}},"InsecureRegistryCIDRs":["127.0.0.0/8"],"Mirrors":null}',
    [],
    ['127.0.0.0/8', 'reg.example:5000'],
  );
  check('null\n', [], []);
  check('Cannot connect to the Docker daemon', [], []);
});
