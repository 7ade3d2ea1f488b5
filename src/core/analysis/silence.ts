import { parseCheckOptions, type CheckOptions } from '../dockerfile/checkOptions.ts';
import type { Instruction } from '../dockerfile/instruction.ts';
import type { Dockerfile } from '../dockerfile/instructions.ts';
import type { Range } from '../text.ts';
import type { RuleCode } from './finding.ts';

/** What comments are read from: a Dockerfile, or the lines of another file that findings may stand in. */
export interface Commented extends Pick<Dockerfile, 'file' | 'directives'> {
  readonly instructions: readonly Pick<Instruction, 'range' | 'comments'>[];
}

/** Which findings the file itself asks to be quiet about. */
export interface Silence {
  /** Whether a rule's finding at a place is silenced. */
  covers(code: RuleCode, buildkitRule: string | undefined, range: Range): boolean;
}

const ignoreComment = /^\s*#\s*multiarch:\s*ignore\s+([a-z-]+(?:\s*,\s*[a-z-]+)*)/;
const commentOrBlank = /^\s*(#|$)/;

/** Of a comment that BuildKit reads as a directive for the instruction below it. */
const checkComment = /^check\s*=\s*(\S+)/i;

/**
 * Reads the comments `# multiarch: ignore <code>[, <code>] [reason]` that stand above an instruction
 * (among other comments and blank lines), and BuildKit's `# check=skip=<Rule>[,<Rule>]`, as a directive
 * of the file or in the comments of one instruction (BuildKit 0.32,
 * frontend/dockerfile/linter/linter.go). BuildKit takes nothing behind the first blank of either.
 *
 * @param buildArgs `BUILDKIT_DOCKERFILE_CHECK` takes the place of the directive
 */
export function readSilence(
  dockerfile: Commented,
  buildArgs: Readonly<Record<string, string>> = {},
): Silence {
  const directive = dockerfile.directives.find(({ name }) => name === 'check')?.value;
  const ofBuild = Object.hasOwn(buildArgs, CHECK_ARGUMENT) ? buildArgs[CHECK_ARGUMENT] : undefined;
  const skipped = skippedRules(ofBuild ?? directive?.split(' ', 1)[0]);
  const byLine = new Map<number, { codes: ReadonlySet<string>; skipped: SkippedRules }>();
  const lines = dockerfile.file.includes('multiarch:') ? dockerfile.file.split('\n') : [];
  for (const { range, comments } of dockerfile.instructions) {
    if (lines.length === 0 && comments.length === 0) continue;
    const codes = new Set<string>();
    for (let at = range.start.line - 1; at >= 0; at--) {
      const line = lines[at];
      if (line === undefined || !commentOrBlank.test(line)) break;
      for (const code of ignoreComment.exec(line)?.[1]?.split(',') ?? []) codes.add(code.trim());
    }
    const check = comments.map(({ text }) => checkComment.exec(text)?.[1]).find(Boolean);
    if (codes.size === 0 && check === undefined) continue;
    const quiet = { codes, skipped: skippedRules(check) };
    for (let at = range.start.line; at <= range.end.line; at++) byLine.set(at, quiet);
  }
  return {
    covers(code, buildkitRule, { start }) {
      const quiet = byLine.get(start.line);
      if (quiet?.codes.has(code) === true) return true;
      return (
        buildkitRule !== undefined &&
        [skipped, quiet?.skipped ?? []].some(
          (rules) => rules === 'all' || rules.includes(buildkitRule),
        )
      );
    },
  };
}

const CHECK_ARGUMENT = 'BUILDKIT_DOCKERFILE_CHECK';

type SkippedRules = CheckOptions['skip'];

function skippedRules(value: string | undefined): SkippedRules {
  const options = parseCheckOptions(value ?? '');
  return options.ok ? options.value.skip : [];
}

/** A comment that silences rules, as it is written. */
export interface IgnoreComment {
  /** Zero-based. */
  readonly line: number;
  readonly rules: readonly string[];
  /** What stands behind the rules, for people; may be empty. */
  readonly reason: string;
}

const writtenIgnore =
  /^\s*(?:#|\/\/)\s*multiarch:\s*ignore\s+([a-z-]+(?:\s*,\s*[a-z-]+)*)(?![\w-])(.*)/;

/**
 * The comments of a file that silence rules, whether they silence something now or not. Linear.
 *
 * @param instructions of a Dockerfile: what stands in the lines of one, as in a heredoc, silences nothing
 */
export function ignoreComments(
  text: string,
  instructions: () => readonly Pick<Instruction, 'range'>[] = () => [],
): readonly IgnoreComment[] {
  if (!text.includes('multiarch:')) return [];
  const inside = new Set<number>();
  for (const { range } of instructions()) {
    for (let line = range.start.line + 1; line <= range.end.line; line += 1) inside.add(line);
  }
  return text.split('\n').flatMap((content, line) => {
    if (inside.has(line)) return [];
    const [, codes, reason = ''] = writtenIgnore.exec(content) ?? [];
    if (codes === undefined) return [];
    return [{ line, rules: codes.split(',').map((code) => code.trim()), reason: reason.trim() }];
  });
}
