import * as z from 'zod/mini';
import { say } from '../core/language.ts';
import { fail, succeed, type Result } from '../core/result.ts';
import { notes, partOfPlatform, platform } from './listParts.ts';
import type { ListOrder, ListTask, SentSource } from './lists.ts';

/** A reference, or a digest. */
const text = z.string().check(z.maxLength(4096));
const some = z.array(text);

const source: z.ZodMiniType<SentSource> = z.strictObject({
  reference: text,
  only: z.exactOptional(z.array(platform)),
  except: z.exactOptional(z.array(platform)),
  change: z.exactOptional(
    z.strictObject({
      platform: z.exactOptional(partOfPlatform),
      annotations: z.exactOptional(notes),
    }),
  ),
  givesWay: z.exactOptional(z.boolean()),
});

/** What a worker on manifest lists is asked to do; references are read later. */
export const listTask: z.ZodMiniType<ListTask> = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('plan'),
    tags: some,
    sources: z.array(source),
    wishes: z.exactOptional(
      z.strictObject({
        type: z.exactOptional(z.enum(['docker', 'oci'])),
        annotations: z.exactOptional(notes),
        asIs: z.exactOptional(z.boolean()),
      }),
    ),
  }),
  z.strictObject({
    kind: z.literal('undo'),
    reference: text,
    shown: z.exactOptional(z.strictObject({ digest: text, previous: z.exactOptional(text) })),
  }),
  z.strictObject({ kind: z.literal('changes') }),
  z.strictObject({ kind: z.literal('lookAtDeletion'), reference: text }),
  z.strictObject({
    kind: z.literal('delete'),
    reference: text,
    digest: text,
    others: some,
    how: z.enum(['all', 'one']),
  }),
  z.strictObject({ kind: z.literal('digests'), references: some }),
]);

const listOrder: z.ZodMiniType<ListOrder> = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.enum(['publish', 'stop']) }),
  z.strictObject({ kind: z.literal('replace'), may: z.boolean() }),
]);

/** Reads a later message to such a worker. */
export function readListOrder(message: unknown): Result<ListOrder> {
  const parsed = z.safeParse(listOrder, message);
  return parsed.success ? succeed(parsed.data) : fail(say('it is no order'));
}
