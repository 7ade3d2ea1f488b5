import assert from 'node:assert/strict';
import { readImageUses } from '../../../../src/adapters/workspace/imageUses.ts';
import type { ImageFileKind } from '../../../../src/core/project/fileNames.ts';

describe('why it is not known which image that is', () => {
  const check = (kind: ImageFileKind, text: string, expected: string | undefined) => {
    it(`${kind}: ${JSON.stringify(text)}`, () => {
      const [use] = readImageUses(kind, text).images;
      assert.ok(use);
      assert.equal(use.unknown, expected);
      assert.equal('resolved' in use.image, expected === undefined);
    });
  };
  const expression = 'An expression says it, which is known only when the workflow runs.';
  const template = 'It is a template: what it stands for is known only when it is rendered.';
  const variable = 'It depends on a variable whose value the file does not tell.';
  check('workflow', 'jobs: { a: { container: "${{ inputs.image }}" } }', expression);
  check('helm-values', 'image: "{{ .Values.base }}:1"\n', template);
  check('gitlab', 'a: { image: "$IMAGE" }', variable);
  check('devcontainer', '{"image": "${localEnv:IMAGE}"}', variable);
  check('gitlab', 'a: { image: alpine }', undefined);
  check(
    'helm-values',
    'image: { repository: a/b, pullPolicy: Always }\n',
    'The values name no tag: the chart puts one in, often its version.',
  );
  check('helm-values', 'image: { repository: a/b, tag: "$TAG" }\n', variable);
});
