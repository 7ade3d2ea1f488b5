import { parseDuration } from '../dockerfile/syntax/duration.ts';

/**
 * What the value of a driver option is.
 *
 * - `text`: any; `path`: of a file, absolute; `choice`: one of some words
 * - `boolean`, `integer`, `duration`: as Go reads them
 * - `memory`: of the engine, such as `4g`; `quantity`: of Kubernetes, such as `500m` or `2Gi`
 * - `variable`: `NAME=value`; `pairs`: `name=value,name=value`; `tolerations`: `key=…,value=…,effect=…;…`
 */
export type OptionKind =
  | { readonly kind: 'text' | 'path' | 'boolean' | 'integer' | 'duration' }
  | { readonly kind: 'memory' | 'quantity' | 'variable' | 'pairs' }
  | { readonly kind: 'tolerations' | 'restart-policy' }
  | { readonly kind: 'choice'; readonly words: readonly string[] };

/** Go's strconv.ParseBool. */
const booleans = ['1', 't', 'T', 'TRUE', 'true', 'True', '0', 'f', 'F', 'FALSE', 'false', 'False'];

/** docker/go-units v0.5, size.go, parseSize with binary units; -1 is for swap without a limit. */
const memory = /^(?:-1|\d{1,15}(?:\.\d{1,15})? ?(?:[kmgtp]?b?|[kmgtp]ib))$/i;

/** apimachinery, api/resource/quantity.go, the expression that its message names. */
const quantity = /^[+-]?[0-9.]{1,30}(?:[numkKMGTPE]i?|[eE][+-]?\d{1,3})?$/;

const tolerationKeys = ['key', 'operator', 'value', 'effect', 'tolerationSeconds'];

/** Whether a driver takes a value; what it cannot know without the machine (a file, an image) it takes. */
export function acceptsValue(option: OptionKind, value: string): boolean {
  if (value === '' || /\p{Cc}/u.test(value)) return false;
  switch (option.kind) {
    case 'text':
      return true;
    case 'path':
      return /^(?:\/|[A-Za-z]:[\\/]|\\\\)/.test(value);
    case 'boolean':
      return booleans.includes(value);
    case 'integer':
      return /^[+-]?\d{1,18}$/.test(value);
    case 'duration':
      return parseDuration(value).ok;
    case 'memory':
      return memory.test(value);
    case 'quantity':
      return quantity.test(value);
    case 'variable':
      return /^[^=]+=/.test(value);
    case 'pairs':
      return value.split(',').every(isPair);
    case 'tolerations':
      return value.split(';').every((each) => each.split(',').every(isToleration));
    case 'restart-policy':
      return /^(?:no|always|unless-stopped|on-failure(?::\d{1,9})?)$/.test(value);
    case 'choice':
      return option.words.includes(value);
  }
}

function isPair(text: string): boolean {
  const parts = text.split('=');
  return parts.length === 2 && parts[0] !== '';
}

function isToleration(text: string): boolean {
  const [key = '', value, ...more] = text.split('=');
  if (value === undefined || more.length > 0 || !tolerationKeys.includes(key)) return false;
  return key !== 'tolerationSeconds' || /^\d{1,18}$/.test(value);
}
