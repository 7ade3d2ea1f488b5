import { fail, succeed, type Result } from '../../result.ts';
import type { Span } from '../../text.ts';
import { splitCsv } from './csv.ts';
import type { Flag } from './flags.ts';
import type { Word } from './logicalLine.ts';

/** One `key=value` of a mount. */
export interface MountField {
  /** As written, e.g. `target=/x`. */
  readonly text: string;
  /** Lower case. */
  readonly key: string;
  /** Absent when there is no `=`. */
  readonly value?: string;
}

/** The value of a `RUN --mount`. */
export interface Mount {
  readonly span: Span;
  readonly fields: readonly MountField[];
  /** The value of the last `from`, unless it is empty. */
  readonly from?: Word;
}

/**
 * Reads the value of `--mount` as BuildKit 0.32 does while it parses (instructions,
 * commands_runmount.go): only `from` is looked at, the rest waits for variables.
 */
export function readMount(flag: Flag, source: string): Result<Mount> {
  const value = flag.value ?? { text: '', span: flag.span };
  const fields = splitCsv(value.text);
  if (!fields.ok) return fail(`failed to parse csv mounts: ${fields.problem.message}`);
  let from: string | undefined;
  const read = fields.value.map(readField);
  for (const field of read) {
    if (field.key !== 'from' || field.value === undefined) continue;
    const dollar = field.value.indexOf('$');
    if (dollar !== -1 && dollar !== field.value.length - 1) {
      return fail("'from' doesn't support variable expansion, define alias stage instead");
    }
    from = field.value;
  }
  const mount = { span: value.span, fields: read };
  if (from === undefined || from === '') return succeed(mount);
  return succeed({ ...mount, from: { text: from, span: spanOfFrom(source, value.span, from) } });
}

function readField(text: string): MountField {
  const equals = text.indexOf('=');
  if (equals === -1) return { text, key: text.toLowerCase() };
  return { text, key: text.slice(0, equals).toLowerCase(), value: text.slice(equals + 1) };
}

/** Finds the value of the last `from=` in the source; the whole mount when it is oddly quoted. */
function spanOfFrom(source: string, mount: Span, from: string): Span {
  const written = source.slice(mount.start, mount.end);
  const at = written.toLowerCase().lastIndexOf('from=');
  const start = mount.start + at + 'from='.length;
  if (at === -1 || !source.startsWith(from, start)) return mount;
  return { start, end: start + from.length };
}
