import assert from 'node:assert/strict';
import { ImageTree } from '../../../../src/core/audit/imageTree.ts';
import type { LayerEntry } from '../../../../src/core/audit/layerEntry.ts';
import { areSettled, startedPrograms } from '../../../../src/core/audit/startedPrograms.ts';
import { windowsEntry, windowsPath } from '../../../../src/core/audit/windowsEntry.ts';

const program = (path: string): LayerEntry => ({
  ...{ kind: 'file', path, isExecutable: true },
  program: { format: 'pe', kind: 'program', platforms: [], needs: {} },
});
const data = (path: string): LayerEntry => ({ kind: 'file', path, isExecutable: true });

function treeOf(...entries: readonly LayerEntry[]): ImageTree {
  const tree = new ImageTree();
  tree.begin(0);
  for (const entry of entries) {
    const seen = windowsEntry(entry);
    if (seen) tree.add(seen);
  }
  return tree;
}

describe('an entry of a layer of Windows', () => {
  const rows: readonly [entry: LayerEntry, seen: object | undefined][] = [
    [data('Files/App/Run.CMD'), { path: 'app/run.cmd', written: 'App/Run.CMD' }],
    [data('Hives/Software_Delta'), undefined],
    [data('UtilityVM/Files/Windows/System32/cmd.exe'), undefined],
    [{ kind: 'folder', path: 'Files' }, { path: '' }],
    [
      { kind: 'whiteout', path: 'Files/Old' },
      { kind: 'whiteout', path: 'old' },
    ],
    [
      { kind: 'opaque', path: 'Files/App' },
      { kind: 'opaque', path: 'app' },
    ],
    [
      { kind: 'hardlink', path: 'Files/B', target: 'Files/A.exe' },
      { path: 'b', target: 'a.exe' },
    ],
    [
      { kind: 'symlink', path: 'Files/L', target: 'C:\\Tools\\X' },
      { path: 'l', target: '/tools/x' },
    ],
  ];
  for (const [entry, expected] of rows) {
    it(`${entry.kind} ${entry.path}`, () => {
      const seen = windowsEntry(entry);
      if (expected === undefined) assert.equal(seen, undefined);
      else assert.deepEqual({ ...seen, ...expected }, seen);
    });
  }

  for (const [path, key] of [
    ['C:\\App\\a.exe', '/app/a.exe'],
    ['c:/App', '/app'],
    ['c:', '/'],
    ['\\??\\C:\\Tools', '/tools'],
    ['\\\\?\\C:\\Tools', '/tools'],
    ['..\\x', '../x'],
    ['D:\\x', 'd:/x'],
  ] as const) {
    it(`path ${path}`, () => {
      assert.equal(windowsPath(path), key);
    });
  }
});

describe('the programs that a container of Windows starts', () => {
  const image = treeOf(
    { kind: 'folder', path: 'Files' },
    { kind: 'folder', path: 'Files/App' },
    program('Files/App/Server.exe'),
    program('Files/App/server.com.exe'),
    data('Files/App/start.cmd'),
    { kind: 'symlink', path: 'Files/Link.exe', target: 'C:\\App\\Server.exe' },
    program('Files/Program Files/Tool/tool.exe'),
    program('Files/Windows/System32/cmd.exe'),
    program('Files/Windows/System32/WindowsPowerShell/v1.0/powershell.exe'),
  );
  const server = 'C:\\App\\Server.exe';
  const cmd = 'C:\\Windows\\System32\\cmd.exe';
  const powershell = 'C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe';
  const tool = 'C:\\Program Files\\Tool\\tool.exe';
  const rows: readonly [
    entrypoint: readonly string[],
    command: readonly string[],
    chains: readonly string[],
  ][] = [
    [['C:\\app\\server.exe'], [], [server]],
    [['C:/app/SERVER'], [], [server]],
    [['\\app\\server'], [], [server]],
    [['server'], [], [server]],
    [['server.com'], [], ['C:\\App\\server.com.exe']],
    [['.\\server.exe'], [], [server]],
    [['..\\app\\server.exe'], [], [server]],
    [['C:\\link.exe'], [], [server]],
    [['tool'], [], [tool]],
    [['C:\\Program Files\\Tool\\tool.exe'], [], [tool]],
    [['"C:\\Program Files\\Tool\\tool.exe" --serve'], [], [tool]],
    [['start.cmd'], [], [`C:\\App\\start.cmd > ${cmd}`]],
    [['start'], [], [`C:\\App\\start.cmd > ${cmd}`]],
    [['cmd', '/S', '/C', 'server.exe --x'], [], [cmd, server]],
    [[], ['cmd /S /C server.exe'], [cmd, server]],
    [[], ['cmd', '/S', '/C', '"C:\\Program Files\\Tool\\tool.exe" -x'], [cmd, tool]],
    [['powershell', '-Command', "$x = 'Stop'; y"], [], [powershell]],
    [['powershell.exe', '-NoLogo', '-Command', 'tool'], [], [powershell, tool]],
    [['C:\\app\\server.exe'], ['tool', '-x'], [server, tool]],
    [['C:\\app\\server.exe'], ['--help'], [server]],
    [['D:\\server.exe'], [], ['D:\\server.exe?']],
    [['missing'], [], ['missing?']],
    [['C:\\App'], [], ['C:\\App?']],
    [[], [], []],
  ];
  const environment = {
    Path: 'C:\\Program Files\\Tool;C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\',
  };
  for (const [entrypoint, command, chains] of rows) {
    it(JSON.stringify([entrypoint, command]), () => {
      const config = { entrypoint, command, environment, workingDirectory: 'C:\\app' };
      const found = startedPrograms(config, image, true);
      const shown = found.map(({ chain, node }) => `${chain.join(' > ')}${node ? '' : '?'}`);
      assert.deepEqual(shown, chains);
    });
  }

  for (const [word, is] of [
    ['C:\\app\\server.exe', true],
    // Below may be an App\Server.com, or one in a folder that comes first.
    ['C:\\app\\server', false],
    ['server.exe', false],
    ['C:\\app\\start.cmd', false],
  ] as const) {
    it(`${is ? 'are' : 'may not be'} known before the layers below are read: ${word}`, () => {
      const config = { entrypoint: [word], command: [] };
      const whole = { ...config, environment, workingDirectory: 'C:\\app' };
      assert.equal(areSettled(config, startedPrograms(whole, image, true), image, true), is);
    });
  }
});
