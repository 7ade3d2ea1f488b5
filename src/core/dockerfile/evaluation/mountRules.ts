import { quote } from '../../platform/quote.ts';
import { fail, succeed, type Result } from '../../result.ts';
import { readBoolean } from '../boolean.ts';
import { isByteSize } from './byteSize.ts';
import type { Mount, MountField } from '../syntax/mounts.ts';
import type { Variable } from '../expansion/modifiers.ts';
import { withSuggestion } from '../suggestion.ts';

/** What matters of a mount once its variables are known. */
export interface ReadMount {
  readonly type: string;
  /** Where it appears in the container; absent when that is not known. */
  readonly target?: string;
}

const TYPES = ['bind', 'cache', 'tmpfs', 'secret', 'ssh'];
const SHARINGS = ['shared', 'private', 'locked'];
const KEYS = [
  ...['type', 'from', 'source', 'target', 'readonly', 'id', 'sharing', 'required', 'size', 'mode'],
  ...['uid', 'gid', 'src', 'dst', 'destination', 'ro', 'rw', 'readwrite', 'env'],
];

/** What the fields read so far amount to; `unknown` stands for a value that cannot be known. */
interface Draft {
  type: string;
  target: string | undefined;
  source: string | undefined;
  id: string | undefined;
  sharing: string;
  /** Which of mode, uid and gid are given. */
  readonly ownership: Set<string>;
}

/**
 * Checks a mount when its variables are known, field by field (BuildKit 0.32, instructions,
 * commands_runmount.go, parseMount). Fields with unknown values are believed.
 */
export function checkMount(
  mount: Mount,
  expand: (text: string) => Result<Variable>,
): Result<ReadMount> {
  const draft: Draft = {
    type: 'bind',
    target: '',
    source: '',
    id: '',
    sharing: '',
    ownership: new Set(),
  };
  for (const field of mount.fields) {
    const problem =
      field.value === undefined ? checkWord(field, draft) : readValue(field, field.value);
    if (problem !== undefined) return fail(problem);
  }
  const problem = checkTogether(mount, draft);
  if (problem !== undefined) return fail(problem);
  const { type, target } = draft;
  return succeed({ type, ...(target !== undefined && { target }) });

  function readValue(field: MountField, written: string): string | undefined {
    const expanded = expand(written);
    if (!expanded.ok) return expanded.problem.message;
    return 'value' in expanded.value
      ? checkField(field, expanded.value.value, draft)
      : forget(field, draft);
  }
}

/** A field without `=`. */
function checkWord({ key, text }: MountField, { type }: Draft): string | undefined {
  switch (key) {
    case 'readonly':
    case 'ro':
    case 'readwrite':
    case 'rw':
      return undefined;
    case 'required':
      if (type === 'secret' || type === 'ssh' || type === UNKNOWN) return undefined;
      return unexpectedFor(key, type);
    default:
      return `invalid field '${text}' must be a key=value pair`;
  }
}

const UNKNOWN = 'unknown';

/** A field whose value cannot be known: nothing that depends on it is wrong. */
function forget({ key, text }: MountField, draft: Draft): string | undefined {
  if (key === 'type') draft.type = UNKNOWN;
  else if (key === 'source' || key === 'src') draft.source = undefined;
  else if (key === 'id') draft.id = undefined;
  else if (isTarget(key)) draft.target = undefined;
  else if (!KEYS.includes(key)) return unexpected(key, text);
  return undefined;
}

function checkField({ key, text }: MountField, value: string, draft: Draft): string | undefined {
  const bad = `invalid value for ${key}: ${value}`;
  switch (key) {
    case 'type':
      draft.type = value.toLowerCase();
      if (TYPES.includes(draft.type)) return undefined;
      return withSuggestion(`unsupported mount type ${quote(value)}`, value, TYPES, 'exact');
    case 'source':
    case 'src':
      draft.source = value;
      return undefined;
    case 'target':
    case 'dst':
    case 'destination':
      draft.target = value;
      return undefined;
    case 'id':
      draft.id = value;
      return undefined;
    case 'readonly':
    case 'ro':
    case 'readwrite':
    case 'rw':
      return readBoolean(value) === undefined ? bad : undefined;
    case 'required':
      if (draft.type !== 'secret' && draft.type !== 'ssh' && draft.type !== UNKNOWN) {
        return unexpectedFor(key, draft.type);
      }
      return readBoolean(value) === undefined ? bad : undefined;
    case 'size':
      if (draft.type !== 'tmpfs' && draft.type !== UNKNOWN) return unexpectedFor(key, draft.type);
      return isByteSize(value) ? undefined : bad;
    case 'sharing':
      draft.sharing = value.toLowerCase();
      if (SHARINGS.includes(draft.sharing)) return undefined;
      return withSuggestion(`unsupported sharing value ${quote(value)}`, value, SHARINGS, 'exact');
    case 'mode':
      draft.ownership.add(key);
      return /^[0-7]{1,11}$/.test(value) && parseInt(value, 8) < 2 ** 32
        ? undefined
        : `invalid value ${value} for mode`;
    case 'uid':
    case 'gid':
      draft.ownership.add(key);
      return /^[0-9]{1,10}$/.test(value) && Number(value) < 2 ** 32
        ? undefined
        : `invalid value ${value} for ${key}`;
    case 'from':
    case 'env':
      return undefined;
    default:
      return unexpected(key, text);
  }
}

/** What goes with what. */
function checkTogether({ from }: Mount, draft: Draft): string | undefined {
  const { type, sharing, source, target, id, ownership } = draft;
  if (type === UNKNOWN) return undefined;
  if (type === 'bind' || type === 'tmpfs') {
    const refused = ['mode', 'uid', 'gid'].find((key) => ownership.has(key));
    if (refused !== undefined) return `${refused} not allowed for ${quote(type)} type mounts`;
  }
  if (type === 'secret') {
    if (from) return 'secret mount should not have a from';
    if (sharing !== '') return 'secret mount should not define sharing';
    if (source === '' && target === '' && id === '') {
      return 'invalid secret mount. one of source, target required';
    }
    if (source && id) return "both source and id can't be set";
  }
  return sharing !== '' && type !== 'cache'
    ? `invalid cache sharing set for ${type} mount`
    : undefined;
}

function isTarget(key: string): boolean {
  return key === 'target' || key === 'dst' || key === 'destination';
}

function unexpected(key: string, text: string): string {
  return withSuggestion(`unexpected key '${key}' in '${text}'`, key, KEYS, 'exact');
}

function unexpectedFor(key: string, type: string): string {
  return `unexpected key '${key}' for mount type '${type}'`;
}
