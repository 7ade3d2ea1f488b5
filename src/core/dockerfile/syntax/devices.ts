import { readBoolean } from '../boolean.ts';
import { withSuggestion } from '../suggestion.ts';
import { splitCsv } from './csv.ts';

/**
 * Checks the value of a `RUN --device` (BuildKit 0.32, instructions/commands_rundevice.go,
 * ParseDevice).
 *
 * @returns BuildKit's message when it refuses the value
 */
export function checkDevice(value: string): string | undefined {
  const fields = splitCsv(value);
  if (!fields.ok) return `failed to parse csv devices: ${fields.problem.message}`;
  let name = '';
  for (const field of fields.value) {
    const equals = field.indexOf('=');
    const key = (equals === -1 ? field : field.slice(0, equals)).toLowerCase();
    const text = equals === -1 ? undefined : field.slice(equals + 1);
    if (key === 'required') {
      if (text !== undefined && readBoolean(text) === undefined) {
        return `invalid value for ${key}: ${text}`;
      }
    } else if (key === 'name' && text !== undefined) {
      if (name !== '') return `device name already set to ${name}`;
      name = text;
    } else if (name === '') name = field;
    else if (text === undefined) return `invalid field '${field}' must be a key=value pair`;
    else {
      const message = `unexpected key '${key}' in '${field}'`;
      return withSuggestion(message, key, ['name', 'required'], 'exact');
    }
  }
  return undefined;
}
