import {
  ProcessExecution,
  Task,
  TaskPanelKind,
  TaskRevealKind,
  tasks,
  TaskScope,
  type TaskExecution,
} from 'vscode';

/**
 * Runs a program as a task, in a terminal that shows its exact command, and waits for its end.
 *
 * @returns its exit code; undefined when it could not be started or was ended from outside
 */
export async function runInTerminal(
  name: string,
  program: string,
  args: readonly string[],
): Promise<number | undefined> {
  const task = new Task(
    { type: 'process' },
    TaskScope.Workspace,
    name,
    'multiarch',
    new ProcessExecution(program, [...args]),
    // Without a list of matchers the editor asks which one to use.
    [],
  );
  task.presentationOptions = {
    reveal: TaskRevealKind.Always,
    panel: TaskPanelKind.Dedicated,
    echo: true,
    showReuseMessage: false,
    clear: true,
  };
  return runTask(task);
}

/** Runs a task and waits for its end: its exit code, undefined as for {@link runInTerminal}. */
export async function runTask(task: Task): Promise<number | undefined> {
  const exitCodes = new Map<TaskExecution, number | undefined>();
  const ended = new Set<TaskExecution>();
  let execution: TaskExecution | undefined;
  return new Promise((resolve, reject) => {
    const settle = () => {
      if (execution === undefined || !ended.has(execution)) return;
      finish();
      resolve(exitCodes.get(execution));
    };
    const process = tasks.onDidEndTaskProcess((event) => {
      exitCodes.set(event.execution, event.exitCode);
    });
    // Comes last, also where there was no process, and maybe before the start is reported.
    const end = tasks.onDidEndTask((event) => {
      ended.add(event.execution);
      settle();
    });
    const finish = () => {
      process.dispose();
      end.dispose();
    };
    tasks.executeTask(task).then(
      (started) => {
        execution = started;
        settle();
      },
      (error: unknown) => {
        finish();
        reject(error instanceof Error ? error : new Error(String(error)));
      },
    );
  });
}
