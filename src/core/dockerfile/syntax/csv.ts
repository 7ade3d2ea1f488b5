import { fail, succeed, type Result } from '../../result.ts';

/**
 * Splits one record at commas; a field may stand in double quotes, which are doubled inside. As
 * tonistiigi/go-csvvalue, which BuildKit 0.32 uses for mounts and devices, with its messages.
 */
export function splitCsv(text: string): Result<readonly string[]> {
  if (text === '') return fail('EOF');
  const fields: string[] = [];
  let at = 0;
  for (;;) {
    const read = text[at] === '"' ? readQuoted(text, at + 1) : readBare(text, at);
    if ('error' in read) {
      return fail(`parse error on line 1, column ${read.column + 1}: ${read.error}`);
    }
    fields.push(read.field);
    if (read.end >= text.length) return succeed(fields);
    // Behind the comma.
    at = read.end + 1;
  }
}

type ReadField =
  | { readonly field: string; readonly end: number }
  | { readonly error: string; readonly column: number };

const MISPLACED_QUOTE = 'extraneous or missing " in quoted-field';

function readBare(text: string, start: number): ReadField {
  const comma = text.indexOf(',', start);
  const end = comma === -1 ? text.length : comma;
  const field = text.slice(start, end);
  const quote = field.indexOf('"');
  if (quote !== -1) return { error: 'bare " in non-quoted-field', column: start + quote };
  return { field, end };
}

function readQuoted(text: string, start: number): ReadField {
  let field = '';
  for (let at = start; ;) {
    const quote = text.indexOf('"', at);
    if (quote === -1) return { error: MISPLACED_QUOTE, column: at };
    field += text.slice(at, quote);
    const next = text[quote + 1];
    if (next === undefined || next === ',') return { field, end: quote + 1 };
    if (next !== '"') return { error: MISPLACED_QUOTE, column: quote };
    field += '"';
    at = quote + 2;
  }
}
