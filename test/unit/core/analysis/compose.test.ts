import assert from 'node:assert/strict';
import { readComposeServices } from '../../../../src/adapters/workspace/composeServices.ts';
import { analyzeCompose } from '../../../../src/core/analysis/analyzeCompose.ts';
import { applyEdits } from '../../../../src/core/analysis/edits.ts';
import { renderMessage, type RuleLevel } from '../../../../src/core/analysis/finding.ts';
import type { Fact, ImageFacts } from '../../../../src/core/facts.ts';
import { indexOf, singleOf, unreachable } from '../../../support/imageFacts.ts';

const images: Readonly<Record<string, Fact<ImageFacts>>> = {
  'docker.io/library/mysql:5.7': indexOf('linux/amd64'),
  'docker.io/library/alpine:3.20': indexOf('linux/amd64', 'linux/arm64'),
  'docker.io/o/single:1': singleOf('linux/amd64'),
  'docker.io/o/old:1': indexOf('linux/amd64', 'linux/arm/v7'),
  'docker.io/arm64v8/alpine:3.20': indexOf('linux/arm64'),
  'docker.io/o/empty:1': indexOf(),
  'docker.io/amd64/alpine:3.20': singleOf('linux/amd64'),
};

function analyse(text: string, levels: Readonly<Record<string, RuleLevel>> = {}) {
  const services = readComposeServices(text);
  const targets = ['linux/amd64', 'linux/arm64'];
  const image = (reference: string) => images[reference] ?? unreachable;
  return analyzeCompose({ text, services, targets, levels }, { image });
}

function lines(text: string, levels?: Readonly<Record<string, RuleLevel>>): readonly string[] {
  return analyse(text, levels).findings.map(({ rule, severity, range, platforms }) =>
    [`${String(range.start.line)}: ${severity} ${rule}`, ...platforms].join(' '),
  );
}

const web = (...rows: readonly string[]) =>
  `services:\n  web:\n${rows.map((row) => `    ${row}\n`).join('')}`;

describe('findings in compose files', () => {
  const check = (title: string, text: string, expected: readonly string[]) => {
    it(title, () => {
      assert.deepEqual(lines(text), expected);
    });
  };
  check('an image without a target', web('image: mysql:5.7'), [
    '2: error base-image-missing-platform linux/arm64',
  ]);
  check('one that runs as what it has', web('image: mysql:5.7', 'platform: linux/amd64'), []);
  check('one that runs as what it lacks', web('image: alpine:3.20', 'platform: linux/s390x'), [
    '2: error base-image-missing-platform linux/s390x',
  ]);
  check('a platform that is not known', web('image: mysql:5.7', 'platform: ${P}'), []);
  check('a single image', web('image: o/single:1'), [
    '2: warning base-image-single-platform linux/arm64',
  ]);
  check('another instruction set', web('image: o/old:1'), [
    '2: warning degraded-platform-match linux/arm64',
  ]);
  check('an architecture in a name', web('image: arm64v8/alpine:3.20', 'platform: linux/arm64'), [
    '2: information arch-named-image linux/arm64',
  ]);
  check('an image that nobody knows', web('image: o/unknown'), []);
  check('an image that is built', web('image: mysql:5.7', 'build: .'), []);
  check(
    'one place that several services share',
    `x: &x {image: "mysql:5.7"}\nservices:\n  a: {<<: *x}\n  b: {<<: *x, platform: linux/s390x}\n`,
    ['0: error base-image-missing-platform linux/arm64 linux/s390x'],
  );
  check('a platform of which nothing comes', web('build: .', 'platform: ${P:-}'), []);
  check('the platform of the builder', web('build:', '  platforms: [local, Local, locally]'), [
    '3: error invalid-platform locally',
  ]);
  // The engine (28.5) that Compose asks: `"local": unknown operating system or architecture: invalid argument`.
  check(
    'the platform of the builder for what is run',
    web('image: alpine:3.20', 'platform: local'),
    ['3: error invalid-platform local'],
  );
  check(
    'the platform of the builder for both',
    web('platform: local', 'build: {platforms: [local]}'),
    ['2: error invalid-platform local'],
  );
  check(
    'platforms that are none, or written otherwise',
    web('platform: linux//x', 'build:', '  platforms: [linux/x86_64, linux/arm64, "${X}"]'),
    ['2: error invalid-platform linux//x', '4: hint invalid-platform linux/amd64'],
  );
  check(
    'one that a service runs as what it has, and another one as any',
    `x: &x {image: "mysql:5.7"}\nservices:\n  a: {<<: *x, platform: linux/amd64}\n  b: {<<: *x}\n`,
    ['0: error base-image-missing-platform linux/arm64'],
  );
  check('a manifest list of nothing', web('image: o/empty:1'), [
    '2: error base-image-missing-platform linux/amd64 linux/arm64',
  ]);
  check('a name that is none', web('image: "O/x:1"'), []);
  check('a platform that is none, of an image', web('image: mysql:5.7', 'platform: linux//x'), [
    '3: error invalid-platform linux//x',
  ]);
  check('a rule that there is not', web('# multiarch: ignore no-such-rule', 'image: alpine:3.20'), [
    '2: hint unknown-rule linux/amd64 linux/arm64',
  ]);
  check(
    'findings in the order of the file',
    'services:\n  a: {image: "o/single:1", platform: linux//x}\n  b: {image: "mysql:5.7"}\n',
    ['1: error invalid-platform linux//x', '2: error base-image-missing-platform linux/arm64'],
  );
  check(
    'what a comment above silences',
    web('# multiarch: ignore base-image-missing-platform only ever here', 'image: mysql:5.7'),
    [],
  );

  it('have levels', () => {
    const text = web('image: mysql:5.7');
    assert.deepEqual(lines(text, { 'base-image-missing-platform': 'off' }), []);
    assert.deepEqual(lines(text, { 'base-image-missing-platform': 'hint' }), [
      '2: hint base-image-missing-platform linux/arm64',
    ]);
  });

  it('say what an engine does', () => {
    const messages = (text: string) =>
      analyse(text).findings.map(({ message }) => renderMessage(message));
    assert.deepEqual(messages(web('image: mysql:5.7')), [
      'No image for linux/arm64 in “mysql:5.7”: the service does not start there (“no matching manifest”). It has linux/amd64.',
    ]);
    assert.deepEqual(messages(web('image: o/single:1')), [
      '“o/single:1” is a single image for linux/amd64: on linux/arm64 it runs by emulation, or not at all.',
    ]);
    assert.deepEqual(messages(web('image: o/single:1', 'platform: linux/arm64')), [
      '“o/single:1” is a single image for linux/amd64: the service does not start as linux/arm64 (“does not provide the specified platform”).',
    ]);
    assert.deepEqual(messages(web('image: o/empty:1', 'platform: linux/arm64')), [
      'No image for linux/arm64 in “o/empty:1”: the service does not start there (“no matching manifest”). It is an empty manifest list.',
    ]);
    assert.deepEqual(messages(web('image: amd64/alpine:3.20', 'platform: linux/arm64')), [
      '“amd64/alpine:3.20” is a single image for linux/amd64: the service does not start as linux/arm64 (“does not provide the specified platform”). “alpine:3.20” has every platform that is asked for.',
    ]);
    assert.deepEqual(messages(web('image: amd64/alpine:3.20')), [
      '“amd64/alpine:3.20” is a single image for linux/amd64: on linux/arm64 it runs by emulation, or not at all. “alpine:3.20” has every platform that is asked for.',
    ]);
  });

  const mends = (title: string, text: string, expected: readonly (readonly [string, string])[]) => {
    it(title, () => {
      const [first] = analyse(text).findings;
      const fixes = (first?.fixes ?? []).map((fix) => [
        renderMessage(fix.title),
        fix.kind === 'edit' ? applyEdits(text, fix.edits) : fix.kind,
      ]);
      assert.deepEqual(fixes, expected);
      for (const [, mended = ''] of fixes) {
        if (mended.includes('\n')) assert.deepEqual(lines(mended), []);
      }
    });
  };
  mends('are mended by another tag, a platform or fewer targets', web('image: mysql:5.7 # old'), [
    ['Find a tag of mysql with all platforms', 'find-tag'],
    ['Run it as linux/amd64 everywhere', web('platform: linux/amd64', 'image: mysql:5.7 # old')],
    ['Remove linux/arm64 from the targets', 'drop-targets'],
  ]);
  mends('are mended in quotes', 'services: {a: {image: "arm64v8/alpine:3.20"}}\n', [
    ['Use alpine:3.20', 'services: {a: {image: "alpine:3.20"}}\n'],
    ['Find a tag of arm64v8/alpine with all platforms', 'find-tag'],
    ['Remove linux/amd64 from the targets', 'drop-targets'],
  ]);
  mends('are mended where a platform is spelt otherwise', web('platform: "x86_64"', 'build: .'), [
    ['Write linux/amd64', web('platform: "linux/amd64"', 'build: .')],
  ]);

  mends(
    'of a single image are mended by its platform, which is the only one',
    web('image: o/single:1'),
    [
      ['Find a tag of o/single with all platforms', 'find-tag'],
      ['Run it as linux/amd64 everywhere', web('platform: linux/amd64', 'image: o/single:1')],
      ['Remove linux/arm64 from the targets', 'drop-targets'],
    ],
  );
  mends(
    'of a service that says its platform are mended by another tag alone',
    web('image: mysql:5.7', 'platform: linux/arm64'),
    [['Find a tag of mysql with all platforms', 'find-tag']],
  );
  mends(
    'are not mended in the words of a variable',
    web('platform: "${P:-x86_64}"', 'build: .'),
    [],
  );

  it('stand once on one name', () => {
    const text = web('image: arm64v8/alpine:3.20');
    assert.deepEqual(
      analyse(text).findings.map(({ message }) => renderMessage(message)),
      [
        'No image for linux/amd64 in “arm64v8/alpine:3.20”: the service does not start there (“no matching manifest”). It has linux/arm64. “alpine:3.20” has every platform that is asked for.',
      ],
    );
  });

  it('are for the platforms that services say, and the targets of those that say none', () => {
    const { targets, sites } = analyse(
      'services:\n  a: {image: alpine, platform: linux/s390x}\n  b: {image: alpine}\n  c: {image: alpine, platform: linux/aarch64}\n',
    );
    assert.deepEqual(targets, ['linux/s390x', 'linux/amd64', 'linux/arm64']);
    assert.deepEqual(
      sites.map(({ requests }) => requests),
      [['linux/s390x'], ['linux/amd64', 'linux/arm64'], ['linux/arm64']].map((platforms) =>
        platforms.map((platform) => ({ platform, targets: [platform] })),
      ),
    );
  });

  it('are told to be missing in a file that cannot be read to its end', () => {
    const { unknown } = analyse('services:\n  a: {image: "mysql:5.7"\n b: ]\n');
    assert.deepEqual(
      unknown.map(({ reference, reason, platforms, range }) => [
        ...[reference, reason.code, platforms.join(' '), range.start.line],
      ]),
      [['services', 'malformed', 'linux/amd64 linux/arm64', 0]],
    );
  });

  it('depend on the images that the file names', () => {
    const text = web('image: arm64v8/alpine:${V:-3.20}');
    assert.deepEqual(analyse(text).needs, [
      'docker.io/arm64v8/alpine:3.20',
      'docker.io/library/alpine:3.20',
    ]);
    assert.deepEqual(
      analyse(web('image: o/unknown')).unknown.map(({ reference }) => reference),
      ['docker.io/o/unknown:latest'],
    );
  });
});
