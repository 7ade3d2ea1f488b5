import * as z from 'zod/mini';
import { fail, succeed } from '../../core/result.ts';
import type { DockerCommand } from './dockerCommand.ts';

const contextSchema = z.object({
  Name: z.string(),
  DockerEndpoint: z.optional(z.string()),
  Current: z.optional(z.boolean()),
});

/** A docker context: a name for an engine. */
export interface DockerContext {
  readonly name: string;
  /** Address of its engine; empty when it has none. */
  readonly endpoint: string;
  readonly current: boolean;
}

/** `docker context ls --format json`: one object per line (docker 23 and newer). */
export const listContexts: DockerCommand<readonly DockerContext[]> = {
  args: ['context', 'ls', '--format', 'json'],
  timeout: 10_000,
  parse: (stdout) => {
    const contexts: DockerContext[] = [];
    for (const line of stdout.split('\n')) {
      if (line.trim() === '') continue;
      const parsed = contextSchema.safeParse(parseJson(line));
      if (!parsed.success) return fail(`docker context ls: ${z.prettifyError(parsed.error)}`);
      const { Name: name, DockerEndpoint: endpoint = '', Current: current = false } = parsed.data;
      contexts.push({ name, endpoint, current });
    }
    return succeed(contexts);
  },
};

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
