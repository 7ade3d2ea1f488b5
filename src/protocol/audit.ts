import type { PlatformAudit } from '../core/audit/audit.ts';
import type { CheapProblem } from '../core/audit/cheapProblems.ts';
import type { Fact, UnknownReason } from '../core/facts.ts';
import type { ImageSubject, LayerInspection, Provenance } from '../core/image/inspection.ts';
import { say } from '../core/language.ts';
import { isAnyOf, isListOf, isObjectOf, isOneOf, textUpTo, type Guard } from './guards.ts';
import type { WorkerRegistries } from './worker.ts';

/** Reads the layers of an image and judges each platform. It ends when nobody listens any more. */
export interface AuditRequest {
  readonly job: 'audit';
  readonly subject: ImageSubject;
  /** Whether only what a container starts is looked for; then no more layers than needed are read. */
  readonly entrypointOnly: boolean;
  /** How registries are asked; needed for an image of one. */
  readonly registries?: WorkerRegistries;
}

/** What such a worker says: how far it is, and at last one of the others. */
export type AuditMessage =
  | AuditProgress
  | { readonly kind: 'audited'; readonly value: SentAudit }
  | { readonly kind: 'failed'; readonly reason: UnknownReason };

/** How far an audit is. */
export interface AuditProgress {
  readonly kind: 'progress';
  /** Whose layer is read now, e.g. `linux/arm64`; '' before the first one. */
  readonly platform: string;
  /** The layer that was begun last, counted from 1, of so many. */
  readonly layer: number;
  readonly layers: number;
  /** Of all layers, as stored, in bytes; a layer that several platforms have counts once. */
  readonly done: number;
  readonly of: number;
}

/** An audit, as it is sent. */
export interface SentAudit {
  /** As it was asked for. */
  readonly reference: string;
  /** As people write it. */
  readonly familiar: string;
  /** '' where a build has written files instead of an image. */
  readonly digest: string;
  readonly entrypointOnly: boolean;
  readonly platforms: readonly SentPlatform[];
  /** What manifests and configs alone show. */
  readonly problems: readonly CheapProblem[];
  /** From where the image was built, as its provenance says; looked for where something is wrong. */
  readonly source?: NonNullable<Provenance['source']>;
}

/** One platform of it. */
export interface SentPlatform {
  readonly platform: string;
  /** Of its manifest; '' where a build has written files instead of an image. */
  readonly digest: string;
  /** Unknown when its layers could not be read. */
  readonly audit: Fact<PlatformAudit>;
  /** From the lowest to the uppermost; none where a build has written files instead of an image. */
  readonly layers: readonly Pick<LayerInspection, 'digest' | 'createdBy'>[];
  /** Of layers, as stored. */
  readonly bytesRead: number;
}

/** Names in images are as long as they like, within what a message holds. */
const isText: Guard<string> = textUpTo(16 * 1024 * 1024);
const isTexts = isListOf(isText);
const isNumber: Guard<number> = (value): value is number =>
  typeof value === 'number' && Number.isFinite(value);
const isReason = isObjectOf<UnknownReason>({
  code: isText as Guard<UnknownReason['code']>,
  message: isText,
});

const isAudit = isObjectOf<PlatformAudit>({
  ...{ declared: isText, digest: isText, remarks: isTexts },
  verdict: isOneOf(['right', 'wrong', 'mixed', 'none']),
  started: isListOf(
    isObjectOf<PlatformAudit['started'][number]>(
      {
        ...{
          word: isText,
          chain: isTexts,
          actual: isTexts,
          missingLoader: isText,
          layer: isNumber,
        },
        role: isOneOf(['entrypoint', 'command']),
        state: isOneOf(['right', 'wrong', 'missing', 'unknown']),
      },
      ['missingLoader', 'layer'],
    ),
  ),
  files: isListOf(
    isObjectOf<PlatformAudit['files'][number]>({
      ...{ path: isText, actual: isTexts, layer: isNumber },
      kind: isOneOf(['program', 'library']),
    }),
  ),
  counts: isListOf(
    isObjectOf<PlatformAudit['counts'][number]>({
      ...{ platform: isText, files: isNumber, onPurpose: isNumber },
    }),
  ),
  ...{ wrongCount: isNumber, layersLeft: isNumber },
});

const isFact: Guard<Fact<PlatformAudit>> = isAnyOf<Fact<PlatformAudit>>(
  isObjectOf({
    known: (value): value is true => value === true,
    ...{ value: isAudit, asOf: isNumber },
  }),
  isObjectOf({ known: (value): value is false => value === false, reason: isReason }),
);

const isProblem: Guard<CheapProblem> = isAnyOf<CheapProblem>(
  isObjectOf({ code: isOneOf(['identical-layers']), platforms: isTexts }),
  isObjectOf({ code: isOneOf(['platform-mismatch']), platform: isText, declared: isText }),
  isObjectOf({ code: isOneOf(['orphan-attestation']), digest: isText }),
);

const isSentAudit = isObjectOf<SentAudit>(
  {
    ...{ reference: isText, familiar: isText, digest: isText, problems: isListOf(isProblem) },
    entrypointOnly: (value): value is boolean => typeof value === 'boolean',
    platforms: isListOf(
      isObjectOf<SentPlatform>({
        ...{ platform: isText, digest: isText, audit: isFact, bytesRead: isNumber },
        layers: isListOf(
          isObjectOf<SentPlatform['layers'][number]>({ digest: isText, createdBy: isText }),
        ),
      }),
    ),
    source: isObjectOf<NonNullable<SentAudit['source']>>({
      ...{ repository: isText, revision: isText, file: isText },
    }),
  },
  ['source'],
);

const isMessage: Guard<AuditMessage> = isAnyOf<AuditMessage>(
  isObjectOf<AuditProgress>({
    kind: isOneOf(['progress']),
    platform: isText,
    ...{ layer: isNumber, layers: isNumber, done: isNumber, of: isNumber },
  }),
  isObjectOf({ kind: isOneOf(['audited']), value: isSentAudit }),
  isObjectOf({ kind: isOneOf(['failed']), reason: isReason }),
);

/** Reads a message of such a worker. One that is none, such as the refusal of a request, is a failure. */
export function readAuditMessage(message: unknown): AuditMessage {
  if (isMessage(message)) return message;
  const isRefusal = isObjectOf<{ problem: string }>({ problem: isText })(message);
  const why = isRefusal
    ? say('it refused the request: {0}', message.problem)
    : say('its answer is none');
  const text = say(
    'The program that audits images did not understand, or was not understood: {0}.',
    why,
  );
  return { kind: 'failed', reason: { code: 'failed', message: text } };
}
