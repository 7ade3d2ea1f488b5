import assert from 'node:assert/strict';
import { analyze } from '../../../../../src/core/analysis/analyze.ts';
import { applyEdits } from '../../../../../src/core/analysis/edits.ts';
import {
  renderMessage,
  type Finding,
  type RuleLevel,
} from '../../../../../src/core/analysis/finding.ts';
import { speak } from '../../../../../src/core/language.ts';
import type { AskedPlatforms } from '../../../../../src/core/project/askedPlatforms.ts';
import { assertProportional } from '../../../../support/growth.ts';
import { corpusImage } from '../corpusWorld.ts';

const two = ['linux/amd64', 'linux/arm64'];
const three = [...two, 'linux/arm/v7'];
type Rest = Partial<AskedPlatforms>;

const bake = (platforms: readonly string[], rest: Rest = {}): AskedPlatforms => ({
  ...{ kind: 'bake', who: 'app in docker-bake.hcl', platforms },
  ...rest,
});
const compose = (...platforms: readonly string[]): AskedPlatforms => ({
  ...{ kind: 'compose', who: 'service web in compose.yaml', platforms },
});
const project = (...platforms: readonly string[]): AskedPlatforms => ({
  ...{ kind: 'project-file', who: '.multiarch.yaml', platforms },
});
const workflow = (platforms: readonly string[], rest: Rest = {}): AskedPlatforms => ({
  ...{ kind: 'workflow', who: 'job image in .github/workflows/ci.yml:9', platforms },
  ...rest,
});

function find(
  text: string,
  asked: readonly AskedPlatforms[],
  levels: Readonly<Record<string, RuleLevel>> = {},
): readonly Finding[] {
  return analyze({
    ...{ text, targets: two, buildPlatform: 'linux/amd64', image: corpusImage, asked, levels },
  }).findings.filter(({ rule }) => rule === 'inconsistent-platforms');
}

const from = 'FROM unknown/base\n';
const comment = (...platforms: readonly string[]) =>
  `# multiarch: platforms=${platforms.join(',')}\n${from}`;

describe('inconsistent-platforms', () => {
  afterEach(() => {
    speak({});
  });

  function check(
    title: string,
    text: string,
    asked: readonly AskedPlatforms[],
    ...expected: readonly string[]
  ): void {
    it(title, () => {
      const found = find(text, asked);
      assert.deepEqual(
        found.map(({ severity, platforms }) => `${severity} ${platforms.join(' ')}`),
        expected,
      );
      for (const { fixes } of found) {
        const [fix] = fixes;
        assert(fix?.kind === 'edit');
        const fixed = applyEdits(text, fix.edits);
        assert.deepEqual(find(fixed, asked), [], fixed);
      }
    });
  }

  describe('finds', () => {
    const armv7 = 'hint linux/arm/v7';
    check('a workflow with more than bake', from, [bake(two), workflow(three)], armv7);
    check('bake with more than a workflow', from, [bake(three), workflow(two)], armv7);
    check(
      'compose with what nobody else builds',
      from,
      [bake(two), compose('linux/arm/v7')],
      'hint linux/arm/v7',
    );
    check(
      'nothing in common',
      from,
      [compose('linux/amd64'), workflow(['linux/arm64'])],
      'hint linux/amd64 linux/arm64',
    );
    check('more than the comment', comment(...two), [workflow(three)], armv7);
    check('more than a comment for one', comment('linux/amd64'), [bake(two)], 'hint linux/arm64');
    check('more than the project file', from, [project(...two), workflow(three)], armv7);
    check('a comment with more than is built', comment(...three), [workflow(two)], armv7);
    check(
      'a project file with more than is built',
      from,
      [project(...three), bake(two), workflow(two)],
      armv7,
    );
    check(
      'legs that build a platform each',
      from,
      [bake(two), ...three.map((platform) => workflow([platform]))],
      armv7,
    );
    check(
      'a test of what nobody else builds',
      from,
      [bake(two), workflow(['linux/s390x'], { staysLocal: true })],
      'hint linux/s390x',
    );
    check(
      'the same stage by its name',
      'FROM unknown/base AS app\n',
      [bake(two, { stage: 'APP' }), workflow(three)],
      armv7,
    );
    check(
      'other spellings beside',
      from,
      [bake(['x86_64', 'linux/arm64/v8']), workflow(three)],
      armv7,
    );
  });

  describe('stays silent about', () => {
    check('one who asks', from, [workflow(two)]);
    check('nobody who asks', from, []);
    check('the same in another order', from, [bake(two), workflow([...two].reverse())]);
    check('the same in other words', from, [bake(two), workflow(['amd64', 'linux/aarch64'])]);
    check('a pull request for one platform', from, [workflow(['linux/amd64']), bake(two)]);
    check('a compose file for development', from, [compose('linux/amd64'), workflow(two)]);
    check('compose for fewer', from, [compose(...two), workflow(three)]);
    check('compose for more than one', from, [bake(['linux/amd64']), compose(...two)]);
    check('a bake file for one platform', from, [bake(['linux/amd64']), workflow(two)]);
    check('a workflow that does not push', from, [
      bake(three),
      workflow(two, { staysLocal: true }),
    ]);
    check('targets for CI in the same bake file', from, [
      ...[bake(two, { who: 'default in docker-bake.hcl' }), bake(['linux/amd64'], { who: 'ci' })],
      workflow(two),
    ]);
    check('a nightly and a release workflow', from, [
      ...[workflow(two, { who: 'nightly' }), workflow(three, { who: 'release' })],
      bake(three),
    ]);
    check('fewer than the comment', comment(...three), [bake(three), compose('linux/amd64')]);
    check('who says less than the comment', comment(...three), [bake(two), workflow(three)]);
    check('a comment that says otherwise than the project file', comment('linux/amd64'), [
      project(...three),
      compose('linux/amd64'),
    ]);
    check('what a workflow builds that nobody knows', from, [
      bake(three),
      workflow([]),
      workflow(two),
    ]);
    check('what was not read', comment(...three), [workflow(two), bake([], { who: 'x' })]);
    check('another stage', 'FROM unknown/base AS tests\nFROM unknown/base AS app\n', [
      bake(two),
      workflow(three, { stage: 'tests' }),
      workflow(three, { stage: 'gone' }),
    ]);
  });

  it('warns of what a base image lacks', () => {
    const asked = [bake(two), workflow(three)];
    const known = (text: string) => find(text, asked).map(({ severity }) => severity);
    assert.deepEqual(known('FROM example/jlink-builder:21\n'), ['warning']);
    assert.deepEqual(known('ARG A=example/jlink-builder:21\nFROM $A\n'), ['hint']);
    assert.deepEqual(
      known(
        'FROM --platform=$BUILDPLATFORM example/jlink-builder:21 AS a\nFROM scratch\nCOPY --from=a /a /\n',
      ),
      ['hint'],
    );
  });

  it('says in the language of the program what a base image lacks', () => {
    const asked = [bake(two), workflow(three)];
    const told = () => {
      const [finding] = find('FROM example/jlink-builder:21\n', asked);
      return finding === undefined ? '' : renderMessage(finding.message);
    };
    assert.match(told(), /agree\. “example\/jlink-builder:21” has no image for linux\/arm\/v7\.$/);
    speak({ '“{0}” has no image for {1}.': '„{0}“ hat kein Image für {1}.' });
    assert.match(told(), /„example\/jlink-builder:21“ hat kein Image für linux\/arm\/v7\.$/);
  });

  it('names what everybody may agree on, and leaves it to the person', () => {
    const [fix] = find(from, [bake(two), workflow(three)])[0]?.fixes ?? [];
    assert(fix?.kind === 'edit');
    assert.equal(
      renderMessage(fix.title),
      'Say in the file that it is for linux/amd64, linux/arm64, linux/arm/v7',
    );
    assert.equal(fix.safe, false);
  });

  it('names who asks for what', () => {
    const [finding] = find(comment(...two), [project(...three), bake(two), workflow(three)]);
    assert.equal(
      finding && renderMessage(finding.message),
      'This file is built for different platforms (the comment in line 1: linux/amd64, linux/arm64; app in docker-bake.hcl: linux/amd64, linux/arm64; job image in .github/workflows/ci.yml:9: linux/amd64, linux/arm64, linux/arm/v7). Make them agree.',
    );
    assert.deepEqual(finding?.range, {
      start: { line: 1, character: 5 },
      end: { line: 1, character: 17 },
    });
    const many = three.flatMap((platform) =>
      ['a', 'b', 'c'].map((name) => bake([platform], { who: name + platform })),
    );
    const [long] = find(comment('linux/amd64'), many);
    assert.match(long === undefined ? '' : renderMessage(long.message), /; and 4 more\)/);
  });

  it('is silenced by a comment and by the settings', () => {
    const asked = [bake(two), workflow(three)];
    assert.deepEqual(find(`# multiarch: ignore inconsistent-platforms\n${from}`, asked), []);
    assert.deepEqual(find(from, asked, { 'inconsistent-platforms': 'off' }), []);
    assert.equal(find(from, asked, { 'inconsistent-platforms': 'error' })[0]?.severity, 'error');
  });

  it('takes time in proportion to who asks', () => {
    assertProportional((share) => {
      const asked = Array.from({ length: 8_000 * share }, (_, at) =>
        bake(at % 2 === 0 ? two : three, { who: `t${at}` }),
      );
      find(from, asked);
    });
  });
});
