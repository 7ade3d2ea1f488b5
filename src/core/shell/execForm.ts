import type { RunInstruction } from '../dockerfile/instruction.ts';
import type { Dockerfile } from '../dockerfile/instructions.ts';
import { isShell, scriptOperand } from './interpreter.ts';
import { scanShell } from './scan.ts';
import type { ShellCommand, ShellScript, ShellWord } from './script.ts';
import { decodeJsonString } from './scriptText.ts';
import { completeCommand, newCommand } from './simpleCommand.ts';

/**
 * Reads a RUN in exec form: one command of literal words, since no shell expands them. When it runs a
 * shell with `-c`, the commands of that script come first, with it as their parent.
 */
export function scanExecForm(
  run: RunInstruction,
  { text, escape }: Pick<Dockerfile, 'text' | 'escape'>,
): ShellScript {
  const words = run.args.map((word): ShellWord => ({
    text: word.text,
    value: word.text,
    literal: word.text,
    span: word.span,
    variables: [],
    commands: [],
  }));
  const command = newCommand();
  completeCommand(command, words);
  const [first, last] = [run.args[0], run.args.at(-1)];
  // With the quotes around the strings.
  if (!first || !last)
    return { commands: [], loose: [], variables: [], assigned: new Set(), sources: false };
  command.span = { start: first.span.start - 1, end: last.span.end + 1 };
  const index = isShell(command.name) ? scriptOperand(command.words) : undefined;
  const operand = index === undefined ? undefined : command.words[index];
  if (!operand) {
    return { commands: [command], loose: [], variables: [], assigned: new Set(), sources: false };
  }
  const script = scanShell(decodeJsonString(text, operand.span, escape));
  return { ...script, commands: [...script.commands.map(withParent), command] };

  function withParent(inner: ShellCommand): ShellCommand {
    return inner.parent ? inner : { ...inner, parent: command };
  }
}
