import assert from 'node:assert/strict';
import {
  languages,
  ShellExecution,
  Task,
  TaskPanelKind,
  tasks,
  TaskScope,
  type Diagnostic,
  type Uri,
} from 'vscode';
import { openFile, workspaceFolder } from './documents.ts';

/** As buildx 0.29 prints it with `--progress=plain`. */
const plain = [
  '#1 [internal] load build definition from Dockerfile',
  '#1 transferring dockerfile: 67B done',
  '#1 WARN: MaintainerDeprecated: Maintainer instruction is deprecated in favor of using label (line 3)',
  '#1 DONE 0.0s',
  'matched/Dockerfile:2',
  '-'.repeat(20),
  '   1 |     FROM busybox',
  '   2 | >>> RUN false',
  '   3 |     ',
  '-'.repeat(20),
  'ERROR: failed to solve: exit code: 1',
];

describe('problem matchers in a task of the shell', () => {
  it('find the lines of errors', async () => {
    const { uri } = await openFile('matched/Dockerfile', 'FROM busybox\nRUN false\n');
    await openFile('matched/plain.txt', `${plain.join('\n')}\n`);
    // What is printed at once may stand on lines where the editor still draws the command.
    const shell = new ShellExecution('sleep 2; cat matched/plain.txt', {
      cwd: workspaceFolder().fsPath,
    });
    const matchers = ['$multiarch-buildx-0', '$multiarch-buildx-1', '$multiarch-buildx-2'];
    const definition = { type: 'shell' };
    const task = new Task(definition, TaskScope.Workspace, 'print', 'test', shell, matchers);
    // A terminal that an earlier task used hands every line to the matchers once for each of its tasks.
    task.presentationOptions = { panel: TaskPanelKind.New };
    const found = diagnosticOf(uri);
    await tasks.executeTask(task);
    const { message, range } = await found;
    assert.equal(message, 'RUN false');
    assert.equal(range.start.line, 1);
  });
});

/** The one of buildx, or a failure long after the task has ended. */
function diagnosticOf(uri: Uri): Promise<Diagnostic> {
  return new Promise((resolve, reject) => {
    setTimeout(() => {
      reject(new Error(`No problem of buildx was shown in ${uri.path}.`));
    }, 30_000);
    const listener = languages.onDidChangeDiagnostics(() => {
      const found = languages.getDiagnostics(uri).find(({ source }) => source === 'buildx');
      if (found === undefined) return;
      listener.dispose();
      resolve(found);
    });
  });
}
