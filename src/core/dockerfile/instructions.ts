import { finish, type Steps } from '../steps.ts';
import { LineIndex, type Span } from '../text.ts';
import type { Directive } from './syntax/directives.ts';
import type { Instruction } from './instruction.ts';
import { interpret } from './syntax/interpret.ts';
import { readNodeFile } from './syntax/nodeFile.ts';
import type { DockerfileProblem } from './problem.ts';

/** A Dockerfile: its instructions in order, and what BuildKit refuses. */
export interface Dockerfile {
  readonly text: string;
  readonly lines: LineIndex;
  readonly instructions: readonly Instruction[];
  readonly directives: readonly Directive[];
  readonly escape: '\\' | '`';
  /** In BuildKit's order: the first one is what a build reports. */
  readonly problems: readonly DockerfileProblem[];
  /** Of each instruction with an empty line inside: the last line read (rule NoEmptyContinuation). */
  readonly emptyContinuations: readonly Span[];
}

/**
 * Reads a Dockerfile as BuildKit 0.32 does, but goes on where it would stop. Takes any text, never
 * throws, and needs time linear in its length. Offsets count from the text's first character, a byte
 * order mark included; ranges are zero-based.
 */
export function parseDockerfile(text: string): Dockerfile {
  return finish(parseInSteps(text));
}

/** {@link parseDockerfile} in steps: nobody who types waits for a very long file. */
export function* parseInSteps(text: string): Steps<Dockerfile> {
  const lines = new LineIndex(text);
  const problems: DockerfileProblem[] = [];
  let staged = false;
  const file = yield* readNodeFile(text, (node): Instruction => {
    const { instruction, complaint } = interpret(node, text, lines);
    if (complaint) {
      const line = instruction.range.start.line + 1;
      problems.push({
        message: `dockerfile parse error on line ${line}: ${complaint.message}`,
        cause: complaint.message,
        span: complaint.span,
        phase: 'instructions',
      });
    }
    if (instruction.kind === 'from') staged = true;
    else if (!staged && !complaint && instruction.kind !== 'arg') {
      const message = 'no build stage in current context';
      const { span } = instruction.keywordWord;
      problems.push({ message, cause: message, span, phase: 'instructions' });
    }
    return instruction;
  });
  return {
    text,
    lines,
    instructions: file.nodes,
    directives: file.directives,
    escape: file.escape,
    problems: [...file.problems, ...problems],
    emptyContinuations: file.emptyContinuations,
  };
}
