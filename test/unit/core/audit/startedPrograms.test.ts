import assert from 'node:assert/strict';
import { ImageTree } from '../../../../src/core/audit/imageTree.ts';
import type { LayerEntry } from '../../../../src/core/audit/layerEntry.ts';
import { areSettled, startedPrograms } from '../../../../src/core/audit/startedPrograms.ts';

const program = (path: string): LayerEntry => ({
  ...{ kind: 'file', path, isExecutable: true },
  program: { format: 'elf', kind: 'program', platforms: [], needs: {} },
});
const script = (path: string, interpreter: string): LayerEntry => ({
  ...{ kind: 'file', path, isExecutable: true, interpreter },
});
const data = (path: string): LayerEntry => ({ kind: 'file', path, isExecutable: false });
const folder = (path: string): LayerEntry => ({ kind: 'folder', path });
const symlink = (path: string, target: string): LayerEntry => ({ kind: 'symlink', path, target });
const hardlink = (path: string, target: string): LayerEntry => ({ kind: 'hardlink', path, target });
const gone = (path: string): LayerEntry => ({ kind: 'whiteout', path });
const opaque = (path: string): LayerEntry => ({ kind: 'opaque', path });

/** Links l1 to lN, each to the one before, the first one to a file. */
function links(count: number, target: string): readonly LayerEntry[] {
  return Array.from({ length: count }, (_, at) =>
    symlink(`l${at + 1}`, at === 0 ? target : `l${at}`),
  );
}

/** @param layers the lowest first, as images have them */
function treeOf(...layers: readonly (readonly LayerEntry[])[]): ImageTree {
  const tree = new ImageTree();
  for (let at = layers.length - 1; at >= 0; at--) {
    tree.begin(at);
    for (const entry of layers[at] ?? []) tree.add(entry);
  }
  return tree;
}

function started(tree: ImageTree, entrypoint: readonly string[], command: readonly string[] = []) {
  const environment = { PATH: '/usr/local/bin:/usr/bin:/bin' };
  return startedPrograms({ entrypoint, command, environment, workingDirectory: '/srv' }, tree);
}

describe('what a path names in an image', () => {
  const busybox = program('bin/busybox');
  const rows: readonly [
    what: string,
    layers: readonly (readonly LayerEntry[])[],
    path: string,
    layer: number | undefined,
  ][] = [
    ['a file', [[busybox]], '/bin/busybox', 0],
    ['the upper of two files', [[busybox], [busybox]], '/bin/busybox', 1],
    [
      'what a link of an upper layer saw, and not what has come since',
      [[busybox], [hardlink('bin/sh', 'bin/busybox')], [data('bin/busybox')]],
      '/bin/sh',
      1,
    ],
    [
      'the same after the other name is gone',
      [[busybox], [hardlink('bin/sh', 'bin/busybox'), gone('bin/busybox')]],
      '/bin/sh',
      1,
    ],
    [
      'the same through a link of a layer between',
      [[busybox], [hardlink('a', 'bin/busybox')], [hardlink('b', 'a')], [data('a')]],
      '/b',
      2,
    ],
    [
      'the same though its own layer puts something in its place later',
      [[busybox], [hardlink('b', 'bin/busybox'), data('bin/busybox')]],
      '/b',
      1,
    ],
    ['nothing after a whiteout', [[busybox], [gone('bin/busybox')]], '/bin/busybox', undefined],
    [
      'nothing after the whiteout of a folder',
      [[busybox], [gone('bin')]],
      '/bin/busybox',
      undefined,
    ],
    ['nothing below an opaque folder', [[busybox], [opaque('bin')]], '/bin/busybox', undefined],
    ['nothing below an opaque root', [[busybox], [opaque('')]], '/bin/busybox', undefined],
    [
      'what the layer of an opaque folder puts into it, before or after',
      [[program('bin/old')], [opaque('bin'), busybox]],
      '/bin/busybox',
      1,
    ],
    [
      'a file that comes back above its whiteout',
      [[busybox], [gone('bin/busybox')], [busybox]],
      '/bin/busybox',
      2,
    ],
    [
      'a file of the same layer as a whiteout of its name',
      [[busybox], [gone('bin/busybox'), busybox]],
      '/bin/busybox',
      1,
    ],
    [
      'nothing in a folder that became a file',
      [[busybox], [data('bin')]],
      '/bin/busybox',
      undefined,
    ],
    ['the target of a link', [[busybox, symlink('bin/sh', 'busybox')]], '/bin/sh', 0],
    ['the target of an absolute link', [[busybox, symlink('sh', '/bin/busybox')]], '/sh', 0],
    [
      'a file behind a linked folder',
      [[program('usr/bin/env'), symlink('bin', 'usr/bin')]],
      '/bin/env',
      0,
    ],
    ['nothing outside of the image', [[symlink('sh', '../../../bin/busybox'), busybox]], '/sh', 0],
    ['nothing, where links go round', [[symlink('a', 'b'), symlink('b', 'a')]], '/a', undefined],
    ['nothing, where a link grows', [[symlink('a', 'a/a/a')]], '/a', undefined],
    ['the file that a hard link is', [[busybox, hardlink('bin/sh', 'bin/busybox')]], '/bin/sh', 0],
    [
      'what is written through a linked folder',
      [[symlink('bin', 'usr/bin')], [program('bin/app')]],
      '/bin/app',
      1,
    ],
    [
      'nothing of a folder that was something else in between',
      [[program('a/old')], [data('a')], [folder('a')]],
      '/a/old',
      undefined,
    ],
    [
      'nothing in a folder of a layer between, that became a file',
      [[busybox], [folder('bin'), data('bin/x')], [data('bin')]],
      '/bin/x',
      undefined,
    ],
    ['a file beside what is gone', [[busybox, data('bin/x')], [gone('bin/x')]], '/bin/busybox', 0],
    [
      'a file of a folder that an upper layer has as well',
      [[folder('bin'), busybox], [folder('bin')]],
      '/bin/busybox',
      0,
    ],
    ['a file two folders deep', [[data('a/b/c')], [folder('a/b')]], '/a/b/c', 0],
    ['nothing two folders below what is gone', [[data('a/b/c')], [gone('a')]], '/a/b/c', undefined],
    [
      'both of two links to one file',
      [[busybox], [hardlink('a', 'bin/busybox'), hardlink('b', 'bin/busybox')]],
      '/a',
      1,
    ],
    [
      'the other of two links to one file',
      [[busybox], [hardlink('a', 'bin/busybox'), hardlink('b', 'bin/busybox')]],
      '/b',
      1,
    ],
    ['a path with dots', [[busybox]], '/./bin/../bin/busybox', 0],
    [
      'what dots lead to behind a link',
      [[busybox, symlink('usr/sbin', '/bin'), folder('usr')]],
      '/usr/../bin/busybox',
      0,
    ],
    ['the end of forty links', [[busybox, ...links(40, 'bin/busybox')]], '/l40', 0],
    ['nothing behind one more', [[busybox, ...links(41, 'bin/busybox')]], '/l41', undefined],
    ['the later of two entries of a layer', [[data('app'), program('app')]], '/app', 0],
  ];
  for (const [what, layers, path, layer] of rows) {
    it(what, () => {
      assert.equal(treeOf(...layers).find(path)?.layer, layer);
    });
  }
});

describe('the programs that a container starts', () => {
  const image = treeOf([
    folder('bin'),
    program('bin/busybox'),
    symlink('bin/sh', 'busybox'),
    symlink('bin/env', 'busybox'),
    program('usr/bin/node'),
    data('usr/local/bin/node'),
    program('sbin/tini'),
    script('start.sh', '/bin/sh -e'),
    script('app.js', '/usr/bin/env -S node --flag'),
    script('round', '/round'),
    script('crlf.sh', '/bin/sh\r'),
    script('env.sh', '/usr/bin/env -i A=1'),
    script('indented.sh', ' \t /bin/sh \t -e'),
    script('blank.sh', ' '),
    ...[0, 1, 2, 3, 4].map((at) => script(`s${String(at)}`, `/s${String(at + 1)}`)),
    script('s5', '/opt/app'),
    program('usr/bin/gosu'),
    program('usr/bin/env'),
    program('srv/run'),
    folder('opt'),
    program('opt/app'),
  ]);
  const rows: readonly [
    entrypoint: readonly string[],
    command: readonly string[],
    chains: readonly string[],
  ][] = [
    [['/opt/app'], [], ['/opt/app']],
    [[], ['sh'], ['/bin/sh']],
    [['./run'], [], ['/srv/./run']],
    [['node'], ['server.js'], ['/usr/bin/node']],
    [
      ['/sbin/tini', '--'],
      ['node', 'x'],
      ['/sbin/tini', '/usr/bin/node'],
    ],
    [['/sbin/tini', '--', '/start.sh'], [], ['/sbin/tini', '/start.sh > /bin/sh']],
    [['/start.sh'], ['node'], ['/start.sh > /bin/sh', '/usr/bin/node']],
    [['/app.js'], [], ['/app.js > /usr/bin/node']],
    [['/bin/sh', '-c', 'exec node server.js'], [], ['/bin/sh', '/usr/bin/node']],
    [[], ['/bin/sh', '-c', 'node server.js'], ['/bin/sh', '/usr/bin/node']],
    [['/bin/sh', '-o', 'pipefail', '-c', 'A=1 exec node x'], [], ['/bin/sh', '/usr/bin/node']],
    [['/bin/env', 'A=1', '/opt/app'], [], ['/bin/env', '/opt/app']],
    [['/sbin/tini', '-g', '/opt/app'], [], ['/sbin/tini', '/opt/app']],
    [['/crlf.sh'], [], ['/crlf.sh > /bin/sh\r?']],
    [['missing'], [], ['missing?']],
    [['/opt'], [], ['/opt?']],
    [[], [], []],
    // Only one word is given to what stands in front of it.
    [['/sbin/tini', '--', 'node', '/opt/app'], [], ['/sbin/tini', '/usr/bin/node']],
    [['/start.sh'], ['node', '/opt/app'], ['/start.sh > /bin/sh', '/usr/bin/node']],
    [[], ['node', '/opt/app'], ['/usr/bin/node']],
    [['/opt/app'], ['/opt/app'], ['/opt/app']],
    [['/opt/app'], ['-x', ' '], ['/opt/app']],
    [['/sbin/tini', 'node', '/opt/app'], [], ['/sbin/tini', '/usr/bin/node']],
    [['env', 'node'], [], ['/usr/bin/env', '/usr/bin/node']],
    [['gosu', 'nobody', '/opt/app'], [], ['/usr/bin/gosu', '/opt/app']],
    [['gosu', 'node', 'sh'], [], ['/usr/bin/gosu', '/bin/sh']],
    [['sh', '-ec', '  node  x'], [], ['/bin/sh', '/usr/bin/node']],
    [['/bin/sh', '-e', '/opt/app'], [], ['/bin/sh']],
    [['/bin/sh', '-c'], [], ['/bin/sh']],
    [['/bin/sh', '-c', '"node" x'], [], ['/bin/sh']],
    [['/bin/sh', '-c', '$(node) x'], [], ['/bin/sh']],
    [['/bin/sh', '-c', 'AB=1 node x'], [], ['/bin/sh', '/usr/bin/node']],
    [['/opt/app', '-c', 'node'], [], ['/opt/app']],
    [['/env.sh'], [], ['/env.sh > /usr/bin/env']],
    [['/indented.sh'], [], ['/indented.sh > /bin/sh']],
    [['/blank.sh'], [], ['/blank.sh']],
    [['/s1'], [], ['/s1 > /s2 > /s3 > /s4 > /s5 > /opt/app']],
    [['/s0'], [], ['/s0 > /s1 > /s2 > /s3 > /s4 > /s5?']],
  ];
  for (const [entrypoint, command, chains] of rows) {
    it(JSON.stringify([entrypoint, command]), () => {
      const found = started(image, entrypoint, command);
      const shown = found.map(({ chain, node }) => `${chain.join(' > ')}${node ? '' : '?'}`);
      assert.deepEqual(shown, chains);
    });
  }

  it('have a role, and are found in the usual folders where PATH is not set', () => {
    const role = (entrypoint: readonly string[], command: readonly string[]) =>
      startedPrograms({ entrypoint, command, environment: {}, workingDirectory: '' }, image).map(
        (each) => [each.role, each.word, each.chain.join(' > ')],
      );
    assert.deepEqual(role(['tini', '--'], ['node', 'x']), [
      ['entrypoint', 'tini', '/sbin/tini'],
      ['command', 'node', '/usr/bin/node'],
    ]);
    assert.deepEqual(role([], ['opt/app']), [['command', 'opt/app', '/opt/app']]);
  });

  it('end, where a script names itself', () => {
    const [round] = started(image, ['/round']);
    assert.equal(round?.node, undefined);
  });

  const settled: readonly [entrypoint: string, is: boolean][] = [
    ['/opt/app', true],
    ['/bin/sh', true],
    // A layer below may have a link in the place of this folder.
    ['/usr/bin/node', false],
    // A layer below may have it in a folder of PATH that comes first.
    ['sh', false],
    ['/start.sh', false],
  ];
  for (const [word, is] of settled) {
    it(`${is ? 'are' : 'may not be'} known before the layers below are read: ${word}`, () => {
      const config = { entrypoint: [word], command: [] };
      assert.equal(areSettled(config, started(image, [word]), image), is);
    });
  }
});
