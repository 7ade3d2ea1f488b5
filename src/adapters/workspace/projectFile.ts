import { parseDocument, type Document } from 'yaml';
import * as z from 'zod/mini';
import type { RuleLevel } from '../../core/analysis/finding.ts';
import { say } from '../../core/language.ts';
import { projectGlob } from '../../core/patterns/projectGlob.ts';
import { createComplaints, type ProjectProblem } from './projectFileProblems.ts';

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

/** Longest project file that is read, and longest glob in it, in characters, and how many aliases it may resolve. */
const limits = { length: 64 * 1024, glob: 1_000, aliases: 100 };

/** What came of reading a project file. */
export interface ReadProjectFile {
  /** Absent when one of the problems is an error: nothing is concluded from half of a file. */
  readonly file?: ProjectFile;
  readonly problems: readonly ProjectProblem[];
}

/** What other programs read in globs, and {@link projectGlob} would take at its word. */
const unknownGlob = /[@!+?*]\(|\{[^{},.]*\.\.[^/{},]|\[\[:/;

/** Reads `.multiarch.yaml` (docs/settings.md), and says what is wrong where, for people. */
export function readProjectFile(text: string): ReadProjectFile {
  if (text.length > limits.length) return refuse(say('it is longer than 64 KB.'));
  let document: Document.Parsed;
  let value: unknown;
  try {
    // At the level `warn` the parser quotes the file to standard error, with whatever is in it.
    document = parseDocument(text, { logLevel: 'error', prettyErrors: false });
    const problems = createComplaints(text, document).ofYaml();
    if (problems.length > 0) return { problems };
    value = document.toJS({ maxAliasCount: limits.aliases }) ?? {};
  } catch (error) {
    const [line = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
    return refuse(say('it is no YAML: {0}.', line));
  }
  const complaints = createComplaints(text, document);
  const read = schema.safeParse(value);
  if (!read.success) return { problems: complaints.ofShape(read.error.issues) };
  const { files = {}, ...general } = read.data;
  if (Object.keys(files).some((glob) => glob.length > limits.glob))
    return refuse(say('it has a glob of over {0} characters.', limits.glob));
  const strange = Object.keys(files).find((glob) => unknownGlob.test(glob));
  if (strange !== undefined)
    return refuse(say('the glob {0} is not known: name the files one by one.', strange));
  const ofRules = ({ rules = {} }: Part, ...path: readonly string[]) =>
    complaints.ofRules([...path, 'rules'], Object.keys(rules));
  const parts = Object.entries(files).map(([glob, settings]) => ({
    matches: projectGlob(glob.replace(/^\.\//, '')),
    settings,
  }));
  return {
    problems: [
      ...ofRules(general),
      ...Object.entries(files).flatMap(([glob, settings]) => ofRules(settings, 'files', glob)),
    ],
    file: {
      settingsFor: (path) =>
        join([
          general,
          ...parts.filter(({ matches }) => matches(path)).map(({ settings }) => settings),
        ]),
    },
  };
}

function refuse(message: string): ReadProjectFile {
  return { problems: [{ severity: 'error', message }] };
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
