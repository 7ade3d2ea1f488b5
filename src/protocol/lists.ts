import type { UnknownReason } from '../core/facts.ts';
import type { ListWishes } from '../core/manifestList/assemble.ts';
import type { ComparedList, ListDiff } from '../core/manifestList/diffLists.ts';
import type { EquivalentCommand } from '../core/manifestList/equivalentCommands.ts';
import type { ListProblem } from '../core/manifestList/listProblem.ts';
import type { EntryChange } from '../core/manifestList/listSource.ts';
import type { Platform } from '../core/platform/platform.ts';
import { isFlag, isListOf, isObjectOf, isOneOf, textUpTo, type Guard } from './guards.ts';
import type { WorkerRegistries } from './worker.ts';

/** The first message to a worker that works on manifest lists. It stays until nobody listens any more. */
export interface ListsRequest {
  readonly job: 'lists';
  readonly registries: WorkerRegistries;
  readonly task: ListTask;
}

/**
 * What such a worker does.
 *
 * - `plan`: reads sources and tags, and waits whether the plan is to be published
 * - `undo`: gives a tag back what it named before the last change from this machine
 * - `changes`: tells which tags were changed from this machine
 * - `lookAtDeletion`, `delete`: what would go with a tag; deletes it
 * - `digests`: what references name now
 */
export type ListTask =
  | {
      readonly kind: 'plan';
      /** References of one repository, with their tags. */
      readonly tags: readonly string[];
      readonly sources: readonly SentSource[];
      readonly wishes?: ListWishes;
    }
  | {
      readonly kind: 'undo';
      readonly reference: string;
      /** The change that the user has seen: no other one is taken back. */
      readonly shown?: Pick<SentChange, 'digest' | 'previous'>;
    }
  | { readonly kind: 'changes' }
  | { readonly kind: 'lookAtDeletion'; readonly reference: string }
  | {
      readonly kind: 'delete';
      readonly reference: string;
      /** What the user has seen. */
      readonly digest: string;
      readonly others: readonly string[];
      /** What it names, with all its tags; or this one tag. */
      readonly how: 'all' | 'one';
    }
  | { readonly kind: 'digests'; readonly references: readonly string[] };

/** An image or a list that goes into a manifest list. */
export interface SentSource {
  readonly reference: string;
  /** Of a list, only these platforms, or all but these. */
  readonly only?: readonly Platform[];
  readonly except?: readonly Platform[];
  readonly change?: EntryChange;
  /** Whether it gives way, platform by platform, to the sources after it. */
  readonly givesWay?: boolean;
}

/** Later messages to the worker. */
export type ListOrder =
  /** Do what was planned. */
  | { readonly kind: 'publish' }
  /** The answer to a question. */
  | { readonly kind: 'replace'; readonly may: boolean }
  /** Cancels what can be cancelled; the answer still comes. */
  | { readonly kind: 'stop' };

/** A plan, as far as it is shown. */
export interface SentPlan {
  /** Canonical name of the repository. */
  readonly target: string;
  /** Absent when there are errors. */
  readonly list?: ComparedList & { readonly digest: string; readonly isCopy: boolean };
  readonly problems: readonly ListProblem[];
  /** Sources that are not to be had: their positions, 0-based, and why. */
  readonly missing: readonly { readonly source: number; readonly reason: UnknownReason }[];
  /** As people write them. */
  readonly sources: readonly string[];
  readonly tags: readonly SentTag[];
  /** Signatures and other referrers that stand beside the images: how many go along, and how many do not. */
  readonly referrers: { readonly copied: number; readonly left: number; readonly isKnown: boolean };
  /** What the repository lacks, with lengths in bytes. */
  readonly copies: readonly {
    readonly from: string;
    readonly bytes: number;
    readonly isMountable: boolean;
  }[];
  readonly commands: readonly EquivalentCommand[];
  /** How many requests publishing takes at most, but for those of referrers. */
  readonly requests: number;
}

/** What a tag names now, and what changes. */
export interface SentTag {
  readonly tag: string;
  /** Absent when the tag is new. */
  readonly digest?: string;
  readonly before?: ComparedList;
  readonly diff: ListDiff;
}

/** What became of a tag; as `TagOutcome` of adapters/registry/write/publish.ts. */
export type SentOutcome = { readonly tag: string } & (
  | { readonly state: 'published' | 'unchanged'; readonly previous?: string }
  | { readonly state: 'kept'; readonly why: 'changed' | 'cancelled'; readonly found?: string }
  | { readonly state: 'overtaken'; readonly found?: string }
  | { readonly state: 'failed'; readonly reason: UnknownReason; readonly isUnknown: boolean }
);

/** As `UndoOutcome` of adapters/registry/write/undoTag.ts. */
export type SentUndo = { readonly reference: string } & (
  | { readonly state: 'undone'; readonly previous?: string }
  | { readonly state: 'nothing' | 'damaged' }
  | { readonly state: 'changed'; readonly found?: string; readonly put: string }
  | { readonly state: 'overtaken'; readonly found?: string }
  | { readonly state: 'unknown'; readonly reason: UnknownReason }
);

/** The last change of a tag from this machine. */
export interface SentChange {
  /** Canonical, with the tag. */
  readonly reference: string;
  /** In ms since the epoch. */
  readonly at: number;
  /** What it named after that; '' when it was deleted. */
  readonly digest: string;
  /** What it named before; absent when it was new. */
  readonly previous?: string;
}

/** What would go with a tag; as `TagDeletion` of adapters/registry/write/deleteTag.ts. */
export interface SentDeletion {
  readonly digest: string;
  readonly others: readonly string[];
  readonly holders: readonly string[];
  readonly asked: number;
  readonly tags: number;
  readonly isComplete: boolean;
}

/** What a deletion has come to. */
export type SentDeletionOutcome =
  | { readonly state: 'deleted'; readonly gone: readonly string[] }
  | { readonly state: 'changed'; readonly found?: string }
  | { readonly state: 'unknown'; readonly reason: UnknownReason };

/** What a reference names now; neither when that is not known. */
export interface SentDigest {
  readonly reference: string;
  readonly digest?: string;
  readonly isGone?: true;
}

/** The answers, by the task, and that of publishing. */
export interface ListAnswers {
  readonly plan: SentPlan;
  readonly publish: readonly SentOutcome[];
  readonly undo: SentUndo;
  readonly changes: readonly SentChange[];
  readonly lookAtDeletion: SentDeletion;
  readonly delete: SentDeletionOutcome;
  readonly digests: readonly SentDigest[];
}

/** Messages from the worker. */
export type ListMessage =
  | {
      [K in keyof ListAnswers]: { readonly kind: K; readonly value: ListAnswers[K] };
    }[keyof ListAnswers]
  | { readonly kind: 'failed'; readonly reason: UnknownReason }
  /** Bytes sent so far, or tags asked so far. */
  | { readonly kind: 'progress'; readonly done: number; readonly of: number }
  /** A tag names something else than when the plan was made: whether it is to be put all the same. */
  | { readonly kind: 'question'; readonly tag: string; readonly found?: string };

const isText: Guard<string> = textUpTo(4096);

/** Whether a message is a later one to the worker. */
export function isListOrder(message: unknown): message is ListOrder {
  if (!isObjectOf<{ kind: string }>({ kind: isOneOf(['publish', 'replace', 'stop']) })(message)) {
    return false;
  }
  return message.kind !== 'replace' || isObjectOf<{ may: boolean }>({ may: isFlag })(message);
}

const isTexts = isListOf(isText);

/** Whether a task is one; references are read later. */
export function isListTask(task: unknown): task is ListTask {
  if (!isObjectOf<{ kind: string }>({ kind: isText })(task)) return false;
  return Object.hasOwn(taskGuards, task.kind) && taskGuards[task.kind]?.(task) === true;
}

const isNotes: Guard<Readonly<Record<string, string>>> = (
  value,
): value is Readonly<Record<string, string>> =>
  typeof value === 'object' &&
  value !== null &&
  Object.values(value).every((each) => typeof each === 'string');

const platform = {
  ...{ os: isText, architecture: isText, variant: isText, osVersion: isText, osFeatures: isTexts },
};
const isPlatforms = isListOf(
  isObjectOf<Platform>(platform, ['variant', 'osVersion', 'osFeatures']),
);
const isChange = isObjectOf<EntryChange>(
  {
    platform: isObjectOf<Partial<Platform>>(platform, [
      ...(['os', 'architecture', 'variant', 'osVersion', 'osFeatures'] as const),
    ]),
    annotations: isNotes,
  },
  ['platform', 'annotations'],
);
const isSource = isObjectOf<SentSource>(
  {
    ...{ reference: isText, only: isPlatforms, except: isPlatforms, change: isChange },
    givesWay: isFlag,
  },
  ['only', 'except', 'change', 'givesWay'],
);
const isWishes = isObjectOf<ListWishes>(
  { type: isOneOf(['docker', 'oci']), annotations: isNotes, asIs: isFlag },
  ['type', 'annotations', 'asIs'],
);

const isReference = isObjectOf<{ reference: string }>({ reference: isText });

const taskGuards: Readonly<Record<string, (value: unknown) => boolean>> = {
  plan: isObjectOf<{ tags: object; sources: object; wishes: object }>(
    { tags: isTexts, sources: isListOf(isSource), wishes: isWishes },
    ['wishes'],
  ),
  undo: isObjectOf<{ reference: string; shown: { digest: string; previous: string } }>(
    {
      reference: isText,
      shown: isObjectOf<{ digest: string; previous: string }>(
        { digest: isText, previous: isText },
        ['previous'],
      ),
    },
    ['shown'],
  ),
  changes: () => true,
  lookAtDeletion: isReference,
  delete: isObjectOf<{ reference: string; digest: string; others: readonly string[]; how: string }>(
    {
      ...{ reference: isText, digest: isText, others: isTexts, how: isOneOf(['all', 'one']) },
    },
  ),
  digests: isObjectOf<{ references: readonly string[] }>({ references: isTexts }),
};
