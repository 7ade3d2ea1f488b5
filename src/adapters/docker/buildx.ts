import * as z from 'zod/mini';
import type { Builder, WorkerNode } from '../../core/build/workerNode.ts';
import { fail, succeed, type Result } from '../../core/result.ts';
import type { DockerCommand } from './dockerCommand.ts';

/** Go prints an empty list as null or leaves it out, depending on the field. */
const strings = z.optional(z.nullable(z.array(z.string())));

const nodeSchema = z.object({
  Name: z.string(),
  Endpoint: z.string(),
  Status: z.optional(z.string()),
  Version: z.optional(z.string()),
  Err: z.optional(z.string()),
  Platforms: strings,
  Labels: z.optional(z.nullable(z.record(z.string(), z.string()))),
});

const builderSchema = z.object({
  Name: z.string(),
  Driver: z.string(),
  Current: z.optional(z.boolean()),
  LastActivity: z.optional(z.string()),
  Err: z.optional(z.string()),
  Nodes: z.optional(z.nullable(z.array(nodeSchema))),
});

/** Go's zero time: the builder was never used. */
const never = '0001-01-01T00:00:00Z';

/**
 * buildx gives every builder 20 s to answer (`--timeout`) and asks them at the same time; the rest is
 * for starting the plugin.
 */
const listTimeout = 30_000;

/** `docker buildx ls --format json` (buildx ≥ 0.13): every builder, also those that do not answer. */
export const listBuilders: DockerCommand<readonly Builder[]> = {
  args: ['buildx', 'ls', '--format', 'json'],
  timeout: listTimeout,
  parse: parseBuilders,
};

/** `docker buildx version`: the version without its `v`, e.g. `0.29.1`. */
export const buildxVersion: DockerCommand<string> = {
  args: ['buildx', 'version'],
  timeout: 10_000,
  parse: (stdout) => {
    const version = stdout.split(' ')[1]?.trim();
    if (version === undefined) return fail(`not a version of buildx: ${firstLine(stdout)}`);
    return succeed(version.replace(/^v/, ''));
  },
};

/** Reads the JSON lines of {@link listBuilders}; the order is buildx's. */
function parseBuilders(stdout: string): Result<readonly Builder[]> {
  const builders: Builder[] = [];
  for (const line of stdout.split('\n')) {
    if (line.trim() === '') continue;
    const parsed = builderSchema.safeParse(parseJson(line));
    if (!parsed.success) {
      return fail(`docker buildx ls: ${z.prettifyError(parsed.error)} in ${firstLine(line)}`);
    }
    builders.push(toBuilder(parsed.data));
  }
  return succeed(builders);
}

function toBuilder(builder: z.infer<typeof builderSchema>): Builder {
  const { LastActivity: lastActivity, Err: error } = builder;
  return {
    name: builder.Name,
    driver: builder.Driver,
    current: builder.Current ?? false,
    // A docker context that cannot be reached comes with one node that has no name (buildx 0.36).
    nodes: (builder.Nodes ?? []).filter((node) => node.Name !== '').map(toNode),
    ...(lastActivity === undefined || lastActivity === never ? {} : { lastActivity }),
    ...(error ? { error } : {}),
  };
}

function toNode(node: z.infer<typeof nodeSchema>): WorkerNode {
  const snapshotter = node.Labels?.['org.mobyproject.buildkit.worker.snapshotter'];
  return {
    name: node.Name,
    endpoint: node.Endpoint,
    status: node.Status ?? (node.Err ? 'error' : 'inactive'),
    // The table marks what the user fixed with `*`, the JSON does not.
    platforms: (node.Platforms ?? []).map((platform) => platform.replace(/\*$/, '')),
    ...(node.Version ? { buildkitVersion: node.Version.replace(/^v/, '') } : {}),
    ...(snapshotter === undefined ? {} : { snapshotter }),
    ...(node.Err ? { error: node.Err } : {}),
  };
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function firstLine(text: string): string {
  return text.trim().split('\n', 1).join('').slice(0, 200);
}
