import { parseReference } from '../../../core/image/reference.ts';
import type {
  ImageInspection,
  ImageSubject,
  Referrer,
  ReferrersInspection,
  StatementInspection,
} from '../../../core/image/inspection.ts';
import type { AuditState } from '../../audit/auditState.ts';
import type { Fact } from '../../../core/facts.ts';

/** An image on a page, with all that was asked about it so far. */
export interface InspectedImage {
  readonly subject: ImageSubject;
  /** Absent until something has answered. */
  readonly inspection?: Fact<ImageInspection>;
  /** Whether more of {@link inspection} is on its way. */
  readonly busy: boolean;
  /** Digests of the platforms that the user wants to see, where the registry counts what is read. */
  readonly wanted: ReadonlySet<string>;
  /** Ids of the sections that the user has opened, of those that are filled then. */
  readonly opened: ReadonlySet<string>;
  /** By the attestation's digest. */
  readonly statements: ReadonlyMap<string, Fact<readonly StatementInspection[]>>;
  readonly referrers?: Fact<ReferrersInspection>;
  /** Which of them are shown; all when absent. */
  readonly referrerKind?: Referrer['kind'] | undefined;
  /** Digests of the two platforms whose configs are compared; the first two until the user chooses. */
  readonly compared: { readonly left?: string; readonly right?: string };
  /** What its files are, as far as anybody has looked. */
  readonly audit?: AuditState;
  /** Platform of the machine that builds, e.g. `linux/arm64`, if it is known. */
  readonly thisHost?: string;
  /** Why the page was opened, e.g. what a build has pushed. */
  readonly remarks: readonly string[];
  /** An editor of its own, or the view in the side bar. */
  readonly place: 'editor' | 'view';
}

/** What a page about an image begins with. */
export function newlyInspected(
  subject: ImageSubject,
  place: InspectedImage['place'],
): InspectedImage {
  return {
    ...{ subject, place, busy: true },
    ...{
      wanted: new Set<string>(),
      opened: new Set(),
      statements: new Map(),
      compared: {},
      remarks: [],
    },
  };
}

/** Whether manifests and configs can be shown as they are: the engine tells them in its own words only. */
export function hasDocuments({ origin }: ImageInspection): boolean {
  return origin.kind !== 'engine';
}

/** What people call an image: `alpine:3.20`, or the name of its file or folder. */
export function nameOf(subject: ImageSubject): string {
  if ('reference' in subject) {
    const parsed = parseReference(subject.reference);
    return parsed.ok ? parsed.value.familiar : subject.reference;
  }
  const { path, name } = subject;
  const file = path.split(/[/\\]/).findLast((part) => part !== '') ?? path;
  return name === undefined ? file : `${file}: ${name}`;
}
