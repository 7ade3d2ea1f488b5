import * as z from 'zod/mini';
import type { UnknownCode, UnknownReason } from '../core/facts.ts';
import { say } from '../core/language.ts';
import type { ListEntry } from '../core/manifestList/listEntry.ts';
import type { ListDiff } from '../core/manifestList/diffLists.ts';
import type { ListProblem, ListProblemCode } from '../core/manifestList/listProblem.ts';
import { notes, platform, texts } from './listParts.ts';
import type { ListAnswers, ListMessage, SentPlan } from './lists.ts';

const text = z.string();
const maybe = z.exactOptional(text);

const isText = (value: unknown): boolean => typeof value === 'string';
// Codes are only shown, or compared with those that are known.
const reason: z.ZodMiniType<UnknownReason> = z.strictObject({
  code: z.custom<UnknownCode>(isText),
  message: text,
});

const anything = z.record(z.string(), z.unknown());

const entry: z.ZodMiniType<ListEntry> = z.strictObject({
  descriptor: z.strictObject({
    mediaType: text,
    digest: text,
    size: z.number(),
    platform: z.exactOptional(platform),
    annotations: z.exactOptional(notes),
    artifactType: maybe,
  }),
  rest: anything,
  platformRest: z.exactOptional(anything),
});

const compared = {
  mediaType: text,
  entries: z.array(entry),
  annotations: z.exactOptional(notes),
};

const diff: z.ZodMiniType<ListDiff> = z.strictObject({
  platforms: z.array(
    z.strictObject({
      platform: text,
      change: z.enum(['added', 'lost', 'replaced', 'rewritten', 'kept']),
      before: maybe,
      after: maybe,
    }),
  ),
  attestations: z.array(
    z.strictObject({ digest: text, of: maybe, change: z.enum(['added', 'dropped', 'kept']) }),
  ),
  isReordered: z.boolean(),
  mediaType: z.exactOptional(z.strictObject({ before: text, after: text })),
  annotations: texts,
});

const problem: z.ZodMiniType<ListProblem> = z.strictObject({
  code: z.custom<ListProblemCode>(isText),
  severity: z.enum(['error', 'warning']),
  source: z.exactOptional(z.number()),
  platform: maybe,
  digest: maybe,
  other: maybe,
  detail: maybe,
});

const plan: z.ZodMiniType<SentPlan> = z.strictObject({
  target: text,
  list: z.exactOptional(z.strictObject({ ...compared, digest: text, isCopy: z.boolean() })),
  problems: z.array(problem),
  missing: z.array(z.strictObject({ source: z.number(), reason })),
  sources: texts,
  tags: z.array(
    z.strictObject({
      tag: text,
      digest: maybe,
      before: z.exactOptional(z.strictObject(compared)),
      diff,
    }),
  ),
  referrers: z.strictObject({ copied: z.number(), left: z.number(), isKnown: z.boolean() }),
  copies: z.array(z.strictObject({ from: text, bytes: z.number(), isMountable: z.boolean() })),
  commands: z.array(
    z.strictObject({ commands: z.array(texts), tool: z.enum(['imagetools', 'manifest']) }),
  ),
  requests: z.number(),
});

const answers: { readonly [K in keyof ListAnswers]: z.ZodMiniType<ListAnswers[K]> } = {
  plan,
  publish: z.array(
    z.discriminatedUnion('state', [
      z.strictObject({
        tag: text,
        state: z.enum(['published', 'unchanged']),
        previous: maybe,
      }),
      z.strictObject({
        tag: text,
        state: z.literal('kept'),
        why: z.enum(['changed', 'cancelled']),
        found: maybe,
      }),
      z.strictObject({ tag: text, state: z.literal('overtaken'), found: maybe }),
      z.strictObject({ tag: text, state: z.literal('failed'), reason, isUnknown: z.boolean() }),
    ]),
  ),
  undo: z.discriminatedUnion('state', [
    z.strictObject({ reference: text, state: z.literal('undone'), previous: maybe }),
    z.strictObject({ reference: text, state: z.enum(['nothing', 'damaged']) }),
    z.strictObject({ reference: text, state: z.literal('changed'), found: maybe, put: text }),
    z.strictObject({ reference: text, state: z.literal('overtaken'), found: maybe }),
    z.strictObject({ reference: text, state: z.literal('unknown'), reason }),
  ]),
  changes: z.array(
    z.strictObject({ reference: text, at: z.number(), digest: text, previous: maybe }),
  ),
  lookAtDeletion: z.strictObject({
    digest: text,
    others: texts,
    holders: texts,
    asked: z.number(),
    tags: z.number(),
    isComplete: z.boolean(),
  }),
  delete: z.discriminatedUnion('state', [
    z.strictObject({ state: z.literal('deleted'), gone: texts }),
    z.strictObject({ state: z.literal('changed'), found: maybe }),
    z.strictObject({ state: z.literal('unknown'), reason }),
  ]),
  digests: z.array(
    z.strictObject({
      reference: text,
      digest: maybe,
      isGone: z.exactOptional(z.literal(true)),
    }),
  ),
};

/** All that a worker on manifest lists says. */
const listMessage: z.ZodMiniType<ListMessage> = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('plan'), value: answers.plan }),
  z.strictObject({ kind: z.literal('publish'), value: answers.publish }),
  z.strictObject({ kind: z.literal('undo'), value: answers.undo }),
  z.strictObject({ kind: z.literal('changes'), value: answers.changes }),
  z.strictObject({ kind: z.literal('lookAtDeletion'), value: answers.lookAtDeletion }),
  z.strictObject({ kind: z.literal('delete'), value: answers.delete }),
  z.strictObject({ kind: z.literal('digests'), value: answers.digests }),
  z.strictObject({ kind: z.literal('failed'), reason }),
  z.strictObject({ kind: z.literal('progress'), done: z.number(), of: z.number() }),
  z.strictObject({ kind: z.literal('question'), tag: text, found: maybe }),
]);

const refusal = z.object({ problem: text });

/**
 * Reads a message of such a worker. One that is none, such as the refusal of a request, is a failure, so that
 * nobody waits for an answer for ever.
 */
export function readListMessage(message: unknown): ListMessage {
  const parsed = z.safeParse(listMessage, message);
  if (parsed.success) return parsed.data;
  const refused = z.safeParse(refusal, message);
  const why = refused.success
    ? say('it refused the request: {0}', refused.data.problem)
    : say('its answer is none');
  return {
    kind: 'failed',
    reason: {
      code: 'failed',
      message: say(
        'The program that asks registries did not understand, or was not understood: {0}.',
        why,
      ),
    },
  };
}
