import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { analyze } from '../../../../../src/core/analysis/analyze.ts';
import { renderMessage, type RuleLevel } from '../../../../../src/core/analysis/finding.ts';
import type { ContextFacts } from '../../../../../src/core/facts.ts';
import { readLockFile } from '../../../../../src/core/lockfile/lockFile.ts';
import { unreachable } from '../../../../support/imageFacts.ts';

const npm = readFileSync('test/fixtures/npm/10.8.2/package-lock.json', 'utf8');
const nuget = JSON.stringify({ dependencies: { 'net8.0/linux-x64': {} } });

/** Lock files by path in the context. */
const files: Readonly<Record<string, string>> = {
  'package-lock.json': npm,
  'app/package-lock.json': npm,
  'src/packages.lock.json': nuget,
  'whole/package-lock.json': readFileSync('test/fixtures/npm/11.19.1/package-lock.json', 'utf8'),
};

const context: ContextFacts = {
  declared: false,
  programs: () => ({ known: true, asOf: 0, value: [] }),
  lockFile: (path) => {
    const text = files[path];
    const name = path.slice(path.lastIndexOf('/') + 1);
    return {
      known: true,
      asOf: 0,
      value: text === undefined ? undefined : readLockFile(name, text),
    };
  },
};

function find(text: string, levels: Readonly<Record<string, RuleLevel>> = {}) {
  return analyze({
    text,
    targets: ['linux/amd64', 'linux/arm64', 'linux/arm/v7'],
    buildPlatform: 'linux/amd64',
    image: () => unreachable,
    context,
    levels,
  }).findings.filter(({ rule }) => rule === 'lockfile-lacks-platform');
}

describe('lockfile-lacks-platform', () => {
  const check = (title: string, text: string, expected: readonly string[]) => {
    it(title, () => {
      const lines = text.split('\n');
      const found = find(text).map(({ severity, range: { start, end }, platforms }) => {
        assert.equal(severity, 'information');
        return `${(lines[start.line] ?? '').slice(start.character, end.character)}: ${platforms.join(' ')}`;
      });
      assert.deepEqual(found, expected);
    });
  };
  const both = 'linux/arm64 linux/arm/v7';

  describe('finds', () => {
    check('a file by its name', 'FROM a\nCOPY package.json package-lock.json ./\n', [
      `package-lock.json: ${both}`,
    ]);
    check('by a pattern', 'FROM a\nCOPY package*.json ./\n', [`package*.json: ${both}`]);
    check('by a pattern of one letter', 'FROM a\nCOPY package?lock.json ./\n', [
      `package?lock.json: ${both}`,
    ]);
    for (const pattern of [
      ...['*.json', 'package-lock.json*', '*', 'p*k*n', 'package*lock*.json', '?ackage-*.jso?'],
      ...['*lock*', 'package**.json', 'p?*-l?ck.json', 'app/*.json', 'app/p*'],
    ]) {
      check(`by the pattern ${pattern}`, `FROM a\nCOPY ${pattern} ./\n`, [`${pattern}: ${both}`]);
    }
    check('with its folder', 'FROM a\nCOPY ./app/ /x/\n', [`./app/: ${both}`]);
    check('with all of the context', 'FROM a\nCOPY . .\n', [`.: ${both}`]);
    check('where it is taken first', 'FROM a\nCOPY package-lock.json .\nCOPY . .\n', [
      `package-lock.json: ${both}`,
    ]);
    check('by ADD', 'FROM a\nADD app/package-lock.json .\n', [`app/package-lock.json: ${both}`]);
    check(
      'by a mount',
      'FROM a\nRUN --mount=type=bind,source=package-lock.json,target=/l npm ci\n',
      [`type=bind,source=package-lock.json,target=/l: ${both}`],
    );
    check('by an argument', 'FROM a\nARG D=app\nCOPY $D/package-lock.json .\n', [
      `$D/package-lock.json: ${both}`,
    ]);
    for (const mount of [
      ...['source=package-lock.json,target=/l', 'type=BIND,src=package-lock.json,target=/l'],
      ...['target=/l', 'type=bind,source=app,target=/l', 'source=./app/,target=/l'],
    ]) {
      check(`by the mount ${mount}`, `FROM a\nRUN --mount=${mount} npm ci\n`, [
        `${mount}: ${both}`,
      ]);
    }
    check(
      'what is restored for another platform',
      'FROM --platform=$BUILDPLATFORM a\nCOPY src/ /x/\n',
      [`src/: ${both}`],
    );
  });

  describe('stays silent about', () => {
    check('a complete file', 'FROM a\nCOPY whole/ ./\n', []);
    check(
      'a stage that installs for the builder',
      'FROM --platform=$BUILDPLATFORM a\nCOPY package-lock.json .\n',
      [],
    );
    check('another stage’s file', 'FROM a AS b\nFROM a\nCOPY --from=b package-lock.json .\n', []);
    check('a stage that nobody needs', 'FROM a\nCOPY package-lock.json .\nFROM b\n', []);
    check(
      'other files',
      'FROM a\nCOPY package.json main.go [ab]*.json src*/package-lock.json ./\n',
      [],
    );
    for (const pattern of [
      ...['*.js', 'package-lock?.json', 'package-lock.jso', 'x*package-lock.json', 'p*z*.json'],
      ...['package-lock*lock.json', '[p]ackage-lock.json', '*.yarn', 'a*', '*x', 'ap?/*.json'],
      ...['package-loc*package-lock.json', '????'],
    ]) {
      check(`files like ${pattern}`, `FROM a\nCOPY ${pattern} ./\n`, []);
    }
    check('a mount of a variable', 'FROM a\nRUN --mount=source=$D,target=/l npm ci\n', []);
    check('a cache', 'FROM a\nRUN --mount=type=cache,source=app,target=/c true\n', []);
    check('another image’s file', 'FROM a\nRUN --mount=from=b,source=app,target=/c true\n', []);
  });

  it('names the packages and what is missing', () => {
    const [finding] = find('FROM a\nCOPY package-lock.json .\n');
    assert.equal(
      finding && renderMessage(finding.message),
      '“package-lock.json” pins packages without a build for linux/arm64, linux/arm/v7: esbuild (@esbuild/linux-arm64, @esbuild/linux-arm). Make the lock file anew for all platforms.',
    );
  });

  it('is silenced by a comment and by the settings', () => {
    assert.deepEqual(find('FROM a\n# multiarch: ignore lockfile-lacks-platform\nCOPY . .\n'), []);
    assert.deepEqual(find('FROM a\nCOPY . .\n', { 'lockfile-lacks-platform': 'off' }), []);
  });

  for (const [source, expected] of [
    ['app', ['app/package-lock.json']],
    ['.config', ['.config/package-lock.json']],
    ['my.package', ['my.package/package-lock.json']],
    ['v1/', ['v1/package-lock.json']],
    ['main.go', []],
    ['app/index.html', []],
    ['README.md', []],
  ] as const) {
    it(`looks for lock files in ${source}: ${expected.join(' ') || 'none'}`, () => {
      const image = () => unreachable;
      const text = `FROM a\nCOPY ${source} /x/\n`;
      const { needsFiles } = analyze({ text, targets: ['linux/arm64'], image });
      assert.deepEqual(
        needsFiles.filter((path) => path.endsWith('package-lock.json')),
        expected,
      );
    });
  }

  it('asks for the files that it needs, and for none that is unknown', () => {
    const text = 'FROM a\nCOPY package-lock.json .\n';
    const image = () => unreachable;
    const { needsFiles, findings } = analyze({ text, targets: ['linux/arm64'], image });
    assert.deepEqual(needsFiles, ['package-lock.json', 'arm64/package-lock.json']);
    assert.deepEqual(findings, []);
  });
});
