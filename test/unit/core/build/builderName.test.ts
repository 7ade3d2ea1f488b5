import assert from 'node:assert/strict';
import {
  freeName,
  nextNodeName,
  refuseBuilderName,
  refuseContextName,
  type NameRefusal,
} from '../../../../src/core/build/builderName.ts';

/** As `docker buildx create --name …` 0.13.1 and 0.29.1 answered. */
describe('refuseBuilderName', () => {
  const check = (name: string, expected: NameRefusal | undefined, taken: readonly string[] = []) =>
    it(JSON.stringify(name), () => {
      assert.equal(refuseBuilderName(name, taken), expected);
    });

  check('ok1', undefined);
  check('a.b-c_d', undefined);
  check('Upper', undefined);
  check('', 'malformed');
  check('bad name', 'malformed');
  check('1bad', 'malformed');
  check('-x', 'malformed');
  check('--use', 'malformed');
  check('../x', 'malformed');
  check('x\ny', 'malformed');
  check('default', 'reserved');
  check('farm', 'taken', ['default', 'farm']);
  // buildx keeps both in the file "upper".
  check('Upper', 'taken', ['upper']);
});

/** As `docker context create …` 26.1 and 28.5 answered. */
describe('refuseContextName', () => {
  const check = (name: string, expected: NameRefusal | undefined, taken: readonly string[] = []) =>
    it(JSON.stringify(name), () => {
      assert.equal(refuseContextName(name, taken), expected);
    });

  check('arm-server', undefined);
  check('1a', undefined);
  check('b b', 'malformed');
  check('a', 'malformed');
  check('-a', 'malformed');
  check('default', 'reserved');
  check('desktop', 'taken', ['desktop']);
});

describe('nextNodeName', () => {
  const check = (builder: string, nodes: readonly string[], expected: string) =>
    it(`${builder} with ${nodes.join(', ') || 'none'}`, () => {
      assert.equal(nextNodeName(builder, nodes), expected);
    });

  check('farm', [], 'farm0');
  check('farm', ['farm0'], 'farm1');
  check('farm', ['farm1', 'arm'], 'farm0');
  check('Upper', [], 'upper0');
});

describe('freeName', () => {
  const check = (name: string, taken: readonly string[], expected: string) =>
    it(`${name} beside ${taken.join(', ') || 'none'}`, () => {
      assert.equal(freeName(name, taken), expected);
    });

  check('multiarch', ['default'], 'multiarch');
  check('multiarch', ['MultiArch'], 'multiarch-2');
  check('multiarch', ['multiarch', 'multiarch-2'], 'multiarch-3');
});
