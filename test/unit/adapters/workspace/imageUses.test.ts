import assert from 'node:assert/strict';
import { readImageUses } from '../../../../src/adapters/workspace/imageUses.ts';
import type { ImageFileKind } from '../../../../src/core/project/fileNames.ts';
import { assertProportional } from '../../../support/growth.ts';

describe('files that name images', () => {
  it('say what is wrong with them', () => {
    const problem = (kind: ImageFileKind, text: string) => readImageUses(kind, text).problem;
    assert.match(problem('gitlab', 'a: "b\n') ?? '', /^It cannot be read as YAML: .+\.$/);
    assert.match(
      problem('devcontainer', '{"image": "x" "y": 1}') ?? '',
      /^It cannot be read as JSON/,
    );
    assert.match(problem('kubernetes', '[{'.repeat(6_000)) ?? '', /are not read\.$/);
    assert.match(problem('kubernetes', ' '.repeat(300_000)) ?? '', /are not read\.$/);
    assert.match(problem('kubernetes', '---\na: 1\n'.repeat(501)) ?? '', /^Only 500 documents/);
  });

  it('take time in proportion to their length', () => {
    assertProportional((share) => {
      const text = '- image: "a:1" # b\n  name: c\n'.repeat(6_000 * share);
      readImageUses('kubernetes', `apiVersion: v1\nkind: Pod\nspec:\n  containers:\n${text}`);
    });
  });
});
