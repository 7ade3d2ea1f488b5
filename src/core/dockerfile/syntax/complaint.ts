import type { Span } from '../../text.ts';
import type { Instruction } from '../instruction.ts';

/** What is wrong with a part of an instruction, in BuildKit's words. */
export interface Complaint {
  readonly message: string;
  readonly span: Span;
}

/** An instruction, and the first thing that BuildKit has against it. */
export interface Interpreted {
  readonly instruction: Instruction;
  readonly complaint?: Complaint | undefined;
}
