import {
  Diagnostic,
  DiagnosticSeverity,
  l10n,
  languages,
  Range,
  workspace,
  type Disposable,
  type TextDocumentChangeEvent,
  type Uri,
} from 'vscode';
import { auditMarks, type AuditMark } from '../../core/audit/auditMarks.ts';
import { instructionPlaces } from '../../core/audit/instructionPlaces.ts';
import type { ImageSubject } from '../../core/image/inspection.ts';
import type { SentAudit } from '../../protocol/audit.ts';
import type { BuildRuns } from '../build/buildRuns.ts';
import { subjectKey } from './auditState.ts';
import type { AuditStore } from './auditStore.ts';
import { findDockerfile } from './dockerfileOf.ts';
import { movedStretch } from './movedMarks.ts';

/** Files that are named in one message. */
const mostNamed = 3;

/** What is marked for an image: it is taken back when the image is audited again. */
interface Marked {
  readonly file: Uri;
  diagnostics: readonly Diagnostic[];
}

/** Marks the instructions of Dockerfiles that brought wrong files into images. */
export class AuditDiagnostics implements Disposable {
  readonly #store: AuditStore;
  readonly #runs: BuildRuns;
  readonly #collection = languages.createDiagnosticCollection('multiarch-audit');
  readonly #marked = new Map<string, Marked>();
  readonly #disposables: readonly Disposable[];

  constructor(store: AuditStore, runs: BuildRuns) {
    this.#store = store;
    this.#runs = runs;
    this.#disposables = [
      store.onDidChange((subject) => {
        void this.#update(subject);
      }),
      workspace.onDidChangeTextDocument((event) => {
        this.#follow(event);
      }),
      // What is built again has other files.
      runs.onDidBegin(({ request }) => {
        for (const tag of request.tags) {
          for (const kind of ['registry', 'engine'] as const) this.#forgetTag(kind, tag);
        }
      }),
    ];
  }

  /** The line of a Dockerfile that made a layer of an image; undefined where none is known. */
  async placeOf(
    subject: ImageSubject,
    audit: SentAudit,
    platform: SentAudit['platforms'][number],
    layer: number,
  ): Promise<{ readonly file: Uri; readonly range: Range } | undefined> {
    const from = await findDockerfile(subject, audit, this.#runs);
    if (from === undefined) return undefined;
    const text = (await workspace.openTextDocument(from.file)).getText();
    const made = platform.layers.map(({ createdBy }) => createdBy);
    const place = instructionPlaces(text, made, from.target)[layer];
    return place && { file: from.file, range: rangeOf(place) };
  }

  dispose(): void {
    for (const one of this.#disposables) one.dispose();
    this.#collection.dispose();
  }

  async #update(subject: ImageSubject): Promise<void> {
    const key = subjectKey(subject);
    const state = this.#store.of(subject)?.state;
    this.#forget(key);
    if (state?.kind !== 'done') return;
    const { audit } = state;
    const wrong = audit.platforms.filter(
      ({ audit: fact }) => fact.known && fact.value.files.length > 0,
    );
    if (wrong.length === 0) return;
    const from = await findDockerfile(subject, audit, this.#runs);
    if (from === undefined) return;
    const document = await workspace.openTextDocument(from.file);
    const text = document.getText();
    // Somebody may have audited it again meanwhile.
    if (this.#store.of(subject)?.state !== state) return;
    const diagnostics = wrong.flatMap(({ audit: fact, layers }) => {
      if (!fact.known) return [];
      const made = layers.map(({ createdBy }) => createdBy);
      const marks = auditMarks(fact.value, instructionPlaces(text, made, from.target));
      return marks.map((mark) => diagnosticOf(mark, audit.familiar));
    });
    if (diagnostics.length === 0) return;
    this.#marked.set(key, { file: from.file, diagnostics });
    this.#show(from.file);
  }

  #forgetTag(kind: 'registry' | 'engine', tag: string): void {
    for (const { subject } of this.#store.list()) {
      if (subject.kind !== kind) continue;
      const key = subjectKey(subject);
      if (key === subjectKey({ kind, reference: tag })) this.#forget(key);
    }
  }

  #forget(key: string): void {
    const marked = this.#marked.get(key);
    if (!this.#marked.delete(key) || marked === undefined) return;
    this.#show(marked.file);
  }

  /** Of a line that is changed nothing is known any more; those below it move. */
  #follow({ document, contentChanges }: TextDocumentChangeEvent): void {
    if (contentChanges.length === 0) return;
    const uri = document.uri.toString();
    let isTouched = false;
    for (const marked of this.#marked.values()) {
      if (marked.file.toString() !== uri) continue;
      isTouched = true;
      for (const { range, text } of contentChanges) {
        const lines = text.split('\n').length;
        const change = { first: range.start.line, last: range.end.line, lines };
        marked.diagnostics = marked.diagnostics.flatMap((diagnostic) => {
          const { start, end } = diagnostic.range;
          const moved = movedStretch({ first: start.line, last: end.line }, change);
          if (moved === undefined) return [];
          diagnostic.range = new Range(moved.first, start.character, moved.last, end.character);
          return [diagnostic];
        });
      }
    }
    if (isTouched) this.#show(document.uri);
  }

  #show(file: Uri): void {
    const all = [...this.#marked.values()].filter(
      (marked) => marked.file.toString() === file.toString(),
    );
    this.#collection.set(
      file,
      all.flatMap(({ diagnostics }) => diagnostics),
    );
  }
}

function rangeOf({ range: { start, end } }: Pick<AuditMark, 'range'>): Range {
  return new Range(start.line, start.character, end.line, end.character);
}

function diagnosticOf(mark: AuditMark, image: string): Diagnostic {
  const diagnostic = new Diagnostic(
    rangeOf(mark),
    markText(mark, image),
    mark.isWrong ? DiagnosticSeverity.Error : DiagnosticSeverity.Warning,
  );
  diagnostic.source = 'multiarch audit';
  diagnostic.code = 'wrong-file';
  return diagnostic;
}

/** What is said at a line: what it brought, to which platform, and where that was seen. */
function markText({ kind, platform, files }: AuditMark, image: string): string {
  const named = files.slice(0, mostNamed).map(({ path, actual }) => {
    return l10n.t('{0} (made for {1})', path, actual.join(' + '));
  });
  const rest = files.length - named.length;
  const list = [...named, ...(rest > 0 ? [l10n.t('{0} more', rest)] : [])].join(', ');
  return kind === 'base'
    ? l10n.t(
        '{0}: the base image brings files for another platform: {1}. Seen in {2}.',
        platform,
        list,
        image,
      )
    : l10n.t(
        '{0}: this brings files for another platform: {1}. Seen in {2}.',
        platform,
        list,
        image,
      );
}
