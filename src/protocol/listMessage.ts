import type { UnknownReason } from '../core/facts.ts';
import type { ListEntry } from '../core/manifestList/listEntry.ts';
import type { Platform } from '../core/platform/platform.ts';
import { isFlag, isListOf, isObjectOf, isOneOf, textUpTo, type Guard } from './guards.ts';
import type { ListMessage, SentChange, SentDeletion, SentDigest } from './lists.ts';

/** Annotations of registries are as long as manifests may be. */
const isText: Guard<string> = textUpTo(16 * 1024 * 1024);
const isTexts = isListOf(isText);
const isNumber: Guard<number> = (value): value is number => typeof value === 'number';
const isObject: Guard<Readonly<Record<string, unknown>>> = (
  value,
): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null;
const isTextRecord: Guard<Readonly<Record<string, string>>> = (
  value,
): value is Readonly<Record<string, string>> =>
  isObject(value) && Object.values(value).every((each) => typeof each === 'string');
const isReason = isObjectOf<{ code: string; message: string }>({ code: isText, message: isText });

const isPlatform = isObjectOf<Platform>(
  { os: isText, architecture: isText, variant: isText, osVersion: isText, osFeatures: isTexts },
  ['variant', 'osVersion', 'osFeatures'],
);
const isEntry = isObjectOf<ListEntry>(
  {
    descriptor: isObjectOf<ListEntry['descriptor']>(
      {
        ...{ mediaType: isText, digest: isText, size: isNumber, platform: isPlatform },
        ...{ annotations: isTextRecord, artifactType: isText },
      },
      ['platform', 'annotations', 'artifactType'],
    ),
    ...{ rest: isObject, platformRest: isObject },
  },
  ['platformRest'],
);
const compared = { mediaType: isText, entries: isListOf(isEntry), annotations: isTextRecord };
const isCompared = isObjectOf<{
  mediaType: string;
  entries: readonly ListEntry[];
  annotations: object;
}>(compared, ['annotations']);

const isDiff = isObjectOf<Readonly<Record<string, unknown>>>(
  {
    platforms: isListOf(
      isObjectOf<{ platform: string; change: string; before: string; after: string }>(
        {
          ...{ platform: isText, before: isText, after: isText },
          change: isOneOf(['added', 'lost', 'replaced', 'rewritten', 'kept']),
        },
        ['before', 'after'],
      ),
    ),
    attestations: isListOf(
      isObjectOf<{ digest: string; of: string; change: string }>(
        { digest: isText, of: isText, change: isOneOf(['added', 'dropped', 'kept']) },
        ['of'],
      ),
    ),
    mediaType: isObjectOf<{ before: string; after: string }>({ before: isText, after: isText }),
    ...{ isReordered: isFlag, annotations: isTexts },
  },
  ['mediaType'],
);

const isPlan = isObjectOf<Readonly<Record<string, unknown>>>(
  {
    ...{ target: isText, sources: isTexts, requests: isNumber },
    list: isObjectOf<Readonly<Record<string, unknown>>>(
      { ...compared, digest: isText, isCopy: isFlag },
      ['annotations'],
    ),
    problems: isListOf(
      isObjectOf<Readonly<Record<string, unknown>>>(
        {
          ...{ code: isText, severity: isOneOf(['error', 'warning']), source: isNumber },
          ...{ platform: isText, digest: isText, other: isText, detail: isText },
        },
        ['source', 'platform', 'digest', 'other', 'detail'],
      ),
    ),
    missing: isListOf(
      isObjectOf<{ source: number; reason: object }>({ source: isNumber, reason: isReason }),
    ),
    tags: isListOf(
      isObjectOf<{ tag: string; digest: string; before: object; diff: object }>(
        { tag: isText, digest: isText, before: isCompared, diff: isDiff },
        ['digest', 'before'],
      ),
    ),
    referrers: isObjectOf<{ copied: number; left: number; isKnown: boolean }>({
      ...{ copied: isNumber, left: isNumber, isKnown: isFlag },
    }),
    copies: isListOf(
      isObjectOf<{ from: string; bytes: number; isMountable: boolean }>({
        ...{ from: isText, bytes: isNumber, isMountable: isFlag },
      }),
    ),
    commands: isListOf(
      isObjectOf<{ commands: readonly (readonly string[])[]; tool: string }>({
        ...{ commands: isListOf(isTexts), tool: isOneOf(['imagetools', 'manifest']) },
      }),
    ),
  },
  ['list'],
);

/** What became of something: which members there are depends on the state. */
const outcome = {
  ...{ state: isText, previous: isText, found: isText, put: isText, why: isText },
  ...{ reason: isReason, isUnknown: isFlag, gone: isTexts },
};
const whereKnown = ['previous', 'found', 'put', 'why', 'reason', 'isUnknown', 'gone'];
type Outcome = Readonly<Record<string, unknown>>;

const answerGuards: ReadonlyMap<string, Guard<unknown>> = new Map<string, Guard<unknown>>([
  ['plan', isPlan],
  ['publish', isListOf(isObjectOf<Outcome>({ tag: isText, ...outcome }, whereKnown))],
  ['undo', isObjectOf<Outcome>({ reference: isText, ...outcome }, whereKnown)],
  [
    'changes',
    isListOf(
      isObjectOf<SentChange>(
        { reference: isText, at: isNumber, digest: isText, previous: isText },
        ['previous'],
      ),
    ),
  ],
  [
    'lookAtDeletion',
    isObjectOf<SentDeletion>({
      ...{ digest: isText, others: isTexts, holders: isTexts, asked: isNumber, tags: isNumber },
      isComplete: isFlag,
    }),
  ],
  ['delete', isObjectOf<Outcome>(outcome, whereKnown)],
  [
    'digests',
    isListOf(
      isObjectOf<SentDigest>(
        {
          ...{ reference: isText, digest: isText },
          isGone: (value): value is true => value === true,
        },
        ['digest', 'isGone'],
      ),
    ),
  ],
]);

const otherGuards: ReadonlyMap<string, Guard<unknown>> = new Map<string, Guard<unknown>>([
  ['failed', isObjectOf<{ reason: object }>({ reason: isReason })],
  ['progress', isObjectOf<{ done: number; of: number }>({ done: isNumber, of: isNumber })],
  [
    'question',
    isObjectOf<{ tag: string; found: string }>({ tag: isText, found: isText }, ['found']),
  ],
]);

/** Whether a message is one of those that a worker on manifest lists sends, with all that it must hold. */
function isListMessage(message: unknown): message is ListMessage {
  if (!isObject(message)) return false;
  const { kind, value } = message as { kind?: unknown; value?: unknown };
  if (typeof kind !== 'string') return false;
  return answerGuards.get(kind)?.(value) ?? otherGuards.get(kind)?.(message) ?? false;
}

/**
 * Reads a message of such a worker. One that is none, such as the refusal of a request, is a failure, so that
 * nobody waits for an answer for ever.
 */
export function readListMessage(message: unknown): ListMessage {
  if (isListMessage(message)) return message;
  const isRefusal = isObjectOf<{ problem: string }>({ problem: isText })(message);
  const why = isRefusal ? `it refused the request: ${message.problem}` : 'its answer is none';
  const reason: UnknownReason = {
    code: 'failed',
    message: `The program that asks registries did not understand, or was not understood: ${why}.`,
  };
  return { kind: 'failed', reason };
}
