import type { UnknownReason } from '../../core/facts.ts';
import type { ImageSubject } from '../../core/image/inspection.ts';
import { parseReference, pulledReference } from '../../core/image/reference.ts';
import type { AuditProgress, SentAudit } from '../../protocol/audit.ts';

/** How the audit of an image stands. */
export type AuditState =
  | { readonly kind: 'running'; readonly progress?: AuditProgress }
  /** `asOf` in ms since the epoch. */
  | { readonly kind: 'done'; readonly audit: SentAudit; readonly asOf: number }
  | { readonly kind: 'failed'; readonly reason: UnknownReason }
  | { readonly kind: 'cancelled' };

/** An image that is or was audited in this window. */
export interface AuditEntry {
  readonly subject: ImageSubject;
  /** What people call it. */
  readonly name: string;
  readonly state: AuditState;
}

/** Tells images apart, however their references are written. */
export function subjectKey(subject: ImageSubject): string {
  if ('reference' in subject) {
    const parsed = parseReference(subject.reference);
    const name = parsed.ok ? pulledReference(parsed.value).canonical : subject.reference;
    return `${subject.kind} ${name}`;
  }
  return [subject.kind, subject.path, subject.name ?? ''].join(' ');
}
