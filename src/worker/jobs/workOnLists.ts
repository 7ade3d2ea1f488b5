import { setTimeout as pause } from 'node:timers/promises';
import type { RegistryAccess } from '../../adapters/registry/access.ts';
import { failure, RegistryFailure } from '../../adapters/registry/errors.ts';
import { inTurns } from '../../adapters/registry/inTurns.ts';
import { countRequests } from '../../adapters/registry/write/countRequests.ts';
import { deleteTag, lookAtDeletion } from '../../adapters/registry/write/deleteTag.ts';
import { undoHooks } from '../../adapters/registry/write/keepForUndo.ts';
import {
  planList,
  type ListPlan,
  type WantedList,
} from '../../adapters/registry/write/listPlan.ts';
import { openSource } from '../../adapters/registry/write/listRepositories.ts';
import { planCommands } from '../../adapters/registry/write/planCommands.ts';
import { publishList } from '../../adapters/registry/write/publishList.ts';
import { undoTag } from '../../adapters/registry/write/undoTag.ts';
import { findManifest } from '../../adapters/registry/write/writer.ts';
import { stateFolder } from '../../adapters/state/stateFolder.ts';
import { readTagRecords } from '../../adapters/state/tagHistory.ts';
import { parseReference, pulledReference, type Reference } from '../../core/image/reference.ts';
import { say } from '../../core/language.ts';
import type {
  ListAnswers,
  ListMessage,
  ListOrder,
  ListsRequest,
  ListTask,
  SentChange,
  SentDigest,
  SentPlan,
} from '../../protocol/lists.ts';
import { holdUntilDone } from '../finalWrites.ts';
import { openClient } from './openClient.ts';

/** Who has asked for the work. */
export interface ListCustomer {
  send(message: ListMessage): void;
  /** The next order; never, when nobody gives one any more. */
  next(): Promise<ListOrder>;
}

/**
 * Works on manifest lists in registries: plans and publishes them, takes changes back, deletes tags.
 *
 * @param signal aborts when nobody listens any more
 */
export async function workOnLists(
  { registries, task }: ListsRequest,
  customer: ListCustomer,
  environment: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<void> {
  const client = await openClient(registries, environment);
  const tools = { access: client.access, customer, environment, signal };
  try {
    await work(task, tools);
  } catch (error) {
    if (!(error instanceof RegistryFailure)) throw error;
    customer.send({ kind: 'failed', reason: error.reason });
  } finally {
    await client.settled();
    client.dispose();
  }
}

interface Tools {
  readonly access: RegistryAccess;
  readonly customer: ListCustomer;
  readonly environment: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
}

async function work(task: ListTask, tools: Tools): Promise<void> {
  const { access, customer, environment, signal } = tools;
  const answer = <K extends keyof ListAnswers>(kind: K, value: ListAnswers[K]): void => {
    customer.send({ kind, value } as ListMessage);
  };
  const read = (text: string): Reference => leave(readReference(text), access);
  const readTagged = (text: string): Reference => leave(readTagReference(text), access);
  switch (task.kind) {
    case 'plan': {
      const plan = await planList(wantedOf(task, readTagged, read), access, signal);
      answer('plan', sent(plan));
      await publishWhenTold(plan, tools);
      return;
    }
    case 'undo':
      answer(
        'undo',
        await holdUntilDone(
          undoTag(readTagged(task.reference), access, stateFolder(environment), task.shown),
        ),
      );
      return;
    case 'changes':
      answer('changes', await lastChanges(environment));
      return;
    case 'lookAtDeletion': {
      const onAsked = (done: number, of: number): void => {
        customer.send({ kind: 'progress', done, of });
      };
      const seen = await lookAtDeletion(readTagged(task.reference), access, signal, onAsked);
      answer('lookAtDeletion', seen);
      return;
    }
    case 'delete': {
      const deletion = { access, environment, at: Date.now() };
      const reference = readTagged(task.reference);
      answer('delete', await holdUntilDone(deleteTag(reference, task, task.how, deletion)));
      return;
    }
    case 'digests':
      answer('digests', await readDigests(task.references, read, tools));
  }
}

function readReference(text: string): Reference {
  const parsed = parseReference(text);
  if (parsed.ok) return parsed.value;
  throw failure({ code: 'malformed', message: `"${text}": ${parsed.problem.message}.` });
}

/** What is put, taken back or deleted is a tag: a digest must not become `latest`. */
function readTagReference(text: string): Reference {
  const reference = readReference(text);
  if (reference.digest === undefined) return reference;
  const message = say('"{0}" is a digest, which always names the same. Name a tag.', text);
  throw failure({ code: 'malformed', message });
}

/** A person asks, so any host may be asked, unless nobody may be. */
function leave(reference: Reference, access: RegistryAccess): Reference {
  const refused = access.refuse(reference, 'asked');
  if (refused) throw failure(refused);
  return reference;
}

function wantedOf(
  { tags, sources, wishes }: Extract<ListTask, { kind: 'plan' }>,
  readTagged: (text: string) => Reference,
  read: (text: string) => Reference,
): WantedList {
  const references = tags.map(readTagged);
  const [target] = references;
  if (!target) throw failure({ code: 'malformed', message: say('The list is to have no tag.') });
  for (const { domain, path } of references) {
    if (domain === target.domain && path === target.path) continue;
    const message = say(
      'All tags are of one repository: {0}/{1} and {2}/{3} are two.',
      target.domain,
      target.path,
      domain,
      path,
    );
    throw failure({ code: 'malformed', message });
  }
  return {
    target,
    tags: [...new Set(references.map(({ tag = 'latest' }) => tag))],
    sources: sources.map((source) => {
      return { ...source, reference: pulledReference(read(source.reference)) };
    }),
    ...(wishes && { wishes }),
  };
}

function sent(plan: ListPlan): SentPlan {
  const { wanted, list, problems, missing, tags, copies } = plan;
  return {
    target: `${wanted.target.domain}/${wanted.target.path}`,
    ...{ problems, missing },
    sources: wanted.sources.map(({ reference }) => reference.familiar),
    ...(list && {
      list: {
        ...{ mediaType: list.mediaType, digest: list.digest, isCopy: list.isCopy },
        entries: list.entries.map(({ descriptor, rest }) => ({ descriptor, rest })),
        ...(list.annotations && { annotations: list.annotations }),
      },
    }),
    tags: tags.map(({ tag, seen, before, diff }) => ({
      ...{ tag, diff },
      ...(seen.manifest && { digest: seen.manifest.digest }),
      ...(before && { before }),
    })),
    copies: copies.flatMap(({ from, bytes, isMountable, isThere }) =>
      isThere ? [] : [{ from: `${from.domain}/${from.path}`, bytes, isMountable }],
    ),
    referrers: {
      copied: plan.referrers.filter(({ becomes }) => becomes === 'copied').length,
      left: plan.referrers.filter(({ becomes }) => becomes === 'left').length,
      isKnown: plan.unknownReferrers.length === 0,
    },
    commands: list ? planCommands(plan) : [],
    requests: countRequests(plan),
  };
}

/** Time between two messages of progress, in ms. */
const interval = 200;

async function publishWhenTold(plan: ListPlan, tools: Tools): Promise<void> {
  const { access, customer, environment, signal } = tools;
  if ((await customer.next()).kind !== 'publish') return;
  const stop = new AbortController();
  const ended = new AbortController();
  const answers: ((may: boolean) => void)[] = [];
  void heed(customer, ended.signal, (order) => {
    if (order.kind === 'stop') stop.abort(new Error('cancelled'));
    if (order.kind === 'replace') answers.shift()?.(order.may);
  });
  const of = plan.copies.reduce((sum, { bytes, isThere }) => sum + (isThere ? 0 : bytes), 0);
  let done = 0;
  void tell(ended.signal, () => {
    customer.send({ kind: 'progress', done, of });
  });
  const either = AbortSignal.any([signal, stop.signal]);
  try {
    // Somebody has read the plan meanwhile, however fast: what was seen then is looked at again.
    const tags = plan.tags.map((tag) => ({ ...tag, seen: { ...tag.seen, at: -Infinity } }));
    const publishing = publishList({ ...plan, tags }, access, {
      signal: either,
      mayReplace: (tag, found) =>
        new Promise((resolve) => {
          answers.push(resolve);
          either.addEventListener('abort', () => {
            resolve(false);
          });
          customer.send({ kind: 'question', tag, ...(found !== undefined && { found }) });
        }),
      ...undoHooks(plan.wanted.target, environment),
      onBytes: (count) => {
        done += count;
      },
    });
    // Until a tag is put the signal ends it; from there on it is not cut.
    customer.send({ kind: 'publish', value: await holdUntilDone(publishing) });
  } catch (error) {
    if (!stop.signal.aborted || error instanceof RegistryFailure) throw error;
    const kept = { state: 'kept', why: 'cancelled' } as const;
    customer.send({ kind: 'publish', value: plan.tags.map(({ tag }) => ({ tag, ...kept })) });
  } finally {
    ended.abort();
  }
}

async function heed(
  customer: ListCustomer,
  ended: AbortSignal,
  take: (order: ListOrder) => void,
): Promise<void> {
  while (!ended.aborted) take(await customer.next());
}

async function tell(ended: AbortSignal, say: () => void): Promise<void> {
  while (!ended.aborted) {
    say();
    await pause(interval, undefined, { ref: false, signal: ended }).catch(() => undefined);
  }
}

/** How many tags are offered. */
const mostChanges = 50;

/** The newest change of each tag, the newest first. */
async function lastChanges(environment: NodeJS.ProcessEnv): Promise<readonly SentChange[]> {
  const changes = new Map<string, SentChange>();
  for (const { reference, at, digest, previous } of await readTagRecords(
    stateFolder(environment),
  )) {
    if (changes.has(reference)) continue;
    changes.set(reference, {
      ...{ reference, at, digest },
      ...(previous && { previous: previous.digest }),
    });
  }
  return [...changes.values()].slice(0, mostChanges);
}

/** How many references are asked for at most, and at the same time. */
const mostReferences = 200;
const atOnce = 8;

async function readDigests(
  references: readonly string[],
  read: (text: string) => Reference,
  { access, signal }: Tools,
): Promise<readonly SentDigest[]> {
  const answers: SentDigest[] = [];
  await inTurns(references.slice(0, mostReferences), atOnce, async (reference) => {
    try {
      const parsed = pulledReference(read(reference));
      const name = parsed.digest ?? parsed.tag ?? 'latest';
      const digest = await findManifest(openSource(parsed, access, signal), name);
      answers.push({ reference, ...(digest === undefined ? { isGone: true } : { digest }) });
    } catch (error) {
      if (!(error instanceof RegistryFailure)) throw error;
      answers.push({ reference });
    }
  });
  return answers;
}
