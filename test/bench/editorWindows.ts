import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { makeDockerfile } from './dockerfile.ts';

/** What a window is to do; see `editorSuite.js`. */
export interface WindowOrder {
  /** After how many open Dockerfiles memory is read; it is not read where there are none. */
  readonly counts: readonly number[];
}

/** What a process has in memory, in bytes. */
interface Memory {
  /** Objects in use, after a collection. */
  readonly heap: number;
  readonly resident: number;
}

/** What a window told. */
export interface WindowResult {
  /** In ms; absent in an editor without the extension, or where that was active before anybody looked. */
  readonly times?: {
    /** All that the editor does until the extension is active. */
    readonly whole: number;
    /** To read and run the bundle. */
    readonly load: number;
    /** The call of `activate`. */
    readonly activate: number;
    /** Processor time of that call. */
    readonly processor: number;
  };
  readonly memory: readonly {
    readonly files: number;
    readonly host: Memory;
    readonly server?: Memory;
  }[];
}

/** An editor whose windows are opened one after the other, each with an extension host of its own. */
export interface EditorWindows {
  readonly vscode: string;
  /** Opens a window, and resolves when it has done what it was ordered. */
  open(order: WindowOrder): Promise<WindowResult>;
  close(): Promise<void>;
}

const root = path.join(__dirname, '../..');
/** Lines of a file. */
const lines = 30;
/** The id of package.json. */
const extension = 'multiarch.multiarch';

/** Starts the newest editor, with the packaged extension or without it, on a folder of so many Dockerfiles. */
export async function startEditorWindows(files: number, ours: boolean): Promise<EditorWindows> {
  const home = mkdtempSync(path.join(tmpdir(), 'multiarch-bench-'));
  const at = (name: string) => path.join(home, name);
  for (let index = 0; index < files; index++) {
    mkdirSync(at(`files/${index}`), { recursive: true });
    writeFileSync(
      at(`files/${index}/Dockerfile`),
      `${makeDockerfile(lines, 'alpine')}# ${index}\n`,
    );
  }
  writeStub(at('stub'));
  const { startEditor } = await import('../lab/editor.mjs');
  const editor = await startEditor({
    folder: at('files'),
    vsix: ours ? [path.join(root, 'multiarch.vsix')] : [],
    env: { MULTIARCH_BENCH_ORDER: at('order.json') },
    settings: { 'multiarch.registry.lookups': 'off' },
    driver: true,
    browser: true,
  });
  let ended: (code: unknown) => void = () => undefined;
  const log: string[] = [];
  await editor.page.exposeFunction('codeAutomationLog', (type: string, values: unknown) => {
    log.push(`${type} ${JSON.stringify(values)}`);
  });
  await editor.page.exposeFunction('codeAutomationExit', (code: unknown) => {
    ended(code);
  });
  const remote = (file: string) => `vscode-remote://${new URL(editor.url).host}${file}`;
  return {
    vscode: editor.vscode,
    async open({ counts }) {
      const readings = at('readings');
      rmSync(readings, { recursive: true, force: true });
      mkdirSync(readings);
      const order = { counts, readings, result: at('result.json') };
      rmSync(order.result, { force: true });
      writeFileSync(at('order.json'), JSON.stringify({ ...order, ...(ours && { extension }) }));
      const code = new Promise((resolve) => {
        ended = resolve;
      });
      await editor.open([
        ['extensionDevelopmentPath', remote(at('stub'))],
        ['extensionTestsPath', remote(path.join(__dirname, 'editorSuite.js'))],
        ['skipWelcome', 'true'],
      ]);
      const end = await code;
      if (end !== 0)
        throw new Error([`The window ended with ${String(end)}.`, ...log.slice(-20)].join('\n'));
      return JSON.parse(readFileSync(order.result, 'utf8')) as WindowResult;
    },
    async close() {
      await editor.stop();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

/** The workbench runs a suite only with an extension under development: an empty one. */
function writeStub(folder: string): void {
  mkdirSync(folder);
  writeFileSync(path.join(folder, 'stub.js'), 'exports.activate = () => {};\n');
  const manifest = {
    ...{ name: 'stub', publisher: 'multiarch', version: '0.0.1', main: './stub.js' },
    ...{ engines: { vscode: '*' }, extensionKind: ['workspace'] },
  };
  writeFileSync(path.join(folder, 'package.json'), JSON.stringify(manifest));
}
