import assert from 'node:assert/strict';
import { languages, type Uri } from 'vscode';
import { openFile } from './documents.ts';

/** What the editor itself says in `settings.json`, from what package.json tells of our settings. */
describe('settings that are wrong', () => {
  const cases: readonly (readonly [string, unknown, string])[] = [
    ['platforms', ['linux/a/b/c'], 'A platform such as linux/amd64, linux/arm64 or linux/arm/v7.'],
    [
      'rules',
      { 'base-image-single-platform': 'fatal' },
      notAmong('off', 'hint', 'information', 'warning', 'error'),
    ],
    ['overlappingRules', 'sometimes', notAmong('auto', 'on', 'off')],
    ['buildArgs', { VERSION: 1.2 }, 'Incorrect type. Expected "string".'],
    ['codeLens', 'yes', 'Incorrect type. Expected "boolean".'],
    ['inlayHints', 1, 'Incorrect type. Expected "boolean".'],
    ['builder', 7, 'Incorrect type. Expected "string".'],
    ['docker.path', false, 'Incorrect type. Expected "string".'],
    ['registry.lookups', 'never', notAmong('on', 'ask', 'off')],
    [
      'registry.allowedHosts',
      ['https://ghcr.io'],
      'A host, with its port where it has one, and without https://: for example registry.example.com:5000.',
    ],
    [
      'registry.mirrors',
      { 'docker.io': ['mirror.example.com'] },
      'A web address, for example https://mirror.example.com.',
    ],
    [
      'registry.insecure',
      ['http://registry.local:5000'],
      'A host (registry.local:5000) or a network (10.0.0.0/8), without http://.',
    ],
    ['smokeRuns', [{ command: ['--version'] }], 'Missing property "image".'],
    ['trace.server', 'all', notAmong('off', 'messages', 'verbose')],
  ];

  it('are underlined, with what would be right', async () => {
    // Of all places for settings, those of a machine know every one of ours.
    const lines = [
      '  "$schema": "vscode://schemas/settings/machine"',
      ...cases.map(([key, value]) => `  "multiarch.${key}": ${JSON.stringify(value)}`),
    ];
    const { uri } = await openFile('wrong/settings.json', `{\n${lines.join(',\n')}\n}\n`);
    const told = await problemsWhen(uri, ({ length }) => length >= cases.length);
    assert.deepEqual(
      told,
      cases.map(([, , message], position) => `${position + 2}: ${message}`),
    );
  });
});

function notAmong(...values: readonly string[]): string {
  return `Value is not accepted. Valid values: ${values.map((value) => `"${value}"`).join(', ')}.`;
}

/** Waits until the editor has said enough of a file, line by line (0-based); mocha limits the time. */
function problemsWhen(
  uri: Uri,
  wanted: (problems: readonly string[]) => boolean,
): Promise<readonly string[]> {
  return new Promise((resolve) => {
    const look = () => {
      const problems = languages
        .getDiagnostics(uri)
        .toSorted((one, other) => one.range.start.line - other.range.start.line)
        .map(({ message, range }) => `${range.start.line}: ${message}`);
      if (!wanted(problems)) return;
      subscription.dispose();
      resolve(problems);
    };
    const subscription = languages.onDidChangeDiagnostics(look);
    look();
  });
}
