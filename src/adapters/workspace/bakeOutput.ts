import path from 'node:path';
import * as z from 'zod/mini';
import { fail, succeed, type Result } from '../../core/result.ts';

const texts = z.optional(z.nullable(z.array(z.string())));

/** Of an output buildx 0.13 prints `type=registry,…`, and 0.29 its parts. */
const output = z.union([
  z.string(),
  z.object({
    type: z.optional(z.string()),
    push: z.optional(z.string()),
    name: z.optional(z.string()),
  }),
]);

const target = z.object({
  description: z.optional(z.string()),
  context: z.optional(z.string()),
  dockerfile: z.optional(z.string()),
  'dockerfile-inline': z.optional(z.string()),
  contexts: z.optional(z.nullable(z.record(z.string(), z.string()))),
  args: z.optional(z.nullable(z.record(z.string(), z.nullable(z.string())))),
  target: z.optional(z.string()),
  tags: texts,
  platforms: texts,
  output: z.optional(z.nullable(z.array(output))),
});

const schema = z.object({
  group: z.optional(z.nullable(z.record(z.string(), z.object({ targets: texts })))),
  target: z.optional(z.nullable(z.record(z.string(), target))),
});

/** What `docker buildx bake --print` prints. */
export type BakeOutput = z.infer<typeof schema>;

/** A target as it is printed. */
export type PrintedTarget = z.infer<typeof target>;

/** What becomes of a target's result, as it is printed. */
export type PrintedOutput = z.infer<typeof output>;

/** Reads what `docker buildx bake --print` prints. */
export function parseBakeOutput(stdout: string): Result<BakeOutput> {
  let value: unknown;
  try {
    value = JSON.parse(stdout);
  } catch {
    return fail('docker buildx bake --print printed no JSON');
  }
  const read = schema.safeParse(value);
  if (read.success) return succeed(read.data);
  return fail(`docker buildx bake --print: ${z.prettifyError(read.error)}`);
}

/**
 * Where a target's context and Dockerfile are on this machine; without what is elsewhere, or in the bake file.
 *
 * @param folder that paths count from, an absolute path
 */
export function targetPlaces(
  { context = '.', dockerfile = 'Dockerfile', 'dockerfile-inline': inline }: PrintedTarget,
  folder: string,
): { readonly context?: string; readonly dockerfile?: string } {
  const isElsewhere = /^[a-z0-9+-]+:(?:\/\/|[^\\/])/i.test(context) || context.startsWith('git@');
  if (isElsewhere) return {};
  return {
    context: path.resolve(folder, context),
    ...(inline === undefined && { dockerfile: path.resolve(folder, context, dockerfile) }),
  };
}
