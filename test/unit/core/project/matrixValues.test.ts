import assert from 'node:assert/strict';
import { readImageUses } from '../../../../src/adapters/workspace/imageUses.ts';
import { matrixValues } from '../../../../src/core/project/matrixValues.ts';

describe('values of a matrix', () => {
  const check = (word: string, matrix: string, expected: readonly string[] | undefined) => {
    it(`${word} of ${matrix || 'none'}: ${expected?.join(' ') ?? 'not known'}`, () => {
      const strategy = matrix === '' ? '' : `    strategy:\n      matrix: ${matrix}\n`;
      const text = `jobs:\n  a:\n    runs-on: x\n${strategy}`;
      const [job] = readImageUses('workflow', text).pipeline?.jobs ?? [];
      const span = { start: 0, end: word.length };
      const values = matrixValues(job?.matrix, { kind: 'text', text: word, span });
      assert.deepEqual(
        values?.map((value) => value.text),
        expected,
      );
    });
  };
  const os = '{ os: [ubuntu-latest, windows-latest] }';
  check('ubuntu-latest', os, ['ubuntu-latest']);
  check('ubuntu-latest', '', ['ubuntu-latest']);
  check('${{ matrix.os }}', os, ['ubuntu-latest', 'windows-latest']);
  check(' ${{matrix.os}} ', os, ['ubuntu-latest', 'windows-latest']);
  check('${{ \tmatrix.os \t}}', os, ['ubuntu-latest', 'windows-latest']);
  check('${{ matrix.os }}', '', undefined);
  check('${{ matrix.arch }}', os, undefined);
  check('${{ inputs.os }}', os, undefined);
  check('${{ matrix.os }}-arm', os, undefined);
  check('my-${{ matrix.os }}', os, undefined);
  check('${{ matrix.os || github.ref }}', os, undefined);
  // Of docs.github.com, "Running variations of jobs in a workflow": a list, and what include adds.
  check('${{ matrix.os }}', '{ os: [a], include: [{ os: b, node: 18 }, { node: 20 }] }', [
    'a',
    'b',
  ]);
  check('${{ matrix.os }}', '{ include: [{ os: a }, { os: b }] }', ['a', 'b']);
  check('${{ matrix.target.os }}', '{ target: [{ os: a, arch: x }, { os: b }, c] }', ['a', 'b']);
  check('${{ matrix.target.os }}', '{ target: [{ os: a }], include: [{ target: { os: b } }] }', [
    'a',
    'b',
  ]);
  check('${{ matrix.target }}', '{ target: [{ os: a }, b, ""] }', ['b']);
  check('${{ matrix.os }}', '"${{ fromJSON(needs.a.outputs.matrix) }}"', undefined);
  check('${{ matrix.os }}', '{ os: "${{ fromJSON(inputs.os) }}" }', undefined);
  check(
    '${{ matrix.os }}',
    '{ os: "${{ fromJSON(inputs.os) }}", include: [{ os: a }] }',
    undefined,
  );
  check('${{ matrix.os }}', '{ os: [a], include: "${{ fromJSON(inputs.more) }}" }', undefined);
  check('${{ matrix.os }}', '{ os: [a, "${{ inputs.os }}"] }', undefined);
});
