import assert from 'node:assert/strict';
import { analyze } from '../../../../../src/core/analysis/analyze.ts';
import { cleanPath } from '../../../../../src/core/analysis/contextSources.ts';
import { applyEdits } from '../../../../../src/core/analysis/edits.ts';
import { renderMessage } from '../../../../../src/core/analysis/finding.ts';
import { isLockFile } from '../../../../../src/core/lockfile/lockFile.ts';
import type { ContextFacts, Fact, ImageFacts } from '../../../../../src/core/facts.ts';

const unknown: Fact<ImageFacts> = {
  known: false,
  reason: { code: 'unreachable', message: 'no network' },
};

/** Programs by path in the context. */
const programs: Readonly<Record<string, readonly string[]>> = {
  'bin/app': ['linux/amd64'],
  'bin/amd64/app': ['linux/amd64'],
  'bin/arm64/app': ['linux/arm64'],
  'bin/i386': ['linux/386'],
  'bin/armhf': ['linux/arm'],
  'bin/setup.exe': ['windows/amd64'],
  'bin/universal': ['darwin/amd64', 'darwin/arm64'],
  'lib/a.so': ['linux/arm64'],
  'lib/b.so': ['linux/arm64'],
};

function context(declared = false): ContextFacts {
  return {
    declared,
    programs: (path) => ({
      known: true,
      asOf: 0,
      value: Object.entries(programs).flatMap(([file, platforms]) =>
        file === path || file.startsWith(`${path}/`) ? [{ path: file, platforms }] : [],
      ),
    }),
  };
}

function find(text: string, facts: ContextFacts | undefined = context()) {
  return analyze({
    text,
    targets: ['linux/amd64', 'linux/arm64'],
    buildPlatform: 'linux/amd64',
    image: () => unknown,
    context: facts,
    levels: { 'architecture-literal': 'off' },
  }).findings;
}

describe('context-file-wrong-architecture', () => {
  const check = (title: string, text: string, expected: readonly string[]) => {
    it(title, () => {
      const lines = text.split('\n');
      const found = find(text).map(({ rule, range: { start, end }, platforms }) => {
        assert.equal(rule, 'context-file-wrong-architecture');
        return `${(lines[start.line] ?? '').slice(start.character, end.character)} ${platforms.join(' ')}`;
      });
      assert.deepEqual(found, expected);
    });
  };

  describe('finds', () => {
    check('a program', 'FROM a\nCOPY bin/app /\n', ['bin/app linux/arm64']);
    check('a program that is added', 'FROM a\nADD ./bin/app /\n', ['./bin/app linux/arm64']);
    check('a folder', 'FROM a\nCOPY lib /lib\n', ['lib linux/amd64']);
    check('each source', 'FROM a\nCOPY bin/app lib/ /x/\n', [
      'bin/app linux/arm64',
      'lib/ linux/amd64',
    ]);
    check('a path with arguments', 'FROM a\nARG NAME=app\nCOPY bin/$NAME /\n', [
      'bin/$NAME linux/arm64',
    ]);
    check('32 bits on the other family', 'FROM a\nCOPY bin/armhf /\n', ['bin/armhf linux/amd64']);
    check(
      'a stage of one platform',
      'FROM --platform=$BUILDPLATFORM a AS b\nCOPY lib/a.so /\nFROM a\nCOPY --from=b / /\n',
      ['lib/a.so linux/amd64 linux/arm64'],
    );
  });

  describe('stays silent', () => {
    check(
      'about the file of the target',
      'FROM a\nARG TARGETARCH\nCOPY bin/${TARGETARCH}/app /\n',
      [],
    );
    check('about what is no program', 'FROM a\nCOPY README.md /\n', []);
    check('about the whole context', 'FROM a\nCOPY . /src\nADD ./ /src\n', []);
    check('about other stages', 'FROM a AS bin\nFROM a\nCOPY --from=bin bin/app /\n', []);
    check('about addresses', 'FROM a\nADD https://example.com/bin/app /\n', []);
    check('about heredocs', 'FROM a\nCOPY <<bin/app /\nbin/app\n', []);
    check('about stages that are not needed', 'FROM a\nCOPY bin/app /\nFROM b\n', []);
    check('about programs of other systems', 'FROM a\nCOPY bin/setup.exe bin/universal /\n', []);
    check(
      'about a build stage',
      'FROM --platform=$BUILDPLATFORM a AS b\nCOPY bin/app /\nFROM a\nCOPY --from=b /out /\n',
      [],
    );
  });

  it('is silent while nobody has looked', () => {
    const text = 'FROM a\nCOPY bin/app /\n';
    const { findings, needsFiles } = analyze({
      text,
      targets: ['linux/amd64', 'linux/arm64'],
      image: () => unknown,
    });
    assert.deepEqual(findings, []);
    const programs = needsFiles.filter((file) => !isLockFile(file));
    assert.deepEqual(programs, ['bin/app', 'bin/amd64/app', 'bin/arm64/app']);
  });

  it('is an error where the context is declared', () => {
    const [finding] = find('FROM a\nCOPY bin/app /\n', context(true));
    assert.equal(finding?.severity, 'error');
    assert.equal(
      renderMessage(finding.message),
      'An image for linux/arm64 gets programs of another architecture: bin/app (linux/amd64). They do not start there: “exec format error”.',
    );
  });

  it('is a warning where it is not, and names three files', () => {
    const [finding] = find('FROM a\nCOPY bin /x\n');
    assert.equal(finding?.severity, 'warning');
    assert.equal(
      renderMessage(finding.message),
      'An image for linux/amd64, linux/arm64 gets programs of another architecture: bin/arm64/app (linux/arm64), bin/armhf (linux/arm), bin/app (linux/amd64) and 2 more. They do not start there: “exec format error”.',
    );
  });

  it('asks for the files of the targets, where these have a name', () => {
    const asked = (path: string) =>
      analyze({
        text: `FROM a\nCOPY ${path} /x/\n`,
        targets: ['linux/arm64', 'linux/arm/v7'],
        image: () => unknown,
      }).needsFiles.filter((file) => !isLockFile(file));
    assert.deepEqual(asked('app'), ['app', 'arm64/app', 'arm/app']);
    assert.deepEqual(asked('bin/a*'), ['bin/a*']);
    assert.deepEqual(asked('bin/a?'), ['bin/a?']);
  });

  it('is silent where looking did not work', () => {
    const facts: ContextFacts = {
      declared: true,
      programs: () => ({ known: false, reason: { code: 'unreachable', message: 'no folder' } }),
    };
    assert.deepEqual(find('FROM a\nCOPY bin/app /\n', facts), []);
  });

  for (const [title, text] of [
    ['a name that is a variable', 'FROM a\nARG NAME=app\nCOPY bin/$NAME /\n'],
    ['a folder', 'FROM a\nCOPY lib/ /x/\n'],
    ['a value that an ARG hides', 'ARG TARGETARCH=amd64\nFROM a\nARG TARGETARCH\nCOPY bin/app /\n'],
    ['files for one target only', 'FROM a\nCOPY bin/i386 /\n'],
  ] as const) {
    it(`has no other file to copy for ${title}`, () => {
      const finding = find(text).find(({ rule }) => rule === 'context-file-wrong-architecture');
      assert.deepEqual(finding?.fixes, []);
    });
  }

  it('copies the file of the target where there is one for each', () => {
    const text = 'FROM a\n# the program\nCOPY bin/app /\n';
    const [fix] = find(text)[0]?.fixes ?? [];
    assert(fix?.kind === 'edit');
    assert.equal(renderMessage(fix.title), 'Copy bin/$TARGETARCH/app instead');
    assert.equal(fix.safe, false);
    const mended = applyEdits(text, fix.edits);
    assert.equal(mended, 'FROM a\nARG TARGETARCH\n# the program\nCOPY bin/$TARGETARCH/app /\n');
    assert.deepEqual(find(mended), []);
    assert.deepEqual(find('FROM a\nCOPY lib/a.so /\n')[0]?.fixes, []);
  });

  it('takes paths as BuildKit does', () => {
    for (const [written, expected] of [
      ['/a/b', 'a/b'],
      ['./a//b/', 'a/b'],
      ['../../a', 'a'],
      ['a/../..', ''],
      ['.', ''],
    ] as const) {
      assert.equal(cleanPath(written), expected);
    }
  });
});
