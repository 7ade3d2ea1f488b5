import assert from 'node:assert/strict';
import { listArguments } from '../../../src/extension/manifestSpecs/listDefinition.ts';
import { defaultSettings, readSettings } from '../../../src/protocol/settings.ts';

describe('a task that makes a manifest list', () => {
  const check = (
    name: string,
    definition: object,
    expected: readonly string[] | string,
    { registry } = defaultSettings,
  ) => {
    it(name, () => {
      const read = listArguments({ type: 'multiarch-manifest', ...definition }, registry);
      assert.deepEqual(read.ok ? read.value : read.problem.message, expected);
    });
  };
  const sources = ['app:1-amd64', 'app:1-arm64=linux/arm64'];
  check('of a spec', { spec: 'list.yaml' }, ['index', 'push', '--', 'list.yaml']);
  check(
    'of a spec, as wanted',
    { spec: 'a.yml', listType: 'oci', annotations: { a: 'b,c' }, dryRun: true, allowLoss: true },
    [
      ...[
        'index',
        'push',
        '--type=oci',
        '--annotation=a=b,c',
        '--dry-run',
        '--allow-loss',
        '--',
        'a.yml',
      ],
    ],
  );
  check('of images', { sources, target: 'r.example:5000/app:1', tags: ['1.0', 'latest'] }, [
    ...[
      'index',
      'create',
      '--tag=r.example:5000/app:1',
      '--tag=r.example:5000/app:1.0',
      '--tag=r.example:5000/app:latest',
    ],
    ...['--', ...sources],
  ]);
  check('with variables', { sources, target: '${env:REPO}:${env:TAG}', tags: ['${env:A/B}'] }, [
    ...[
      'index',
      'create',
      '--tag=${env:REPO}:${env:TAG}',
      '--tag=${env:REPO}:${env:A/B}',
      '--',
      ...sources,
    ],
  ]);
  check('of what looks like options', { sources: ['--allow-loss'], target: '--dry-run' }, [
    ...['index', 'create', '--tag=--dry-run', '--', '--allow-loss'],
  ]);
  check(
    'with what the settings say of registries',
    { spec: 'list.yaml', dryRun: true },
    [
      ...['index', 'push', '--lookups=ask', '--allow-host=ghcr.io', '--allow-host=r.example:5000'],
      ...['--mirror=docker.io=https://a.example', '--mirror=docker.io=https://b.example'],
      ...['--insecure=10.0.0.0/8', '--dry-run', '--', 'list.yaml'],
    ],
    readSettings({
      registry: {
        lookups: 'ask',
        allowedHosts: ['ghcr.io', 'r.example:5000'],
        mirrors: { 'docker.io': ['https://a.example', 'https://b.example'] },
        insecure: ['10.0.0.0/8'],
      },
    }),
  );
  check(
    'with settings that look like options',
    { sources, target: 'app:1' },
    [
      ...['index', 'create', '--tag=app:1', '--lookups=off', '--allow-host=--dry-run'],
      ...['--mirror=--help=-x', '--', ...sources],
    ],
    readSettings({
      registry: { lookups: 'off', allowedHosts: ['--dry-run'], mirrors: { '--help': ['-x'] } },
    }),
  );
  check('of nothing', {}, '"sources" names no image, and "spec" no spec file');
  check('of nowhere', { sources }, '"target" names no list');
  check('of both', { spec: 'a.yml', target: 'a' }, '"target" is said by the spec file');
  check('of no words', { sources: 'app', target: 'a' }, '"sources" is no list of texts');
  check('of another type', { spec: 'a.yml', listType: 'v2' }, '"listType" is docker or oci');
  check(
    'of no annotations',
    { spec: 'a.yml', annotations: ['a=b'] },
    '"annotations" is no object of texts',
  );
  check('of no answer', { spec: 'a.yml', dryRun: 'yes' }, '"dryRun" is true or false');
});
