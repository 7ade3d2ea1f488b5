import assert from 'node:assert/strict';
import { parseEnvironment } from '../../../../src/adapters/workspace/environmentFile.ts';
import { readComposeServices } from '../../../../src/adapters/workspace/composeServices.ts';
import { assertProportional } from '../../../support/growth.ts';

/** `line ‹words in the file› value as platform`. */
function describeImages(text: string, variables?: Readonly<Record<string, string>>) {
  return readComposeServices(text, variables).images.map(({ service, image, platform }) => {
    const line = text.slice(0, image.span.start).split('\n').length - 1;
    const words = text.slice(image.span.start, image.span.end);
    assert.equal(words, image.written);
    const as = platform === undefined ? '' : ` as ${platform.resolved ?? '?'}`;
    return `${service} ${String(line)}: ‹${words}› ${image.resolved ?? '?'}${as}`;
  });
}

describe('services of a compose file', () => {
  const check = (
    title: string,
    text: string,
    expected: readonly string[],
    variables?: Readonly<Record<string, string>>,
  ) => {
    it(title, () => {
      assert.deepEqual(describeImages(text, variables), expected);
    });
  };

  check(
    'name images, plainly or in quotes',
    'services:\n  a:\n    image: alpine:3.20 # old\n  b:\n    image: "nginx"\n    platform: linux/amd64\n  c: {image: \'redis\', platform: arm64}\n',
    [
      'a 2: ‹alpine:3.20› alpine:3.20',
      'b 4: ‹nginx› nginx as linux/amd64',
      'c 6: ‹redis› redis as arm64',
    ],
  );
  check(
    'use variables as they are set',
    'services:\n  a:\n    image: alpine:${TAG:-3.20}\n  b:\n    image: app:${V}\n  c:\n    image: ${REGISTRY}/app\n',
    ['a 2: ‹alpine:${TAG:-3.20}› alpine:3.20', 'b 4: ‹app:${V}› app:2', 'c 6: ‹${REGISTRY}/app› ?'],
    { V: '2' },
  );
  check(
    'that are built name what is built',
    'services:\n  a:\n    build: .\n    image: me/app\n  b:\n    image: me/b\n    build: {context: b}\n  c:\n    image: local\n    pull_policy: never\n',
    [],
  );
  check(
    'merge others, by aliases and lists of them',
    'x-base: &base\n  image: alpine\n  platform: linux/386\nx-more: &more {restart: always}\nservices:\n  a:\n    <<: *base\n  b:\n    <<: [*more, *base]\n    platform: linux/arm64\n  c:\n    image: &own redis\n  d:\n    image: *own\n',
    [
      'a 1: ‹alpine› alpine as linux/386',
      'b 1: ‹alpine› alpine as linux/arm64',
      'c 11: ‹redis› redis',
      'd 11: ‹redis› redis',
    ],
  );
  check(
    'extend others of the same file only',
    'services:\n  base:\n    image: alpine\n    platform: linux/amd64\n  a:\n    extends: base\n  b:\n    extends:\n      service: base\n    platform: linux/arm64\n  c:\n    extends:\n      file: other.yaml\n      service: base\n    image: redis\n  d:\n    extends: c\n  e:\n    extends: e\n    image: nginx\n  f:\n    extends: built\n    image: name\n  built:\n    build: .\n',
    [
      'base 2: ‹alpine› alpine as linux/amd64',
      'a 2: ‹alpine› alpine as linux/amd64',
      'b 2: ‹alpine› alpine as linux/arm64',
    ],
  );
  for (const [services, ring] of [
    ['{a: {extends: a}}', 'a → a'],
    [
      '{x: {extends: b}, a: {extends: b}, b: {extends: {service: c}}, c: {extends: b}}',
      'b → c → b',
    ],
    ['{a: &x {extends: b}, b: *x}', 'b → b'],
    ['{a: {extends: b}, b: {extends: {service: a, file: o.yaml}}}', undefined],
    ['{a: {extends: b}, c: {extends: b}, b: {image: x}}', undefined],
    ['{a: {extends: b}, b: {extends: c}}', undefined],
  ] as const) {
    it(`tell a ring of what they extend: ${services}`, () => {
      const told = ring && `Compose refuses it: services extend one another in a ring: ${ring}.`;
      assert.equal(readComposeServices(`services: ${services}\n`).problem, told);
    });
  }
  check('are none in other files', 'services:\n- postgres\nimage: ruby\n', []);
  check('are none in what is no YAML', 'services: {a: {image: [', []);
  check(
    'are none of a wrong shape',
    'services:\n  a:\n    image: 5\n  b: text\n  c:\n  ? [x]\n  : {image: y}\n',
    [],
  );
  check('survive a half-typed line', 'services:\n  a:\n    image: alpine\n    pla\n', [
    'a 2: ‹alpine› alpine',
  ]);
  check('may stand in a file with carriage returns', 'services:\r\n  a:\r\n    image: alpine\r\n', [
    'a 2: ‹alpine› alpine',
  ]);

  it('name platforms, each once', () => {
    const text =
      'x: &p linux/x86_64\nservices:\n  a:\n    platform: *p\n  b:\n    platform: *p\n  c:\n    build:\n      context: .\n      platforms: [linux/arm64, "amd64"]\n';
    assert.deepEqual(
      readComposeServices(text).platforms.map(({ written }) => written),
      ['linux/x86_64', 'linux/arm64', 'amd64'],
    );
  });

  describe('of several documents, and of a file and its override', () => {
    const said = (own: string, other?: string, isOverride = true) => {
      const beside = other === undefined ? undefined : { text: other, isOverride };
      const { images, elsewhere = [], problem } = readComposeServices(own, {}, beside);
      assert.equal(problem, undefined);
      const words = images.map(
        ({ service, image, platform }) =>
          `${service}=${own.slice(image.span.start, image.span.end)} ${platform?.resolved ?? ''}`,
      );
      return [...words, ...elsewhere.map((name) => `${name} elsewhere`)].map((each) => each.trim());
    };
    const merges = (
      title: string,
      expected: readonly string[],
      ...call: Parameters<typeof said>
    ) => {
      it(title, () => {
        assert.deepEqual(said(...call), expected);
      });
    };
    const a = 'services:\n  a:\n    image: x\n';
    const b = 'services:\n  b:\n    image: y\n';
    merges('two documents', ['a=x', 'b=y'], `${a}---\n${b}`);
    merges('a later image', ['a=y'], `${a}---\n${a.replace('x', 'y')}`);
    merges(
      'a later platform',
      ['a=x linux/arm64'],
      `${a}---\nservices: {a: {platform: linux/arm64}}`,
    );
    merges('a later build', [], `${a}---\nservices: {a: {build: .}}`);
    merges(
      'a build that is taken away',
      ['a=x'],
      `${a}    build: .\n---\nservices: {a: {build: !reset null}}`,
    );
    merges('an image that is taken away', [], `${a}---\nservices: {a: {image: !reset null}}`);
    merges(
      'no service of another document to extend',
      [],
      `services: {c: {build: .}}\n---\nservices: {b: {extends: c, image: y}}`,
    );
    merges('an override that builds it', [], a, 'services: {a: {build: .}}');
    merges(
      'an override with a platform',
      ['a=x linux/arm64'],
      a,
      'services: {a: {platform: linux/arm64}}',
    );
    merges(
      'an override with other images',
      ['a elsewhere', 'b elsewhere'],
      a,
      'services: {a: {image: z}, b: {image: y}}',
    );
    merges('the override itself', ['b=y', 'a elsewhere'], b, a, false);
    merges('the image of what the file below builds', [], b, 'services: {b: {build: .}}', false);
    merges('an override that is no YAML', ['a=x'], a, 'services: [');
    merges(
      'an included service',
      [],
      'include: [other.yaml]\nservices: {b: {extends: {service: far}, image: y}}',
    );
    merges('a profile', ['b=y'], `${b}    profiles: [debug]\n`);
  });

  it('are read in time, whatever the file', () => {
    assertProportional((share) => {
      const services = Array.from(
        { length: 500 * share },
        (_, at) => `  s${String(at)}: {<<: [*a, *a, *a], extends: s${String(at + 1)}}\n`,
      );
      readComposeServices(`x: &a {<<: &b {}}\nservices:\n${services.join('')}`);
    });
    assertProportional((share) => {
      const keys = Array.from({ length: 10_000 * share }, (_, at) => `k${String(at)}: `);
      const services = Array.from(
        { length: 900 * share },
        (_, at) => `  s${String(at)}: {<<: *a, image: b}\n`,
      );
      readComposeServices(`x: &a {${keys.join(', ')}}\nservices:\n${services.join('')}`);
    });
    assertProportional((share) => {
      readComposeServices(`services: ${'['.repeat(200_000 * share)}`);
    });
  });
});

describe('the file .env', () => {
  it('sets variables', () => {
    assert.deepEqual(
      parseEnvironment(
        '# c\nA=1\nexport B = two # c\r\nC="x # y" # c\nD=\'$A\'\nE=$A\nF=\nnot\nG="open\n__proto__=x',
      ),
      Object.fromEntries([
        ['A', '1'],
        ['B', 'two'],
        ['C', 'x # y'],
        ['D', '$A'],
        ['F', ''],
        ['G', '"open'],
        ['__proto__', 'x'],
      ]),
    );
  });
});
