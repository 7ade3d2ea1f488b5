import assert from 'node:assert/strict';
import {
  isNamedLikeSecret,
  secretNames,
  withoutSecretValues,
} from '../../../../src/core/build/secretArguments.ts';

describe('build arguments that are named as secrets are', () => {
  const rows: readonly (readonly [name: string, isSecret: boolean])[] = [
    ['NPM_TOKEN', true],
    ['TOKEN', true],
    ['token', true],
    ['GITHUB_TOKEN_2', true],
    ['DB_PASSWORD', true],
    ['PGPASSWORD', false],
    ['AWS_SECRET_ACCESS_KEY', true],
    ['API_KEY', true],
    ['apikey', true],
    ['SSH_PRIVATE_KEY', true],
    ['HTTP_AUTH', true],
    ['VERSION', false],
    ['TOKENIZER', false],
    ['PASSENGER_VERSION', false],
    ['COMPASS', false],
    ['AUTHOR', false],
    ['', false],
  ];
  for (const [name, isSecret] of rows) {
    it(`${name || '(none)'}: ${isSecret}`, () => {
      assert.equal(isNamedLikeSecret(name), isSecret);
    });
  }

  const words = [
    ...[
      'docker',
      'buildx',
      'build',
      '--build-arg',
      'NPM_TOKEN=canary=1',
      '--build-arg',
      'VERSION=2',
    ],
    ...['--build-arg=API_KEY=canary', '--build-arg', 'DB_PASSWORD', '--label', 'TOKEN=kept', '.'],
  ];

  it('have no value in logs', () => {
    assert.deepEqual(withoutSecretValues(words), [
      ...['docker', 'buildx', 'build', '--build-arg', 'NPM_TOKEN=…', '--build-arg', 'VERSION=2'],
      ...['--build-arg=API_KEY=…', '--build-arg', 'DB_PASSWORD', '--label', 'TOKEN=kept', '.'],
    ]);
  });

  it('are named where their value is in the command', () => {
    assert.deepEqual(secretNames(words), ['NPM_TOKEN', 'API_KEY']);
  });
});
