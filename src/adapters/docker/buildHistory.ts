import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod/mini';
import {
  builderOf,
  recordId,
  type PastBuild,
  type PastBuildDetails,
} from '../../core/build/progress/pastBuild.ts';
import { fail, succeed } from '../../core/result.ts';
import { buildxDirectory } from './dockerDirectory.ts';
import type { DockerCommand } from './dockerCommand.ts';

/** An entry of `docker buildx history ls --format json` (buildx 0.29). */
const entrySchema = z.object({
  ref: z.string().check(z.regex(/^[A-Za-z0-9][\w.-]*(?:\/[A-Za-z0-9][\w.-]*){2}$/)),
  name: z.optional(z.string()),
  status: z.string(),
  created_at: z.string(),
  completed_at: z.nullish(z.string()),
  total_steps: z.optional(z.number()),
  cached_steps: z.optional(z.number()),
});

/** What is read of `docker buildx history inspect --format json` (buildx 0.29). */
const detailsSchema = z.object({
  Platform: z.nullish(z.array(z.string())),
  Status: z.string(),
  Error: z.nullish(z.object({ Message: z.optional(z.string()) })),
});

/** The builds that a builder remembers, the newest first. @param builder the current one when left out */
export function listPastBuilds(builder: string | undefined): DockerCommand<readonly PastBuild[]> {
  return {
    args: ['buildx', ...builderFlag(builder), 'history', 'ls', '--format', 'json'],
    timeout: 20_000,
    parse: (stdout) => {
      const builds: PastBuild[] = [];
      for (const line of stdout.split('\n')) {
        if (line.trim() === '') continue;
        const parsed = entrySchema.safeParse(parseJson(line));
        if (!parsed.success) {
          return fail(`docker buildx history ls: ${z.prettifyError(parsed.error)}`);
        }
        builds.push(toPastBuild(parsed.data));
      }
      return succeed(builds.toSorted((a, b) => b.started - a.started));
    },
  };
}

/** What a builder knows of one of its builds. */
export function inspectPastBuild({ ref }: PastBuild): DockerCommand<PastBuildDetails> {
  return {
    args: [...historyOf(ref), 'inspect', '--format', 'json', recordId(ref)],
    timeout: 20_000,
    parse: (stdout) => {
      const parsed = detailsSchema.safeParse(parseJson(stdout));
      if (!parsed.success) {
        return fail(`docker buildx history inspect: ${z.prettifyError(parsed.error)}`);
      }
      const { Platform: platforms, Status: status, Error: error } = parsed.data;
      return succeed({
        platforms: platforms ?? [],
        state: states[status] ?? 'done',
        ...(error?.Message !== undefined && { error: error.Message }),
      });
    },
  };
}

/** What `docker buildx history inspect` tells people. */
export function describePastBuild({ ref }: PastBuild): DockerCommand<string> {
  return {
    args: [...historyOf(ref), 'inspect', recordId(ref)],
    timeout: 20_000,
    parse: succeed,
  };
}

/** Arguments of `docker` that print all events of a build, on the standard error. */
export function pastBuildEvents({ ref }: PastBuild): readonly string[] {
  return [...historyOf(ref), 'logs', '--progress=rawjson', recordId(ref)];
}

/** Arguments of `docker` that print the log of a build, on the standard error. */
export function pastBuildLog({ ref }: PastBuild): readonly string[] {
  return [...historyOf(ref), 'logs', '--progress=plain', recordId(ref)];
}

/**
 * Whether buildx has no history: before 0.21 it prints its help instead, which names all that it has.
 *
 * @param stderr its last lines
 */
export function lacksHistory(stderr: string): boolean {
  return stderr.includes("Run 'docker buildx COMMAND --help'") && !/^ {2}history\b/m.test(stderr);
}

/** What buildx notes of a build on this machine (buildx v0.29, localstate). */
const localSchema = z.object({ LocalPath: z.string(), DockerfilePath: z.optional(z.string()) });

/**
 * Path of the Dockerfile of a build that was started on this machine; undefined for others, and where the
 * file came from elsewhere.
 */
export async function pastBuildFile(
  { ref }: PastBuild,
  environment: NodeJS.ProcessEnv,
): Promise<string | undefined> {
  try {
    const text = await readFile(join(buildxDirectory(environment), 'refs', ...ref.split('/')));
    const local = localSchema.safeParse(parseJson(text.toString()));
    if (!local.success || local.data.LocalPath === '') return undefined;
    const { LocalPath: folder, DockerfilePath: path = '' } = local.data;
    return path === '' ? join(folder, 'Dockerfile') : path;
  } catch {
    return undefined;
  }
}

const states: Readonly<Partial<Record<string, PastBuildDetails['state']>>> = {
  running: 'running',
  completed: 'done',
  failed: 'failed',
  canceled: 'cancelled',
};

const listedStates: Readonly<Partial<Record<string, PastBuild['state']>>> = {
  Running: 'running',
  Error: 'failed',
};

function toPastBuild(entry: z.infer<typeof entrySchema>): PastBuild {
  const completed = Date.parse(entry.completed_at ?? '');
  return {
    ref: entry.ref,
    name: entry.name ?? '',
    state: listedStates[entry.status] ?? 'done',
    started: Date.parse(entry.created_at) || 0,
    ...(!Number.isNaN(completed) && { completed }),
    steps: entry.total_steps ?? 0,
    cachedSteps: entry.cached_steps ?? 0,
  };
}

function historyOf(ref: string): readonly string[] {
  return ['buildx', ...builderFlag(builderOf(ref)), 'history'];
}

function builderFlag(builder: string | undefined): readonly string[] {
  return builder === undefined ? [] : [`--builder=${builder}`];
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
