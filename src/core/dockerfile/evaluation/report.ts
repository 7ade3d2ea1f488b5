import type { Span } from '../../text.ts';

/** Takes note of something that BuildKit refuses: its message, and the words to underline. */
export type Report = (message: string, span: Span) => void;
