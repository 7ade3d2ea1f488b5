import assert from 'node:assert/strict';
import {
  bakeOutputTypes,
  isPlainFiles,
  writesNothing,
} from '../../../../src/core/project/bakeOutputs.ts';
import { assertProportional } from '../../../support/growth.ts';

describe('the outputs in a bake file', () => {
  const check = (text: string, expected: readonly string[] | undefined) => {
    it(JSON.stringify(text), () => {
      assert.deepEqual(bakeOutputTypes(text), expected);
    });
  };
  check('target "a" {\n  context = "."\n}\n', []);
  check('output = ["out"]', ['local']);
  check('output = ["-"]', ['tar']);
  check('output = []', []);
  check('output = [\n  "type=local,dest=a", # one\n  "type=registry"\n]', ['local', 'registry']);
  check('output = ["dest=x.tar,type=tar"]', ['tar']);
  check('{"target": {"a": {"output": ["type=oci,dest=a.tar"]}}}', ['oci']);
  check('output = ["out"]\noutput = ["type=docker"]', ['local', 'docker']);
  check('# output = X\noutput = ["out"]', ['local']);
  check('output = ["type=${T},dest=x"]', undefined);
  check('output = ["dest=x"]', undefined);
  check('output = OUTPUTS', undefined);
  check('output = ["out", EXTRA]', undefined);
  check('output = concat(["a"], ["b"])', undefined);
  check('output = [{ type = "tar", dest = "x" }]', undefined);
  check('variable "output" { default = "x" }', undefined);
  check('output = ["out"', undefined);

  it('are files, or images', () => {
    assert.equal(isPlainFiles(['local', 'tar', 'cacheonly']), true);
    assert.equal(isPlainFiles(['local', 'registry']), false);
    assert.equal(isPlainFiles([]), false);
  });
  it('are read by buildx without writing, or not', () => {
    assert.equal(writesNothing(['local', 'image', 'registry', 'cacheonly']), true);
    for (const type of ['tar', 'oci', 'docker', 'new']) assert.equal(writesNothing([type]), false);
  });
  it('are found in proportion to the length of the file', () => {
    assertProportional((share) => {
      bakeOutputTypes('output = ["type=local,'.repeat(45_000 * share));
    });
    assertProportional((share) => {
      bakeOutputTypes(`output = ["type=${' ,'.repeat(450_000 * share)}`);
    });
  });
});
