import type {
  BuildEvent,
  LogEvent,
  StatusEvent,
  VertexEvent,
  WarningEvent,
} from '../../core/build/progress/buildEvent.ts';

/**
 * Reads one event of `--progress=rawjson`. Undefined for any other line: docker mixes plain text in, e.g.
 * `ERROR: …`. Read by hand rather than by a schema: a build prints up to a hundred thousand of them.
 */
export function parseBuildEvent(line: string): BuildEvent | undefined {
  if (!line.startsWith('{')) return undefined;
  let json: unknown;
  try {
    json = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (!isObject(json)) return undefined;
  // Of bake there are events in which nothing happened (buildx 0.29).
  if (Object.keys(json).length === 0) return nothingHappened;
  const { vertexes, statuses, logs, warnings } = json;
  if (!vertexes && !statuses && !logs && !warnings) return undefined;
  return {
    vertexes: each(vertexes, toVertex),
    statuses: each(statuses, toStatus),
    logs: each(logs, toLog),
    warnings: each(warnings, toWarning),
  };
}

/** Longest texts that are kept, in characters: names of steps hold whole scripts, errors what a step printed. */
const longestName = 8_000;
const longestError = 20_000;
/** Lines and details that one warning has, at most. */
const mostParts = 100;

type Json = Readonly<Record<string, unknown>>;

const nothing: readonly never[] = [];
const nothingHappened = { vertexes: nothing, statuses: nothing, logs: nothing, warnings: nothing };

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Entries of another form than BuildKit's are left out. */
function each<T>(list: unknown, read: (entry: Json) => T | undefined): readonly T[] {
  if (!Array.isArray(list)) return nothing;
  return list.flatMap((entry: unknown) => (isObject(entry) ? (read(entry) ?? nothing) : nothing));
}

function toVertex(entry: Json): VertexEvent | undefined {
  const { digest, name, cached, error } = entry;
  if (typeof digest !== 'string') return undefined;
  return {
    digest,
    name: (text(name) ?? '').slice(0, longestName),
    ...times(entry),
    ...(cached === true && { cached }),
    ...(typeof error === 'string' && error !== '' && { error: error.slice(0, longestError) }),
  };
}

function toStatus(entry: Json): StatusEvent | undefined {
  const { id, vertex, current, total } = entry;
  if (typeof id !== 'string' || typeof vertex !== 'string') return undefined;
  return { id, vertex, current: amount(current), total: amount(total), ...times(entry) };
}

function toLog({ vertex, stream, data }: Json): LogEvent | undefined {
  if (typeof vertex !== 'string' || typeof data !== 'string') return undefined;
  return { vertex, stream: stream === 2 ? 2 : 1, text: decode(data) };
}

function toWarning(entry: Json): WarningEvent | undefined {
  const { vertex, short, detail, url, sourceInfo, range } = entry;
  if (typeof vertex !== 'string' || typeof short !== 'string') return undefined;
  const file = isObject(sourceInfo) ? text(sourceInfo['filename']) : undefined;
  const lines = each(range, toLines).slice(0, mostParts);
  return {
    vertex,
    short: decode(short.slice(0, longestError)),
    detail: Array.isArray(detail)
      ? detail
          .slice(0, mostParts)
          .flatMap((part: unknown) =>
            typeof part === 'string' ? decode(part.slice(0, longestError)) : [],
          )
      : nothing,
    ...(typeof url === 'string' && url !== '' && { url }),
    ...(file !== undefined && { file }),
    ...(lines.length > 0 && {
      lines: {
        first: Math.min(...lines.map(({ first }) => first)),
        last: Math.max(...lines.map(({ last }) => last)),
      },
    }),
  };
}

function toLines({ start, end }: Json): { first: number; last: number } | undefined {
  const first = isObject(start) ? lineNumber(start['line']) : undefined;
  const last = isObject(end) ? lineNumber(end['line']) : undefined;
  if (first === undefined) return undefined;
  return { first, last: Math.max(first, last ?? first) };
}

function lineNumber(value: unknown): number | undefined {
  return Number.isSafeInteger(value) && Number(value) >= 1 ? Number(value) : undefined;
}

function times({ started, completed }: Json): { started?: number; completed?: number } {
  const begin = time(started);
  const end = time(completed);
  return {
    ...(begin !== undefined && { started: begin }),
    ...(end !== undefined && { completed: end }),
  };
}

function time(value: unknown): number | undefined {
  const ms = typeof value === 'string' ? Date.parse(value) : NaN;
  return Number.isNaN(ms) ? undefined : ms;
}

function amount(value: unknown): number {
  return typeof value === 'number' && value > 0 ? Math.min(value, Number.MAX_SAFE_INTEGER) : 0;
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** Base64 of what may break off within a character. */
function decode(base64: string): string {
  return Buffer.from(base64, 'base64').toString('utf8');
}
