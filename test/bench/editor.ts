// `npm run bench:editor`: how long a real editor takes to activate the packaged extension, and what its host and the
// language server have in memory with 1, 20 and 200 open Dockerfiles. Nothing is asserted.
import { median } from './median.ts';
import { startEditorWindows, type EditorWindows, type WindowResult } from './editorWindows.ts';
import { memoryText, printTable } from './table.ts';
import { percentile } from './times.ts';

const windows = 20;
const counts = [1, 20, 200];

async function measureStarts(editor: EditorWindows): Promise<void> {
  const started: WindowResult[] = [];
  for (let at = 0; at < windows; at++) started.push(await editor.open({ counts: [] }));
  const measured = started.flatMap(({ times }) => times ?? []);
  const row = (name: string, of: 'whole' | 'load' | 'activate' | 'processor') => {
    const sorted = measured.map((times) => times[of]).toSorted((a, b) => a - b);
    const middle = median(sorted);
    return [name, `${middle.toFixed(1)} ms`, percentile(sorted, 95), percentile(sorted, 100)];
  };
  printTable(
    `${measured.length} of ${windows} windows of VS Code ${editor.vscode}`,
    ['median', 'p95', 'most'],
    [
      row('the call of `activate`', 'activate'),
      row('its processor time', 'processor'),
      row('to read and run the bundle', 'load'),
      row('until the editor has it active', 'whole'),
    ],
  );
}

async function main(): Promise<void> {
  const editor = await startEditorWindows(Math.max(...counts), true);
  let opened: WindowResult;
  try {
    await measureStarts(editor);
    opened = await editor.open({ counts });
  } finally {
    await editor.close();
  }
  const other = await startEditorWindows(Math.max(...counts), false);
  const alone = await other.open({ counts }).finally(() => other.close());
  const text = (bytes = Number.NaN) => memoryText(bytes / 1e6);
  printTable(
    'Open Dockerfiles',
    [
      'heap of the extension host',
      'the same without us',
      'heap of the server',
      'its resident memory',
    ],
    opened.memory.map(({ files, host, server }, at) => [
      String(files),
      text(host.heap),
      text(alone.memory[at]?.host.heap),
      text(server?.heap),
      text(server?.resident),
    ]),
  );
}

void main();
