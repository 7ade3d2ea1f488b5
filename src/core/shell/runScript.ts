import { inherited } from '../analysis/inherited.ts';
import type { StageFlow } from '../analysis/stageFlow.ts';
import { isForWindows } from '../analysis/windowsStage.ts';
import type { PlainInstruction, RunInstruction } from '../dockerfile/instruction.ts';
import type { Dockerfile } from '../dockerfile/instructions.ts';
import { readMark, type Heredoc } from '../dockerfile/syntax/heredocs.ts';
import { kept } from '../kept.ts';
import { scanExecForm } from './execForm.ts';
import { isShell } from './interpreter.ts';
import { scriptLetters } from './letters.ts';
import { scanShell } from './scan.ts';
import type { ShellScript } from './script.ts';
import { joinScript } from './scriptText.ts';

/** A RUN instruction, read as its shell reads it. */
export interface RunScript {
  readonly instruction: RunInstruction;
  /** `other`: PowerShell, cmd, or the program of a `#!` line reads it, and `script` is empty. */
  readonly shell: 'posix' | 'other';
  /** Read when it is first asked for. */
  readonly script: ShellScript;
  /** See {@link scriptLetters}: what tells, without reading the script, that something is not in it. */
  readonly letters: string;
}

const NOTHING: ShellScript = {
  commands: [],
  loose: [],
  variables: [],
  assigned: new Set(),
  sources: false,
};

/**
 * The RUN instructions of a stage, in order, each read once however often it is asked for. Triggers
 * (`ONBUILD RUN`) are left out. What a stage's SHELL, or one that it inherits in this file, or its
 * platform or image (Windows) makes another language than a POSIX shell's is `other`.
 *
 * @param stage index of the stage
 */
export function runScripts(
  dockerfile: Dockerfile,
  flow: StageFlow,
  stage: number,
): readonly RunScript[] {
  const read = readers.get(flow) ?? stageReader(dockerfile, flow);
  readers.set(flow, read);
  return read(stage);
}

/** Many rules ask for the same: remembered as long as the flow, which is made once per reading. */
const readers = new WeakMap<StageFlow, (stage: number) => readonly RunScript[]>();

function stageReader(
  dockerfile: Dockerfile,
  flow: StageFlow,
): (stage: number) => readonly RunScript[] {
  const known = new Map<number, readonly RunScript[]>();
  const isPosixAbove = inherited(flow, (index) => {
    const shell = flow.stages[index]?.instructions.findLast(({ kind }) => kind === 'shell');
    return shell?.kind === 'shell' ? setsPosix(shell) : undefined;
  });
  return (stage) => {
    const before = known.get(stage);
    if (before) return before;
    const scripts = readStage(dockerfile, flow, stage, isPosixAbove);
    known.set(stage, scripts);
    return scripts;
  };
}

function readStage(
  dockerfile: Dockerfile,
  flow: StageFlow,
  stage: number,
  isPosixAbove: (stage: number, target: string) => boolean | undefined,
): readonly RunScript[] {
  const scripts: RunScript[] = [];
  const [target] = flow.reachedFor(stage);
  const above = target === undefined ? undefined : isPosixAbove(stage, target);
  let isPosix = above ?? !isForWindows(flow, stage);
  for (const instruction of flow.stages[stage]?.instructions ?? []) {
    if (instruction.kind === 'shell') isPosix = setsPosix(instruction);
    else if (instruction.kind === 'run') {
      scripts.push(readRun(dockerfile, instruction, isPosix));
    }
  }
  return scripts;
}

function readRun(dockerfile: Dockerfile, run: RunInstruction, isPosix: boolean): RunScript {
  const isRead = run.form === 'exec' || (isPosix && !hasOtherInterpreter(run));
  return isRead ? readPosix(run, dockerfile) : unread(run);
}

const unread = kept((run: RunInstruction): RunScript => {
  return { instruction: run, shell: 'other', script: NOTHING, letters: '' };
});

const readPosix = kept((run: RunInstruction, { text, escape }: Dockerfile): RunScript => {
  let script: ShellScript | undefined;
  let letters: string | undefined;
  return {
    instruction: run,
    shell: 'posix',
    get script() {
      return (script ??= scanRun({ text, escape }, run));
    },
    get letters() {
      return (letters ??= scriptLetters(run, text));
    },
  };
});

/** The heredoc that is all of a RUN: it is the script itself. Undefined when there is none. */
function wholeScript({ args, heredocs, form }: RunInstruction): Heredoc | undefined {
  const [word] = args;
  if (!word || heredocs.length === 0 || form === 'exec') return undefined;
  return readMark(word.text) ? heredocs[0] : undefined;
}

const hasOtherInterpreter = kept((run: RunInstruction): boolean => {
  const interpreter = /^\s*#!([^\n]*)/.exec(wholeScript(run)?.content ?? '')?.[1];
  return interpreter !== undefined && !runsShell(interpreter.trim().split(/\s+/));
});

/**
 * Reads a RUN whose shell follows POSIX. A single `<<NAME` is the script itself; any other heredoc is left
 * to the shell (BuildKit 0.32, frontend/dockerfile/dockerfile2llb/convert.go, dispatchRun).
 */
function scanRun(
  { text, escape }: Pick<Dockerfile, 'text' | 'escape'>,
  run: RunInstruction,
): ShellScript {
  if (run.form === 'exec') return scanExecForm(run, { text, escape });
  const [word] = run.args;
  if (!word) return NOTHING;
  const [heredoc] = run.heredocs;
  if (!heredoc) return scanShell(joinScript(text, word.span, { escape }));
  const whole = wholeScript(run);
  if (!whole) {
    const span = { start: word.span.start, end: run.span.end };
    return scanShell(joinScript(text, span, { escape, end: heredoc.contentSpan.start - 1 }));
  }
  const { start, end } = whole.contentSpan;
  return scanShell({ text: text.slice(start, end), pieces: [{ at: 0, source: start }] });
}

function setsPosix({ args }: PlainInstruction): boolean {
  return runsShell(args.map(({ text }) => text));
}

/** `/bin/bash -c`, `/usr/bin/env bash`, `busybox sh`: whether one of the words is a POSIX shell. */
function runsShell(words: readonly string[]): boolean {
  return words.some((word) => isShell(/[^\\/]*$/.exec(word)?.[0].replace(/\.exe$/i, '')));
}
