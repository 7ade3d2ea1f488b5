import { finish, type Steps } from '../steps.ts';
import { LineIndex, type Places, type Span } from '../text.ts';
import type { Directive } from './syntax/directives.ts';
import type { Instruction } from './instruction.ts';
import { interpret } from './syntax/interpret.ts';
import { readNodeFile } from './syntax/nodeFile.ts';
import type { Node } from './syntax/nodes.ts';
import type { DockerfileProblem } from './problem.ts';

/** A Dockerfile: its instructions in order, and what BuildKit refuses. */
export interface Dockerfile {
  /**
   * What spans count in: the file. Of a later version (versions.ts): all that was written, one after the
   * other, of which its instructions are the parts that are left.
   */
  readonly text: string;
  /** The file. */
  readonly file: string;
  /** Where offsets of `text` stand in the file. */
  readonly lines: Places;
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
  const take = instructionReader(text, lines, problems);
  const file = yield* readNodeFile(text, take);
  return {
    text,
    file: text,
    lines,
    instructions: file.nodes,
    directives: file.directives,
    escape: file.escape,
    problems: [...file.problems, ...problems],
    emptyContinuations: file.emptyContinuations,
  };
}

/**
 * Makes what gives the nodes of a file their meaning, in their order.
 *
 * @param problems where it puts what BuildKit has against them
 * @param isStaged whether a stage has begun already
 */
export function instructionReader(
  text: string,
  lines: Pick<Places, 'range'>,
  problems: DockerfileProblem[],
  isStaged = false,
): (node: Node) => Instruction {
  let staged = isStaged;
  return (node) => {
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
  };
}
