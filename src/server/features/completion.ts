import {
  CompletionItemKind,
  InsertTextFormat,
  type CompletionItem,
  type CompletionList,
} from 'vscode-languageserver';
import { ruleCodes } from '../../core/analysis/finding.ts';
import { parseDockerfile, type Dockerfile } from '../../core/dockerfile/instructions.ts';
import { displayName, splitStages } from '../../core/dockerfile/stages.ts';
import { say } from '../../core/language.ts';
import { PLATFORM_ARGUMENTS, type PlatformArgument } from '../../core/platform/platformArgs.ts';
import type { Position, Range } from '../../core/text.ts';

/** Characters after which an editor asks by itself. */
export const completionTriggers = ['=', '$', '{', ',', ':', '/'];

/** A tag that a repository has, for a list. */
export interface OfferedTag {
  readonly tag: string;
  /** Formatted. */
  readonly platforms: readonly string[];
}

/** Looks up tags of a repository, the most fitting first; empty when they cannot be had. */
export type FindTags = (reference: string) => Promise<readonly OfferedTag[]>;

/** Platforms that images are commonly built for (those of Docker's official images). */
const commonPlatforms = [
  'linux/amd64',
  'linux/arm64',
  'linux/arm/v7',
  'linux/arm/v6',
  'linux/386',
  'linux/ppc64le',
  'linux/riscv64',
  'linux/s390x',
  'linux/loong64',
  'windows/amd64',
];

/** Longest line that is looked at: the expressions below look at what stands before the cursor. */
const longestLine = 4_000;

/**
 * What may be written at a place: platforms behind `--platform=`, automatic arguments behind `$` and
 * `ARG`, stages behind `--from=`, tags behind the colon of an image, and what our own comments take.
 */
export async function complete(
  text: string,
  position: Position,
  targets: readonly string[],
  findTags: FindTags,
): Promise<CompletionList | undefined> {
  const line = lineOf(text, position.line);
  if (line.length > longestLine) return undefined;
  const before = line.slice(0, position.character);
  const after = line.slice(position.character);
  const replace = (start: number, rest: RegExp): Range => ({
    start: { line: position.line, character: start },
    end: {
      line: position.line,
      character: position.character + (rest.exec(after)?.[0].length ?? 0),
    },
  });

  const comment = /^[ \t]*#[ \t]*multiarch:[ \t]*(ignore|platforms)?/.exec(before);
  if (comment !== null) return completeComment(before, comment[1], targets, replace);
  if (/^[ \t]*#/.test(before)) return undefined;

  const flag = /\s--platform=([^\s]*)$/.exec(before);
  if (flag !== null) {
    const range = replace(before.length - (flag[1] ?? '').length, /^[^\s]*/);
    return list([...platformVariables(range), ...platforms(range, targets)]);
  }
  const source = /\s--from=([^\s]*)$/.exec(before) ?? mountSource(before);
  if (source !== null) {
    const range = replace(before.length - (source[1] ?? '').length, /^[^\s,]*/);
    return list(stagesAbove(parseDockerfile(text), position, range));
  }
  const declared = /^[ \t]*ARG[ \t]+(?:[^\s]+[ \t]+)*([A-Za-z]*)$/i.exec(before);
  if (declared !== null) {
    return list(argumentNames(replace(before.length - (declared[1] ?? '').length, /^[A-Za-z]*/)));
  }
  const variable = /\$(\{?)([A-Za-z]*)$/.exec(before);
  if (variable !== null) {
    const [, brace = '', name = ''] = variable;
    const range = replace(before.length - name.length, brace === '' ? /^\w*/ : /^\w*\}?/);
    return list(argumentNames(range, brace === '' ? '' : '}'));
  }
  const image =
    /^[ \t]*FROM[ \t]+(?:--[^\s]+[ \t]+)*([^\s@:$]+(?::\d+\/[^\s@:$]+)?):([^\s@$]*)$/i.exec(before);
  if (image !== null) {
    const [, repository = '', tag = ''] = image;
    const range = replace(before.length - tag.length, /^[\w.-]*/);
    return completeTag(
      await findTags(tag === '' ? repository : `${repository}:${tag}`),
      range,
      targets,
    );
  }
  return undefined;
}

/** What is typed behind `from=` in the last field of a `--mount`. */
function mountSource(before: string): RegExpExecArray | null {
  const [word = ''] = /(?<!\S)\S*$/.exec(before) ?? [];
  const start = word.indexOf('--mount=');
  const field =
    word
      .slice(start + '--mount='.length)
      .split(',')
      .at(-1) ?? '';
  return start === -1 ? null : /^(?:.*\W)?from=(.*)$/s.exec(field);
}

function completeComment(
  before: string,
  word: string | undefined,
  targets: readonly string[],
  replace: (start: number, rest: RegExp) => Range,
): CompletionList {
  if (word === 'platforms') {
    const typed = /(?<![^=,\s])[^=,\s]*$/.exec(before)?.[0] ?? '';
    return list(platforms(replace(before.length - typed.length, /^[^,\s]*/), targets));
  }
  if (word === 'ignore') {
    const typed = /(?<![a-z-])[a-z-]*$/.exec(before)?.[0] ?? '';
    const range = replace(before.length - typed.length, /^[a-z-]*/);
    return list(
      ruleCodes
        .filter((code) => code !== 'dockerfile-error')
        .map((code) => item(code, range, { kind: CompletionItemKind.EnumMember })),
    );
  }
  const typed = /(?<![a-z])[a-z]*$/.exec(before)?.[0] ?? '';
  const range = replace(before.length - typed.length, /^[a-z]*/);
  const kind = CompletionItemKind.Keyword;
  return list([
    item('platforms=', range, { kind, detail: say('The target platforms of this file') }),
    item('ignore', range, { kind, detail: say('Silences a rule for the next instruction') }),
  ]);
}

function platforms(range: Range, targets: readonly string[]): readonly CompletionItem[] {
  return [...new Set([...targets, ...commonPlatforms])].map((platform, index) =>
    item(platform, range, {
      kind: CompletionItemKind.Value,
      sortText: order(index + 10),
      ...(targets.includes(platform) && { detail: say('Target platform') }),
    }),
  );
}

function platformVariables(range: Range): readonly CompletionItem[] {
  return (['BUILDPLATFORM', 'TARGETPLATFORM'] as const).map((name, index) =>
    item(`$${name}`, range, {
      kind: CompletionItemKind.Variable,
      detail: say(argumentTexts[name]),
      sortText: order(index),
    }),
  );
}

function argumentNames(range: Range, end = ''): readonly CompletionItem[] {
  return PLATFORM_ARGUMENTS.map((name) => ({
    ...item(name, range, { kind: CompletionItemKind.Variable, detail: say(argumentTexts[name]) }),
    textEdit: { range, newText: name + end },
  }));
}

/** Stages that stand above the instruction: BuildKit refuses the others. */
function stagesAbove(
  dockerfile: Dockerfile,
  { line }: Position,
  range: Range,
): readonly CompletionItem[] {
  const above = splitStages(dockerfile).stages.filter(({ from }) => from.range.start.line < line);
  // The last of them is the stage that the cursor is in.
  return above.slice(0, -1).map((stage) =>
    item(stage.from.nameWord?.text ?? String(stage.index), range, {
      kind: CompletionItemKind.Reference,
      detail: say('Stage {0} on {1}', displayName(stage), stage.base.text),
      sortText: order(stage.index),
    }),
  );
}

function completeTag(
  tags: readonly OfferedTag[],
  range: Range,
  targets: readonly string[],
): CompletionList {
  const items = tags.map(({ tag, platforms: offered }, index) => {
    const missing = targets.filter((target) => !offered.includes(target));
    return item(tag, range, {
      kind: CompletionItemKind.Value,
      sortText: order(index),
      detail: missing.length === 0 ? say('all targets') : say('lacks {0}', missing.join(', ')),
      documentation: offered.join(', '),
    });
  });
  // More is typed, and another part of the repository is asked for.
  return { isIncomplete: true, items };
}

/** A word that takes the place of a range. */
export function item(
  label: string,
  range: Range,
  rest: Omit<CompletionItem, 'label' | 'textEdit'>,
): CompletionItem {
  return {
    label,
    // The whole word is compared: `$BUILD` must find `$BUILDPLATFORM`.
    filterText: label,
    insertTextFormat: InsertTextFormat.PlainText,
    textEdit: { range, newText: label },
    ...rest,
  };
}

/** All that there is to offer. */
export function list(items: readonly CompletionItem[]): CompletionList {
  return { isIncomplete: false, items: [...items] };
}

/** Keeps the order of a list. */
export function order(index: number): string {
  return String(index).padStart(4, '0');
}

function lineOf(text: string, line: number): string {
  let start = 0;
  for (let at = 0; at < line; at++) {
    const end = text.indexOf('\n', start);
    if (end === -1) return '';
    start = end + 1;
  }
  const end = text.indexOf('\n', start);
  return text.slice(start, end === -1 ? undefined : end).replace(/\r$/, '');
}

/** Short: a longer text would cut the name beside it. */
const argumentTexts: Readonly<Record<PlatformArgument, string>> = {
  BUILDPLATFORM: 'Platform of the builder',
  BUILDOS: 'System of the builder',
  BUILDOSVERSION: 'Windows version of the builder',
  BUILDARCH: 'Architecture of the builder',
  BUILDVARIANT: 'Variant of the builder',
  TARGETPLATFORM: 'Platform of the target',
  TARGETOS: 'System of the target',
  TARGETOSVERSION: 'Windows version of the target',
  TARGETARCH: 'Architecture of the target',
  TARGETVARIANT: 'Variant of the target',
  TARGETSTAGE: 'Name of the stage that is built',
};
