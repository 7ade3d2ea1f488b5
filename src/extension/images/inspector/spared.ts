import type { Fact } from '../../../core/facts.ts';
import type { AskedContent, ImageInspection } from '../../../core/image/inspection.ts';

/** Whether something was not read because its registry counts that, and nobody has wanted it yet. */
export function isSpared(fact: Fact<unknown>): boolean {
  return !fact.known && fact.reason.code === 'spared';
}

/** What is wanted now is on its way. */
export function withPending(
  inspection: ImageInspection,
  wanted: ReadonlySet<string>,
): ImageInspection {
  const platforms = inspection.platforms.map((entry) =>
    wanted.has(entry.digest) && isSpared(entry.details) ? { ...entry, details: pending } : entry,
  );
  return { ...inspection, platforms };
}

/** Adds what was asked before. */
export function withAsked(
  fact: Fact<ImageInspection>,
  before: AskedContent | undefined,
): Fact<ImageInspection> {
  if (!fact.known || before === undefined) return fact;
  const { manifests = 0, configs = 0 } = fact.value.asked ?? {};
  const asked = { manifests: before.manifests + manifests, configs: before.configs + configs };
  return { ...fact, value: { ...fact.value, asked } };
}

const pending: Fact<never> = {
  known: false,
  reason: { code: 'pending', message: 'It is being read.' },
};
