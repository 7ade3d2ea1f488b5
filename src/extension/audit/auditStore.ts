import { EventEmitter, l10n, workspace, type Disposable } from 'vscode';
import type { ImageSubject } from '../../core/image/inspection.ts';
import type { AuditProgress } from '../../protocol/audit.ts';
import { keepNewest } from '../images/keepNewest.ts';
import { nameOf } from '../images/inspector/inspected.ts';
import type { LanguageServer } from '../languageServer.ts';
import { subjectKey, type AuditEntry, type AuditState } from './auditState.ts';
import { talkAboutAudit } from './auditTalk.ts';

/** What audits are made with. */
export interface StorePorts {
  readonly server: Pick<LanguageServer, 'readRegistries'>;
  /** Path of the worker's program. */
  readonly worker: string;
}

/** Images whose audits are kept. */
const mostKept = 30;

/** The audits of this window. Nothing is read in a workspace that is not trusted. */
export class AuditStore implements Disposable {
  readonly #ports: StorePorts;
  readonly #entries = new Map<string, AuditEntry>();
  readonly #running = new Map<string, AbortController>();
  readonly #changed = new EventEmitter<ImageSubject>();

  /** The audit of an image is another one now, or gone. */
  readonly onDidChange = this.#changed.event;

  constructor(ports: StorePorts) {
    this.#ports = ports;
  }

  /** The newest first. */
  list(): readonly AuditEntry[] {
    return [...this.#entries.values()].reverse();
  }

  of(subject: ImageSubject): AuditEntry | undefined {
    return this.#entries.get(subjectKey(subject));
  }

  /** Audits an image; an audit of it that still runs is ended. Never rejects. */
  async run(subject: ImageSubject, onProgress?: (now: AuditProgress) => void): Promise<AuditState> {
    const key = subjectKey(subject);
    this.#running.get(key)?.abort();
    const stop = new AbortController();
    this.#running.set(key, stop);
    this.#entries.delete(key);
    const set = (state: AuditState) => {
      if (this.#running.get(key) === stop) this.#set(subject, state);
    };
    set({ kind: 'running' });
    const hear = (progress: AuditProgress) => {
      set({ kind: 'running', progress });
      onProgress?.(progress);
    };
    const state = await this.read(subject, { entrypointOnly: false }, hear, stop.signal);
    set(state);
    if (this.#running.get(key) === stop) this.#running.delete(key);
    return state;
  }

  /** The same, without keeping what was found. */
  async read(
    subject: ImageSubject,
    { entrypointOnly }: { readonly entrypointOnly: boolean },
    onProgress: (now: AuditProgress) => void,
    signal: AbortSignal,
  ): Promise<AuditState> {
    if (!workspace.isTrusted) return failed(l10n.t('This workspace is not trusted.'));
    const registries =
      subject.kind === 'registry' ? await this.#ports.server.readRegistries() : undefined;
    if (subject.kind === 'registry' && registries === undefined) {
      return failed(
        l10n.t('The language server does not run, which knows how registries are asked.'),
      );
    }
    const request = { job: 'audit', subject, entrypointOnly } as const;
    return talkAboutAudit(
      this.#ports.worker,
      { ...request, ...(registries && { registries }) },
      onProgress,
      signal,
    );
  }

  cancel(subject: ImageSubject): void {
    this.#running.get(subjectKey(subject))?.abort();
  }

  /** Forgets an audit. */
  remove(subject: ImageSubject): void {
    const key = subjectKey(subject);
    this.#running.get(key)?.abort();
    this.#running.delete(key);
    if (this.#entries.delete(key)) this.#changed.fire(subject);
  }

  dispose(): void {
    for (const stop of this.#running.values()) stop.abort();
    this.#changed.dispose();
  }

  #set(subject: ImageSubject, state: AuditState): void {
    const entry = { subject, name: nameOf(subject), state };
    const key = subjectKey(subject);
    // It keeps its place while it runs.
    if (this.#entries.has(key)) this.#entries.set(key, entry);
    else keepNewest(this.#entries, key, entry, mostKept);
    this.#changed.fire(subject);
  }
}

function failed(message: string): AuditState {
  return { kind: 'failed', reason: { code: 'failed', message } };
}
