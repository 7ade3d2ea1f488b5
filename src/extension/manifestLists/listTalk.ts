import { commands, l10n, workspace } from 'vscode';
import { openWorker, type OpenWorker } from '../../adapters/workerProcess.ts';
import type { UnknownReason } from '../../core/facts.ts';
import {
  type ListAnswers,
  type ListMessage,
  type ListOrder,
  type ListTask,
} from '../../protocol/lists.ts';
import { readListMessage } from '../../protocol/listMessage.ts';
import { notify } from '../notify.ts';
import type { RegistriesParams } from '../../protocol/requests.ts';
import type { ListPorts } from './listPorts.ts';

/** An answer of the worker's, or why there is none. */
export type ListAnswer<K extends keyof ListAnswers> =
  | { readonly ok: true; readonly value: ListAnswers[K] }
  | {
      readonly ok: false;
      readonly reason: UnknownReason;
      /** The worker has ended before it could say what it has done. */
      readonly isLost: boolean;
    };

/** Who hears what comes before an answer. */
export interface TalkHooks {
  readonly onProgress?: (done: number, of: number) => void;
  readonly onQuestion?: (tag: string, found: string | undefined) => void;
}

/** It ends what it writes first, request by request: a tag must not be left half-way. In ms. */
const patience = 300_000;

/** Words with a worker about manifest lists in registries. */
export class ListTalk {
  readonly #worker: OpenWorker;
  #hooks: TalkHooks = {};
  #hear: (message: ListMessage) => void = () => undefined;
  #lost: string | undefined;

  constructor(program: string, request: object) {
    this.#worker = openWorker({ file: program, patience }, request, {
      hear: (message) => {
        this.#take(readListMessage(message));
      },
      lose: (why) => {
        this.#lost = why;
        this.#hear({ kind: 'failed', reason: lostReason(why) });
      },
    });
  }

  /** Waits for the answer of a kind. */
  answer<K extends keyof ListAnswers>(kind: K, hooks: TalkHooks = {}): Promise<ListAnswer<K>> {
    this.#hooks = hooks;
    return new Promise((resolve) => {
      if (this.#lost !== undefined) {
        resolve({ ok: false, reason: lostReason(this.#lost), isLost: true });
        return;
      }
      this.#hear = (message) => {
        if (message.kind === 'failed') {
          resolve({ ok: false, reason: message.reason, isLost: this.#lost !== undefined });
        } else if (message.kind === kind && 'value' in message) {
          resolve({ ok: true, value: message.value as ListAnswers[K] });
        }
      };
    });
  }

  /** Why the worker has ended, if it has. */
  get lost(): UnknownReason | undefined {
    return this.#lost === undefined ? undefined : lostReason(this.#lost);
  }

  order(order: ListOrder): void {
    this.#worker.tell(order);
  }

  end(): void {
    this.#worker.end();
  }

  #take(message: ListMessage): void {
    if (message.kind === 'progress') this.#hooks.onProgress?.(message.done, message.of);
    else if (message.kind === 'question') this.#hooks.onQuestion?.(message.tag, message.found);
    else this.#hear(message);
  }
}

function lostReason(why: string): UnknownReason {
  const message = l10n.t('The program that works on registries was lost: {0}. Try again.', why);
  return { code: 'failed', message };
}

/**
 * Starts a task; undefined, after it was said why, where nobody may be asked.
 *
 * @param signal ends the wait for it at once; it is then undefined, too, and nothing is said
 * @param file whose folder says whether registries are asked
 */
export async function startTask(
  ports: ListPorts,
  task: ListTask,
  signal?: AbortSignal,
  file?: RegistriesParams,
): Promise<ListTalk | undefined> {
  if (!workspace.isTrusted) {
    // Whoever waits for the task shows progress; this message stays until somebody closes it.
    void notify({
      severity: 'warning',
      message: l10n.t(
        'No registry is asked, because this workspace is not trusted. Trust it to work on manifest lists.',
      ),
      remedies: [
        {
          label: l10n.t('Manage Workspace Trust'),
          run: () => commands.executeCommand('workbench.trust.manage'),
        },
      ],
    });
    return undefined;
  }
  const registries = await unlessCancelled(ports.server.readRegistries(file), signal);
  if (signal?.aborted) return undefined;
  if (registries === undefined) {
    void notify({
      severity: 'error',
      message: l10n.t('The language server does not run, which knows how registries are asked.'),
    });
    return undefined;
  }
  return new ListTalk(ports.worker, { job: 'lists', registries, task });
}

/**
 * Does a task that has one answer.
 *
 * @param signal ends it; the answer is then undefined
 * @param file whose folder says whether registries are asked
 */
export async function askWorker<K extends Exclude<keyof ListAnswers, 'plan' | 'publish'>>(
  ports: ListPorts,
  task: ListTask & { readonly kind: K },
  signal?: AbortSignal,
  hooks?: TalkHooks,
  file?: RegistriesParams,
): Promise<ListAnswer<K> | undefined> {
  const talk = await startTask(ports, task, signal, file);
  if (talk === undefined) return undefined;
  try {
    return await unlessCancelled(talk.answer<K>(task.kind, hooks), signal);
  } finally {
    talk.end();
  }
}

/** The answer; undefined when the signal comes first. */
export function unlessCancelled<T>(
  answer: Promise<T>,
  signal?: AbortSignal,
): Promise<T | undefined> {
  if (signal === undefined) return answer;
  return new Promise((resolve, reject) => {
    const stop = () => {
      resolve(undefined);
    };
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    answer.then(resolve, reject);
  });
}
