import assert from 'node:assert/strict';
import { actionOf, majorOf } from '../../../../src/core/ci/pipeline.ts';
import { attributesOf, outputPushes, saysNo } from '../../../../src/core/ci/pipelineRule.ts';

const span = { start: 0, end: 0 };

describe('words of pipelines', () => {
  const action = (uses: string | undefined, name: string, version: string) => {
    it(`the action ${uses ?? 'of none'} is ${name} ${version}`, () => {
      const text = uses === undefined ? {} : { uses: { kind: 'text', text: uses, span } as const };
      const step = { span, inputs: new Map(), variables: {}, ...text };
      assert.deepEqual(actionOf(step), { name, version });
    });
  };
  action('docker/build-push-action@v7', 'docker/build-push-action', 'v7');
  action(' Docker/Setup-Buildx-Action @ v4 ', 'docker/setup-buildx-action', 'v4');
  action('./.github/actions/a', './.github/actions/a', '');
  action(undefined, '', '');

  const major = (version: string, expected: number | undefined) => {
    it(`the major version of ${version || 'nothing'}`, () => {
      assert.equal(majorOf(version), expected);
    });
  };
  major('v4', 4);
  major('v4.1', 4);
  major('v12.10.11', 12);
  major('3.0.0', 3);
  major('main', undefined);
  major('v4-beta', undefined);
  major('rev4', undefined);
  major('v4.x', undefined);
  major('v4.1.2.3', undefined);
  major('0123456789abcdef0123456789abcdef01234567', undefined);
  major('', undefined);

  const attributes = (text: string, expected: Readonly<Record<string, string>>) => {
    it(`the attributes of ${text}`, () => {
      assert.deepEqual(Object.fromEntries(attributesOf(text)), expected);
    });
  };
  attributes('type=image,name=o/a,push=true', { type: 'image', name: 'o/a', push: 'true' });
  attributes(' Type = image,push="true"', { type: 'image', push: 'true' });
  attributes(' o/a:cache ', { '': 'o/a:cache' });
  attributes('type=gha,scope=${{ a && format(1, 2) }},mode=max', {
    ...{ type: 'gha', scope: '${{ a && format(1, 2) }}', mode: 'max' },
  });
  attributes('type=gha,scope=${{ never, closed', { type: 'gha', scope: '${{ never, closed' });
  attributes('a="b"c"', { a: 'b"c' });
  attributes('=x', { '': 'x' });

  for (const [text, expected] of [
    ...([
      ['false', true],
      ['False', true],
      ['FALSE', true],
      ['no', true],
      ['off', true],
    ] as const),
    ...([
      ['', true],
      ['true', false],
      ['${{ github.ref }}', false],
      ['nothing', false],
    ] as const),
  ] as const) {
    it(`${text || 'nothing'} says ${expected ? 'no' : 'something else'}`, () => {
      assert.equal(saysNo({ text, span }), expected);
    });
  }
  it('nothing that is said says no', () => {
    assert.equal(saysNo(undefined), true);
  });

  for (const [text, expected] of [
    ...([
      ['type=registry', true],
      ['type=registry,push=false', false],
    ] as const),
    ...([
      ['type=image,push=true', true],
      ['type=image,push=${{ a }}', true],
    ] as const),
    ...([
      ['type=image,push=false', false],
      ['type=image,name=o/a', false],
    ] as const),
    ...([
      ['type=local,dest=out,push=true', false],
      ['out', false],
    ] as const),
  ] as const) {
    it(`${text} ${expected ? 'pushes' : 'pushes nothing'}`, () => {
      assert.equal(outputPushes(text), expected);
    });
  }
});
