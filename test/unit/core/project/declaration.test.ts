import assert from 'node:assert/strict';
import { joinDeclarations } from '../../../../src/core/project/declaration.ts';

describe('several targets that build one Dockerfile', () => {
  const declaration = (name: string, platforms: string[], rest = {}) =>
    ({
      kind: 'bake',
      file: 'f',
      name,
      dockerfile: '/d',
      context: '/',
      platforms,
      ...rest,
    }) as const;
  it('are none', () => {
    assert.deepEqual(joinDeclarations([]), {});
  });
  it('say what all of them say, and nothing more', () => {
    const one = declaration('a', [], { exportsFiles: true });
    assert.deepEqual(joinDeclarations([one]), {
      ...{ context: '/', buildArgs: {}, exportsFiles: true, contexts: {} },
    });
    assert.equal(joinDeclarations([one, declaration('b', [])]).exportsFiles, undefined);
  });
  it('differ', () => {
    const stage = { target: 'x', buildArgs: { V: '1' }, contexts: { base: 'a' } };
    const other = { target: 'y', context: '/b', buildArgs: { V: '2' }, contexts: { base: 'b' } };
    assert.deepEqual(
      joinDeclarations([
        declaration('a', [], stage),
        declaration('b', [], stage),
        declaration('c', [], other),
      ]),
      {
        buildArgs: {},
        unknownArgs: { V: 'f gives it different values' },
        contexts: { base: '' },
      },
    );
  });
  it('are joined', () => {
    assert.deepEqual(
      joinDeclarations([
        declaration('a', ['linux/amd64'], {
          target: 'x',
          buildArgs: { V: '1', W: '1' },
          unknownArgs: { E: 'it is so' },
          contexts: { base: 'docker-image://alpine', same: 'x' },
        }),
        declaration('b', ['linux/arm64', 'linux/amd64'], {
          target: 'x',
          buildArgs: { V: '2', W: '1' },
          contexts: { same: 'x' },
        }),
        declaration('c', [], { target: 'x', buildArgs: { W: '1' }, contexts: { same: 'x' } }),
      ]),
      {
        targets: {
          platforms: ['linux/amd64', 'linux/arm64'],
          source: { kind: 'bake', file: 'f', names: ['a', 'b'] },
        },
        context: '/',
        target: 'x',
        buildArgs: { W: '1' },
        unknownArgs: { V: 'f gives it different values', E: 'it is so' },
        contexts: { base: '', same: 'x' },
      },
    );
  });
});
