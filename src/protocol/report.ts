import { say } from '../core/language.ts';
import type { Report } from '../core/report/report.ts';
import { isListOf, isObjectOf, textUpTo, type Guard } from './guards.ts';
import type { Settings } from './settings.ts';
import type { WorkerRegistries } from './worker.ts';

/** Asks whether folders are ready for platforms. */
export interface ReportRequest {
  readonly job: 'report';
  readonly folders: readonly {
    readonly path: string;
    readonly prefix: string;
    /** As the language server has them for the files of the folder. */
    readonly settings?: Pick<Settings, 'platforms' | 'rules' | 'buildArgs'>;
  }[];
  /** What files say themselves when left out. */
  readonly targets?: readonly string[];
  /** What files are for that say nothing: the setting. */
  readonly otherwise: readonly string[];
  /** Path or name of the docker program, which reads bake files. */
  readonly docker: string;
  /** The platform of the builder, where it is known. */
  readonly buildPlatform?: string;
  readonly registries: WorkerRegistries;
}

/** The one message of the worker. */
export type ReportMessage =
  | { readonly kind: 'report'; readonly report: Report }
  | { readonly kind: 'failed'; readonly message: string };

const text = textUpTo(Number.POSITIVE_INFINITY);
const texts = isListOf(text);
const isNumber: Guard<number> = (value): value is number => typeof value === 'number';
const isThing: Guard<object> = (value): value is object =>
  typeof value === 'object' && value !== null;

/** What a page builds on: lists of things that have their texts. What is in them comes from our own program. */
const isReport = isObjectOf<Record<keyof Report, object>>({
  targets: texts,
  summary: isListOf(
    isObjectOf({ target: text, ready: isNumber, blocked: isNumber, unknown: isNumber }),
  ),
  units: isListOf(isObjectOf({ name: text, place: isObjectOf({ path: text }), states: texts })),
  blockers: isListOf(isObjectOf({ message: isThing, advice: isListOf(isThing), targets: texts })),
  remarks: isListOf(isThing),
  silenced: isListOf(isThing),
  images: isListOf(isObjectOf({ familiar: text, platforms: isThing, lacks: texts })),
  unknown: isListOf(isObjectOf({ reference: text, reason: text })),
  problems: isListOf(isObjectOf({ path: text, message: text })),
});

/** Reads a message of the worker; anything else is a failure. */
export function readReportMessage(message: unknown): ReportMessage {
  if (isObjectOf({ kind: text, report: isThing })(message) && isReport(message.report)) {
    return { kind: 'report', report: message.report as Report };
  }
  if (isObjectOf({ kind: text, message: text })(message)) {
    return { kind: 'failed', message: message.message };
  }
  if (isObjectOf({ job: text, problem: text })(message)) {
    return { kind: 'failed', message: message.problem };
  }
  return { kind: 'failed', message: say('its answer cannot be read') };
}
