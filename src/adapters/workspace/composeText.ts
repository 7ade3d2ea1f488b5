import { parseAllDocuments } from 'yaml';
import * as z from 'zod/mini';
import { say } from '../../core/language.ts';
import { fail, succeed, type Result } from '../../core/result.ts';
import { markTags } from './composeLayers.ts';
import { readGoNumbers } from './goNumbers.ts';
import { countValues } from './yamlTrees.ts';

const schema = z.object({
  services: z.optional(z.nullable(z.record(z.string(), z.unknown()))),
});

/**
 * Longest compose file that is read, in characters, and how many aliases and brackets it may have. The
 * parser's time grows faster than their number: 1 MB of them took it half a minute. The values count with what aliases
 * and merges add to them.
 */
const limits = { length: 256 * 1024, aliases: 1_000, brackets: 10_000, values: 100_000 };

/**
 * The services of one compose file, as it says them. Fails for what Compose does not take, or is too large to be read,
 * with a sentence that goes on behind a colon.
 */
export function readServices(text: string): Result<Readonly<Record<string, unknown>>> {
  if (isTooMuch(text)) return fail(say('it is too large.'));
  let value: unknown;
  try {
    // At the level `warn` the parser quotes the file to standard error, with whatever is in it.
    const options = { merge: true, uniqueKeys: false, logLevel: 'error' } as const;
    const documents = parseAllDocuments(text, options);
    const [first, ...others] = 'empty' in documents ? [] : documents;
    const wrong = [first, ...others].flatMap((document) => document?.errors ?? [])[0];
    if (wrong !== undefined) throw wrong;
    if (others.length > 0) return fail(say('it has several documents.'));
    if (first && countValues(first) > limits.values) return fail(say('it is too large.'));
    if (first) readGoNumbers(first);
    if (first) markTags(first);
    // What aliases unfold to was counted: some files name a hundred times what has aliases itself.
    value = first?.toJS({ maxAliasCount: -1 });
  } catch (error) {
    const [line = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
    return fail(say('it is no YAML: {0}.', line.replace(/:$/, '')));
  }
  const read = schema.safeParse(value ?? {});
  if (!read.success) return fail(notCompose(read.error.issues, []));
  return succeed(read.data.services ?? {});
}

/** Of the first issue, as a sentence. */
export function notCompose([issue]: readonly z.core.$ZodIssue[], above: readonly string[]): string {
  const at = [...above, ...(issue?.path ?? [])].map(String).join('.');
  return say('{0} is not as Compose has it.', at === '' ? 'it' : at);
}

function isTooMuch(text: string): boolean {
  const count = (pattern: RegExp) => text.match(pattern)?.length ?? 0;
  return (
    text.length > limits.length ||
    count(/[[{]/g) > limits.brackets ||
    count(/\*\w/g) > limits.aliases
  );
}
