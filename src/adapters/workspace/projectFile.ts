import picomatch from 'picomatch';
import { parse } from 'yaml';
import * as z from 'zod/mini';
import type { RuleLevel } from '../../core/analysis/finding.ts';
import { projectFileName } from '../../core/project/fileNames.ts';
import { fail, succeed, type Result } from '../../core/result.ts';

/** What a project file says, for all Dockerfiles or for some of them. */
export interface ProjectSettings {
  /** Empty when it says nothing about them. */
  readonly platforms: readonly string[];
  readonly rules: Readonly<Record<string, RuleLevel>>;
  readonly buildArgs: Readonly<Record<string, string>>;
}

/** A project file that was read. */
export interface ProjectFile {
  /**
   * What it says about a Dockerfile: the general part, then every glob that matches, a later one before an
   * earlier one.
   *
   * @param path relative to the folder of the project file, with `/`
   */
  settingsFor(path: string): ProjectSettings;
}

const scalar = z.union([z.string(), z.number(), z.boolean()]);
const part = {
  platforms: z.optional(z.array(z.string())),
  rules: z.optional(
    z.record(z.string(), z.enum(['off', 'hint', 'information', 'warning', 'error'])),
  ),
  buildArgs: z.optional(z.record(z.string(), scalar)),
};
const schema = z.strictObject({
  ...part,
  files: z.optional(z.record(z.string(), z.strictObject(part))),
});

type Part = z.infer<z.ZodMiniObject<typeof part>>;

/** Longest project file that is read, in characters, and how many aliases it may resolve. */
const limits = { length: 64 * 1024, aliases: 100 };

/** Reads `.multiarch.yaml` (docs/settings.md); the problem says what is wrong, for people. */
export function readProjectFile(text: string): Result<ProjectFile> {
  if (text.length > limits.length) return fail(`${projectFileName} is longer than 64 KB.`);
  let value: unknown;
  try {
    // At the level `warn` the parser quotes the file to standard error, with whatever is in it.
    value = parse(text, { maxAliasCount: limits.aliases, logLevel: 'error' }) ?? {};
  } catch (error) {
    const [line = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
    return fail(`${projectFileName} is no YAML: ${line}`);
  }
  const read = schema.safeParse(value);
  if (!read.success) return fail(`${projectFileName}: ${complain(read.error.issues[0])}`);
  const { files = {}, ...general } = read.data;
  const parts = Object.entries(files).map(([glob, settings]) => ({
    matches: picomatch(glob.replace(/^\.\//, ''), { dot: true }),
    settings,
  }));
  return succeed({
    settingsFor: (path) =>
      join([
        general,
        ...parts.filter(({ matches }) => matches(path)).map(({ settings }) => settings),
      ]),
  });
}

const shapes: Readonly<Record<keyof typeof part | 'files', string>> = {
  platforms: 'a list such as [linux/amd64, linux/arm64]',
  rules: 'rule codes, each with off, hint, information, warning or error',
  buildArgs: 'names, each with a value',
  files: 'globs of Dockerfiles, each with platforms, rules or buildArgs',
};

/** What is wrong, and what is expected there. */
function complain(issue: z.core.$ZodIssue | undefined): string {
  if (issue?.code === 'unrecognized_keys') {
    const [key = ''] = issue.keys;
    return `there is no key "${key}". It knows ${Object.keys(shapes).join(', ')}.`;
  }
  const path = issue?.path ?? [];
  const key = (Object.keys(shapes) as (keyof typeof shapes)[]).findLast((each) =>
    path.includes(each),
  );
  return key === undefined
    ? `it holds ${Object.keys(shapes).join(', ')}, and nothing else.`
    : `${path.join('.')} is not right: ${key} holds ${shapes[key]}.`;
}

function join(parts: readonly Part[]): ProjectSettings {
  const said = parts.findLast(({ platforms = [] }) => platforms.length > 0);
  return {
    platforms: said?.platforms ?? [],
    rules: Object.assign({}, ...parts.map(({ rules }) => rules)) as ProjectSettings['rules'],
    buildArgs: Object.fromEntries(
      parts.flatMap(({ buildArgs = {} }) =>
        Object.entries(buildArgs).map(([name, value]) => [name, String(value)]),
      ),
    ),
  };
}
