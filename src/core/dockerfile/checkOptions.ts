import { quote } from '../platform/quote.ts';
import { fail, succeed, type Result } from '../result.ts';
import { readBoolean } from './boolean.ts';
import { trimBlanks } from './syntax/blank.ts';

/** What a `# check=` directive asks of BuildKit's linter. Rule names count letter by letter. */
export interface CheckOptions {
  readonly skip: 'all' | readonly string[];
  readonly experimental: 'all' | readonly string[];
  /** Whether a warning fails the build. */
  readonly error: boolean;
}

/**
 * Reads the value of a `# check=` directive, e.g. `skip=StageNameCasing,UndefinedVar;error=true`
 * (BuildKit 0.32, frontend/dockerfile/linter/linter.go, ParseLintOptions), with its messages.
 */
export function parseCheckOptions(value: string): Result<CheckOptions> {
  let skip: CheckOptions['skip'] = [];
  let experimental: CheckOptions['experimental'] = [];
  let error = false;
  for (const option of splitOptions(trimBlanks(value))) {
    const equals = option.indexOf('=');
    if (equals === -1) return fail(`invalid check option ${quote(option)}`);
    const key = trimBlanks(option.slice(0, equals));
    const choice = trimBlanks(option.slice(equals + 1));
    if (key === 'skip') skip = readRules(choice);
    else if (key === 'experimental') experimental = readRules(choice);
    else if (key === 'error') {
      const read = readBoolean(choice);
      if (read === undefined) {
        return fail(
          `failed to parse check option ${quote(option)}: strconv.ParseBool: parsing ${quote(choice)}: invalid syntax`,
        );
      }
      error = read;
    } else return fail(`invalid check option ${quote(key)}`);
  }
  return succeed({ skip, experimental, error });
}

/** At most three options: what follows the second semicolon is one. */
function splitOptions(value: string): readonly string[] {
  if (value === '') return [];
  const [first = '', second, ...rest] = value.split(';');
  if (second === undefined) return [first];
  return rest.length === 0 ? [first, second] : [first, second, rest.join(';')];
}

function readRules(choice: string): 'all' | readonly string[] {
  return choice === 'all' ? 'all' : choice.split(',').map(trimBlanks);
}
