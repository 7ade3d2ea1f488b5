import type { RunInstruction } from '../dockerfile/instruction.ts';
import type { Dockerfile } from '../dockerfile/instructions.ts';
import { readMark } from '../dockerfile/syntax/heredocs.ts';
import type { PlatformArgument } from '../platform/platformArgs.ts';
import type { TextEdit } from './fix.ts';
import type { Target } from './stageKind.ts';
import { lineEndOf } from './stageLines.ts';

/** A `case` over the target, and what each arm gives. */
export interface TargetCase {
  /** The arguments that it needs. */
  readonly names: readonly PlatformArgument[];
  /** Pattern and value, each once, in the order of the targets. */
  readonly arms: readonly (readonly [pattern: string, value: string])[];
  /** What any other target gets; without it, the RUN ends for these. */
  readonly otherwise?: string;
}

/**
 * Tells targets apart by their architecture, or by the whole platform where two of one architecture
 * have different names. Undefined where a target has no name.
 */
export function caseOfTargets(
  called: readonly { readonly target: Target; readonly name: string | undefined }[],
): TargetCase | undefined {
  const byArchitecture = new Map<string, string>();
  const byPlatform = new Map<string, string>();
  let isClear = true;
  for (const { target, name } of called) {
    if (name === undefined) return undefined;
    const { architecture } = target.platform;
    isClear &&= (byArchitecture.get(architecture) ?? name) === name;
    byArchitecture.set(architecture, name);
    byPlatform.set(target.name, name);
  }
  return isClear
    ? { names: ['TARGETARCH'], arms: [...byArchitecture] }
    : { names: ['TARGETPLATFORM'], arms: [...byPlatform] };
}

/** Puts the `case` in front of a RUN's first command. */
export function insertCase(
  dockerfile: Dockerfile,
  run: RunInstruction,
  { names, arms, otherwise }: TargetCase,
  variable: string,
): TextEdit {
  const subject = `$${names[0] ?? 'TARGETARCH'}`;
  const end = lineEndOf(dockerfile);
  const lines = [
    `case "${subject}" in`,
    ...arms.map(([pattern, value]) => `    ${pattern}) ${variable}=${value} ;;`),
    otherwise === undefined
      ? `    *) echo "unsupported: ${subject}" >&2; exit 1 ;;`
      : `    *) ${variable}=${otherwise} ;;`,
  ];
  const [heredoc] = run.heredocs;
  const [word] = run.args;
  if (heredoc && readMark(word?.text ?? '')) {
    // What the script sets up first, `set -e` above all, holds for the rest.
    const head = /^(?:[ \t]*(?:#[^\n]*|set [^\n]*)?\r?\n)*/.exec(heredoc.content)?.[0] ?? '';
    const at = dockerfile.lines.position(heredoc.contentSpan.start + head.length);
    return { range: { start: at, end: at }, newText: [...lines, 'esac', ''].join(end) };
  }
  const at = dockerfile.lines.position(word?.span.start ?? run.span.start);
  const indent = indentOf(dockerfile, run);
  const { escape } = dockerfile;
  const text = [...lines, 'esac &&'].map((line) => `${line} ${escape}${end}${indent}`).join('');
  return { range: { start: at, end: at }, newText: text };
}

/** How the lines of a RUN are indented that continue it. */
function indentOf({ text, lines }: Dockerfile, { range, span }: RunInstruction): string {
  if (range.start.line === range.end.line) return '    ';
  const second = lines.offset({ line: range.start.line + 1, character: 0 });
  const indent = /^[ \t]*/.exec(text.slice(second, Math.min(span.end, second + 40)))?.[0] ?? '';
  return indent === '' ? '    ' : indent;
}
