import * as z from 'zod/mini';
import type { AuditRequest } from './audit.ts';
import type { RuleLevel } from '../core/analysis/finding.ts';
import type { Fact, UnknownCode } from '../core/facts.ts';
import type { TagSearch } from '../core/image/tagSearch.ts';
import { listTask } from './listTask.ts';
import type { ListsRequest } from './lists.ts';
import type { ReportRequest } from './report.ts';
import { fail, succeed, type Result } from '../core/result.ts';
import type { HttpSettings } from './settings.ts';

/**
 * What the worker must know to ask registries as the one who starts it does. Logins are not part of it:
 * the worker finds them where docker keeps them.
 */
export interface WorkerRegistries {
  readonly trusted: boolean;
  /** The setting `multiarch.registry.lookups`. */
  readonly lookups: 'on' | 'ask' | 'off';
  readonly allowedHosts: readonly string[];
  readonly dockerConfigHosts: readonly string[];
  /** Registry host → base URLs that are asked before it. */
  readonly mirrors: Readonly<Record<string, readonly string[]>>;
  readonly insecure: readonly string[];
  readonly engine: { readonly mirrors: readonly string[]; readonly insecure: readonly string[] };
  /** Name of the builder whose configuration counts, where it has one of its own. */
  readonly builder?: string | undefined;
  /** Endpoint of the builder's engine, where a build takes its images before those of registries. */
  readonly engineImages?: string;
  /** The editor's proxy. */
  readonly http: HttpSettings;
}

/** Looks for tags of a repository that have platforms. */
export interface SearchTagsRequest {
  readonly job: 'searchTags';
  /** A reference or a repository, e.g. `python:3.9-slim`. */
  readonly reference: string;
  /** e.g. `linux/arm64`; none: tags with any platform. */
  readonly platforms: readonly string[];
  /** How many tags are wanted. */
  readonly limit: number;
  /** Whether a person waits for the answer: then any host may be asked. */
  readonly purpose: 'background' | 'asked';
  readonly registries: WorkerRegistries;
}

/** The first message to a worker. */
export type WorkerRequest = SearchTagsRequest | ListsRequest | AuditRequest | ReportRequest;

/** The one message from a worker that has one: what its job found, or why the request was refused. */
export type WorkerAnswer =
  | { readonly job: 'searchTags'; readonly found: Fact<TagSearch> }
  | { readonly job: 'none'; readonly problem: string };

const texts = z.array(z.string());

const registries: z.ZodMiniType<WorkerRegistries> = z.strictObject({
  trusted: z.boolean(),
  lookups: z.enum(['on', 'ask', 'off']),
  allowedHosts: texts,
  dockerConfigHosts: texts,
  mirrors: z.record(z.string(), texts),
  insecure: texts,
  engine: z.strictObject({ mirrors: texts, insecure: texts }),
  builder: z.optional(z.string()),
  engineImages: z.exactOptional(z.string()),
  http: z.strictObject({ proxy: z.string(), noProxy: texts, strictSSL: z.boolean() }),
});

/** A reference, a name or a path. */
const reference = z.string().check(z.minLength(1), z.maxLength(4096));

const request: z.ZodMiniType<WorkerRequest> = z.discriminatedUnion('job', [
  z.strictObject({
    job: z.literal('searchTags'),
    reference,
    platforms: texts,
    limit: z.int().check(z.minimum(1)),
    purpose: z.enum(['background', 'asked']),
    registries,
  }),
  z.strictObject({
    job: z.literal('audit'),
    subject: z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.enum(['registry', 'engine']), reference }),
      z.strictObject({
        kind: z.enum(['layout', 'archive']),
        path: reference,
        name: z.exactOptional(reference),
        platform: z.exactOptional(reference),
      }),
    ]),
    entrypointOnly: z.boolean(),
    registries: z.exactOptional(registries),
  }),
  z.strictObject({
    job: z.literal('report'),
    folders: z.array(
      z.strictObject({
        path: reference,
        prefix: z.string(),
        settings: z.exactOptional(
          z.strictObject({
            platforms: texts,
            rules: z.record(
              z.string(),
              z.enum(['off', 'hint', 'information', 'warning', 'error'] satisfies RuleLevel[]),
            ),
            buildArgs: z.record(z.string(), z.string()),
          }),
        ),
      }),
    ),
    targets: z.exactOptional(texts),
    otherwise: texts,
    docker: reference,
    buildPlatform: z.exactOptional(z.string()),
    registries,
  }),
  z.strictObject({ job: z.literal('lists'), registries, task: listTask }),
]);

/** Reads a message to a worker. What is not exactly a request is refused. */
export function readWorkerRequest(message: unknown): Result<WorkerRequest> {
  const parsed = z.safeParse(request, message);
  return parsed.success ? succeed(parsed.data) : fail(problemOf(parsed.error));
}

const answer: z.ZodMiniType<WorkerAnswer> = z.discriminatedUnion('job', [
  z.object({
    job: z.literal('searchTags'),
    found: z.discriminatedUnion('known', [
      z.object({
        known: z.literal(true),
        value: z.object({
          tags: z.array(
            z.object({
              tag: z.string(),
              platforms: texts,
              digest: z.exactOptional(z.string()),
              lastUpdated: z.exactOptional(z.string()),
            }),
          ),
          complete: z.boolean(),
          requests: z.number(),
        }),
        asOf: z.number(),
      }),
      z.object({
        known: z.literal(false),
        reason: z.object({ code: z.custom<UnknownCode>(isText), message: z.string() }),
      }),
    ]),
  }),
  z.object({ job: z.literal('none'), problem: z.string() }),
]);

/** Reads a message from a worker. */
export function readWorkerAnswer(message: unknown): Result<WorkerAnswer> {
  const parsed = z.safeParse(answer, message);
  return parsed.success ? succeed(parsed.data) : fail(problemOf(parsed.error));
}

function isText(value: unknown): boolean {
  return typeof value === 'string';
}

/** Where the first mistake is, and which; zod/mini brings no words for more. */
function problemOf({ issues: [issue] }: z.core.$ZodError): string {
  return `${issue?.path.join('.') ?? ''}: ${issue?.code ?? 'unknown'}`;
}
