import assert from 'node:assert/strict';
import type { RunResult } from '../../../../src/adapters/process.ts';
import { chooseCredential } from '../../../../src/adapters/registry/credentials.ts';
import { registryHostOf } from '../../../../src/adapters/registry/dockerLogins.ts';
import { readVectors } from '../../../support/registry/vectors.ts';

/** A row of docker-credentials.json: what docker itself answered. */
type Vector =
  | { toHostname: string; expect: string }
  | {
      toHostname?: undefined;
      host: string;
      config: string;
      DOCKER_AUTH_CONFIG?: string;
      expect: { loadError?: string; error?: string } & Record<string, string>;
    };

/** The helper of the vectors: it knows two hosts, one identity token, and fails for one host. */
function runStub(program: string, key: string): Promise<RunResult> {
  const exit = (stdout: string): RunResult => ({
    ok: false,
    failure: { kind: 'exit', code: 1, stderr: '', stdout },
  });
  const answer = (Username: string, Secret: string): RunResult => ({
    ok: true,
    stdout: JSON.stringify({ ServerURL: key, Username, Secret }),
    stderr: '',
  });
  const answers: Record<string, RunResult> = {
    'helper.test': answer('hu', 'hp'),
    'token.test': answer('<token>', 'identity'),
    'https://index.docker.io/v1/': answer('hub', 'hubp'),
    'boom.test': exit('some failure\n'),
    'odd.test': { ok: true, stdout: 'secret words', stderr: '' },
    'late.test': { ok: false, failure: { kind: 'timeout', timeout: 30_000 } },
  };
  return Promise.resolve(
    program === 'docker-credential-stub'
      ? (answers[key] ?? exit('credentials not found in native keychain\n'))
      : { ok: false, failure: { kind: 'not-found', command: program } },
  );
}

describe('chooseCredential', () => {
  const store = '{"credsStore":"stub"}';

  async function choose(host: string, config: string, variable?: string): Promise<unknown> {
    const environment = { DOCKER_AUTH_CONFIG: variable };
    const chosen = await chooseCredential(host, config, environment, runStub);
    return chosen.ok ? chosen.value : chosen.problem.message;
  }

  for (const vector of readVectors('docker-credentials') as Vector[]) {
    if (vector.toHostname !== undefined) {
      it(`knows the host in ${vector.toHostname}`, () => {
        assert.equal(registryHostOf(vector.toHostname), vector.expect);
      });
      continue;
    }
    const { host, config, DOCKER_AUTH_CONFIG: variable, expect } = vector;
    it(`${host} in ${config.slice(0, 60)} ${variable ?? ''}`, async () => {
      const found = await choose(host, config, variable);
      const { loadError, error, ...credential } = expect;
      const { source, ...ours } = typeof found === 'string' ? {} : (found as { source?: string });
      if (typeof found === 'string') assert.equal(found, loadError ?? error);
      else assert.deepEqual(ours, credential);
      assert.equal(source === undefined, Object.keys(credential).length === 0);
    });
  }

  describe('says where it was found:', () => {
    const check = (host: string, config: string, source: string, variable?: string) => {
      it(source, async () => {
        const found = await choose(host, config, variable);
        assert.equal((found as { source?: string }).source, source);
      });
    };
    const auths = '{"auths":{"ghcr.io":{"auth":"dTpw"}}}';
    check('ghcr.io', auths, 'auths');
    check('helper.test', '{"credHelpers":{"helper.test":"stub"}}', 'credHelpers');
    check('helper.test', store, 'credsStore');
    check('ghcr.io', store, 'DOCKER_AUTH_CONFIG', auths);
  });

  const check = (name: string, host: string, config: string, expected: unknown) => {
    it(name, async () => {
      assert.deepEqual(await choose(host, config), expected);
    });
  };
  check('reads an identity token of a helper', 'token.test', store, {
    identitytoken: 'identity',
    source: 'credsStore',
  });
  check(
    'reads an identity token of the file, beside a login',
    'idt.test',
    '{"auths":{"idt.test":{"auth":"dTpw","identitytoken":"IDT"}}}',
    { username: 'u', password: 'p', identitytoken: 'IDT', source: 'auths' },
  );
  check(
    'does not run a helper where its name is empty',
    'ghcr.io',
    '{"credsStore":"stub","credHelpers":{"ghcr.io":""},"auths":{"ghcr.io":{"auth":"dTpw"}}}',
    { username: 'u', password: 'p', source: 'auths' },
  );
  check(
    'does not run a path',
    'ghcr.io',
    '{"credsStore":"x/../../../tmp/evil"}',
    'docker-credential-x/../../../tmp/evil is not the name of a credential helper',
  );
  check(
    'does not quote what a helper answers',
    'odd.test',
    store,
    'error getting credentials - docker-credential-stub answered with something else than JSON',
  );
  check(
    'does not wait for ever',
    'late.test',
    store,
    'error getting credentials - err: no answer within 30 s, out: ``',
  );
  check('is not led astray by names', '__proto__', '{"auths":{"__proto__":{"auth":"dTpw"}}}', {});
  check('finds nothing in null', 'ghcr.io', '{"auths":null,"credHelpers":null}', {});
  check('knows the second name of Docker Hub', 'index.docker.io', store, {
    username: 'hub',
    password: 'hubp',
    source: 'credsStore',
  });
  const invalid = 'invalid auth configuration file';
  check('refuses a list', 'ghcr.io', '{"auths":[]}', invalid);
  check('refuses what is not base64', 'ghcr.io', '{"auths":{"ghcr.io":{"auth":"!"}}}', invalid);
  check('trims padding', 'x.test', '{"auths":{"x.test":{"auth":"dTpwAAAA"}}}', {
    username: 'u',
    password: 'p',
    source: 'auths',
  });

  describe('names the mistake in a file without quoting it:', () => {
    const checkMistake = (config: string, expected: string) => {
      check(config, 'ghcr.io', config, expected);
    };
    checkMistake('{"auths"  "secret"}', "invalid character '\"' after object key");
    checkMistake(
      '{"auths":{"a":1 "secret"}}',
      "invalid character '\"' after object key:value pair",
    );
    checkMistake('{"auths":[1 2]}', "invalid character '2' after array element");
    checkMistake('{"auths":{', 'unexpected EOF');
    checkMistake('{"auths": secret}', 'it is not JSON');
  });
});
