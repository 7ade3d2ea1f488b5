import path from 'node:path';
import { createInFlight } from '../adapters/registry/inFlight.ts';
import { createLru } from '../adapters/registry/lru.ts';
import { runWorker, type WorkerProgram } from '../adapters/workerProcess.ts';
import type { Fact } from '../core/facts.ts';
import { isFresh } from '../core/freshness.ts';
import type { TagSearch } from '../core/image/tagSearch.ts';
import { say } from '../core/language.ts';
import {
  readWorkerAnswer,
  type SearchTagsRequest,
  type WorkerRegistries,
} from '../protocol/worker.ts';

/**
 * Looks for tags of a reference's repository that have platforms, in a process of its own.
 *
 * @param reference e.g. `python:3.9-slim`; the tags nearest to its own come first
 * @param platforms e.g. `linux/arm64`; none: any tag
 * @throws the signal's reason when cancelled; nothing else
 */
export type SearchTags = (
  reference: string,
  platforms: readonly string[],
  signal: AbortSignal,
  options?: TagSearchOptions,
) => Promise<Fact<TagSearch>>;

/** How a search is made. */
export interface TagSearchOptions {
  /** `background` when left out; `asked` when a person waits for it: then any host may be asked. */
  readonly purpose?: 'background' | 'asked';
  /** How many tags are wanted: 10 when left out, 100 at most. */
  readonly limit?: number;
}

/** What searches are made with. */
export interface TagSearchTools {
  /** How registries are asked, as it is now. */
  readonly registries: () => Promise<WorkerRegistries>;
  /** `worker.js` beside the server when left out. */
  readonly worker?: WorkerProgram;
  /** Present time in ms since the epoch. */
  readonly now?: () => number;
}

/** How long one search may take, in ms. */
const timeout = 60_000;
/** How long an answer is given again, in ms. */
const freshness = 5 * 60_000;
/** How many answers are remembered. */
const remembered = 100;

/**
 * Makes the searches of one server. The same one asked twice at the same time is made once, and its
 * answer is remembered for a while: an editor asks again at every key.
 */
export function createTagSearch(tools: TagSearchTools): SearchTags {
  const { worker = { file: path.join(__dirname, 'worker.js') }, now = Date.now } = tools;
  const answers = createLru<Fact<TagSearch>>(remembered);
  const running = createInFlight<Fact<TagSearch>>();

  return async (reference, platforms, signal, { purpose = 'background', limit = 10 } = {}) => {
    const registries = await tools.registries();
    signal.throwIfAborted();
    if (!registries.trusted) return failed('untrusted', say(untrusted));
    const request: SearchTagsRequest = {
      job: 'searchTags',
      reference,
      platforms,
      limit,
      purpose,
      registries,
    };
    // The settings are part of it: an answer holds for those that it was got with.
    const key = JSON.stringify(request);
    const kept = answers.get(key);
    if (kept?.known && isFresh(kept.asOf, freshness, now())) return kept;
    const found = await running.join(key, signal, (shared) => ask(request, worker, shared));
    if (found.known) answers.set(key, found);
    return found;
  };
}

const untrusted =
  'No registry is asked, because this workspace is not trusted. Trust it to look for tags.';

async function ask(
  request: SearchTagsRequest,
  worker: WorkerProgram,
  signal: AbortSignal,
): Promise<Fact<TagSearch>> {
  const message = await runWorker(worker, request, { signal, timeout });
  const answer = message.ok ? readWorkerAnswer(message.value) : message;
  if (!answer.ok) return unanswered(answer.problem.message);
  return answer.value.job === 'none' ? unanswered(answer.value.problem) : answer.value.found;
}

function unanswered(why: string): Fact<TagSearch> {
  return failed('failed', say('The search for tags gave no answer: {0}. Try again.', why));
}

function failed(code: 'failed' | 'untrusted', message: string): Fact<TagSearch> {
  return { known: false, reason: { code, message } };
}
