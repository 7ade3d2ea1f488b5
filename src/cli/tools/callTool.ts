import { listFolder, listWithin } from '../../adapters/workspace/folderLists.ts';
import { fail, succeed, type Result } from '../../core/result.ts';
import { CommandError } from '../terminal.ts';
import { inputReader } from './fields.ts';
import { allTools } from './allTools.ts';
import type { ToolSurroundings } from './tool.ts';

/** Largest result, in characters of JSON. */
const longest = 60_000;
/** How long a tool may take, in ms: layers of large images take longest. */
const timeout = 300_000;

/**
 * Lets a tool answer. What is wrong with the input, and why there is no answer, is a problem for whoever
 * asked; a mistake of this program is thrown.
 *
 * @param input as it came
 */
export async function callTool(
  name: string,
  input: unknown,
  surroundings: ToolSurroundings,
): Promise<Result<object>> {
  const tool = allTools.find((each) => each.name === name);
  if (tool === undefined) return fail('There is no such tool.');
  const read = inputReader(tool.fields).safeParse(input);
  if (!read.success) {
    const wrong = read.error.issues.slice(0, 10).map(complaint).join('; ');
    return fail(`The input is not what ${name} takes: ${wrong}.`);
  }
  const limit = AbortSignal.timeout(timeout);
  try {
    const signal = AbortSignal.any([surroundings.signal, limit]);
    // What stands around a file is read as well, and anybody may have put a link there.
    const list = listWithin(surroundings.roots, listFolder);
    const result = await tool.run(read.data, { ...surroundings, signal, list });
    return JSON.stringify(result).length > longest
      ? fail('The answer is too long. Ask about fewer platforms.')
      : succeed(result);
  } catch (error) {
    if (limit.aborted) return fail(`It took longer than ${timeout / 1000} s.`);
    if (error instanceof CommandError) return fail(error.message);
    throw error;
  }
}

/** What is wrong with an input, in words that lead a model to a right one. */
const complaints: Readonly<Record<string, string>> = {
  invalid_type: 'is missing, or of another type',
  invalid_value: 'is none of its values',
  too_big: 'is too long',
  too_small: 'is empty',
};

function complaint({
  code = '',
  path,
  ...issue
}: {
  readonly code?: string | undefined;
  readonly path: readonly PropertyKey[];
  readonly keys?: readonly string[];
}): string {
  const place = path.length === 0 ? 'it' : path.map(String).join('.');
  const { keys = [] } = issue;
  if (keys.length > 0) return `there is no ${keys.slice(0, 10).join(', ').slice(0, 200)}`;
  return `${place} ${complaints[code] ?? 'is not allowed'}`;
}
