import type { UnknownReason } from '../core/facts.ts';
import type { ListWishes } from '../core/manifestList/assemble.ts';
import type { ComparedList, ListDiff } from '../core/manifestList/diffLists.ts';
import type { EquivalentCommand } from '../core/manifestList/equivalentCommands.ts';
import type { ListProblem } from '../core/manifestList/listProblem.ts';
import type { EntryChange } from '../core/manifestList/listSource.ts';
import type { DeletionOutcome, TagDeletion } from '../core/manifestList/tagDeletion.ts';
import type { TagOutcome } from '../core/manifestList/tagOutcome.ts';
import type { UndoOutcome } from '../core/manifestList/undoOutcome.ts';
import type { Platform } from '../core/platform/platform.ts';
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

/** What a reference names now; neither when that is not known. */
export interface SentDigest {
  readonly reference: string;
  readonly digest?: string;
  readonly isGone?: true;
}

/** The answers, by the task, and that of publishing. */
export interface ListAnswers {
  readonly plan: SentPlan;
  readonly publish: readonly TagOutcome[];
  readonly undo: UndoOutcome;
  readonly changes: readonly SentChange[];
  readonly lookAtDeletion: TagDeletion;
  readonly delete: DeletionOutcome;
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
