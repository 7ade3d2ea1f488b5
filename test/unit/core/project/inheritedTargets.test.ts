import assert from 'node:assert/strict';
import { inheritedTargets } from '../../../../src/core/project/inheritedTargets.ts';

describe('the targets of a bake file that are only inherited from', () => {
  const check = (text: string, expected: readonly string[]) => {
    it(JSON.stringify(text), () => {
      assert.deepEqual([...inheritedTargets(text)], expected);
    });
  };
  const child = 'target "api" {\n  inherits = ["_common", "base"]\n}\n';
  check('', []);
  check('target "_common" {}\n', []);
  check(child, ['_common', 'base']);
  check(`group "all" {\n  targets = [\n    "api", # one\n    "base"\n  ]\n}\n${child}`, [
    '_common',
  ]);
  check('target "api" { inherits = ["default"] }', []);
  check('target "inherits" { tags = ["a"] }', []);
  check('# inherits = ["a"]\ntarget "b" {}', []);
  check('{"target": {"api": {"inherits": ["_common"]}}}', ['_common']);
  check('{"group": {"x": {"targets": ["b"]}}, "target": {"a": {"inherits": ["b", "c"]}}}', ['c']);
  check('target "a" { inherits = concat(["x"], Y) }', []);
});
