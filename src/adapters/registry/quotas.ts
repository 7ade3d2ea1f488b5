import type { IncomingHttpHeaders } from 'node:http';
import { isFresh } from '../../core/freshness.ts';
import { say } from '../../core/language.ts';

/** How much a registry still lets its user, or this address, read. */
export interface Quota {
  /** Reads in each window. */
  readonly limit: number;
  readonly remaining: number;
  /** Length of the window, in seconds. */
  readonly window: number;
  /** When the registry said so, in ms since the epoch. */
  readonly asOf: number;
}

/** A quota for people, e.g. `76 of 100 in 6 hours`. */
export function quotaText({ limit, remaining, window }: Omit<Quota, 'asOf'>): string {
  const isShort = window < 3600;
  const count = Math.round(window / (isShort ? 60 : 3600));
  if (count === 1) {
    return isShort
      ? say('{0} of {1} in 1 minute', remaining, limit)
      : say('{0} of {1} in 1 hour', remaining, limit);
  }
  return isShort
    ? say('{0} of {1} in {2} minutes', remaining, limit, count)
    : say('{0} of {1} in {2} hours', remaining, limit, count);
}

/** What registries have said about their limits. */
export interface Quotas {
  /** Reads the headers of an answer; most registries say nothing. */
  note(host: string, headers: IncomingHttpHeaders): void;
  of(host: string): Quota | undefined;
  /**
   * Whether the program has used, on its own account, half of what was left when it first looked: the
   * other half is for the user's own pulls.
   */
  isHalfUsed(host: string): boolean;
  /** When the registry counts anew, as far as is known, in ms since the epoch. */
  renewal(host: string): number | undefined;
}

/** Docker Hub's headers, e.g. `ratelimit-remaining: 76;w=21600` (Docker documentation, "Pull usage"). */
const header = /^(\d{1,9})(?:;w=(\d{1,9}))?$/;

/** Docker Hub's window, in seconds. */
const usualWindow = 21_600;

interface Seen extends Quota {
  /** What remained at the beginning, and when that was. */
  readonly first: { readonly remaining: number; readonly at: number };
}

/** @param now present time in ms since the epoch */
export function createQuotas(now: () => number): Quotas {
  const hosts = new Map<string, Seen>();
  return {
    note(host, headers) {
      const [, limit] = match(headers['ratelimit-limit']);
      const [, remaining, window = usualWindow] = match(headers['ratelimit-remaining']);
      if (limit === undefined || remaining === undefined) return;
      const asOf = now();
      const before = hosts.get(host);
      const quota = { limit: Number(limit), remaining: Number(remaining), asOf };
      const isNew =
        before === undefined ||
        !isFresh(before.first.at, Number(window) * 1000, asOf) ||
        quota.remaining > before.first.remaining;
      const first = isNew ? { remaining: quota.remaining, at: asOf } : before.first;
      hosts.set(host, { ...quota, window: Number(window), first });
    },
    of(host) {
      const seen = hosts.get(host);
      if (!seen) return undefined;
      const { limit, remaining, window, asOf } = seen;
      return { limit, remaining, window, asOf };
    },
    renewal(host) {
      const seen = hosts.get(host);
      return seen && seen.first.at + seen.window * 1000;
    },
    isHalfUsed(host) {
      const seen = hosts.get(host);
      if (!seen || !isFresh(seen.first.at, seen.window * 1000, now())) return false;
      return seen.remaining * 2 <= seen.first.remaining;
    },
  };
}

function match(value: string | readonly string[] | undefined): readonly (string | undefined)[] {
  return typeof value === 'string' ? (header.exec(value) ?? []) : [];
}
