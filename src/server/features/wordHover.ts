import type { Analysis } from '../../core/analysis/analyze.ts';
import { buildPlatformOf, targetNode } from '../../core/build/targetNode.ts';
import { say } from '../../core/language.ts';
import { parsePlatform } from '../../core/platform/platform.ts';
import {
  PLATFORM_ARGUMENTS,
  platformArguments,
  type PlatformArgument,
} from '../../core/platform/platformArgs.ts';
import type { Position } from '../../core/text.ts';
import { code, contains, type HoverFacts, type HoverText } from './imageHover.ts';

/** Longest line that is looked at, in characters. */
const longestLine = 4_000;

const meanings: Readonly<Record<PlatformArgument, string>> = {
  BUILDPLATFORM: 'the platform of the machine that builds',
  BUILDOS: 'the operating system of the machine that builds',
  BUILDOSVERSION: 'the version of the operating system that builds, for Windows',
  BUILDARCH: 'the architecture of the machine that builds',
  BUILDVARIANT: 'the variant of the architecture that builds',
  TARGETPLATFORM: 'the platform that is built for',
  TARGETOS: 'the operating system that is built for',
  TARGETOSVERSION: 'the version of the operating system that is built for, for Windows',
  TARGETARCH: 'the architecture that is built for',
  TARGETVARIANT: 'the variant of the architecture that is built for, e.g. v7 of arm',
  TARGETSTAGE: 'the name of the stage that is built',
};

/** What an automatic argument is on each target, and what `--platform=` of a FROM makes of its stage. */
export function wordHover(
  analysis: Analysis,
  position: Position,
  facts: HoverFacts,
): HoverText | undefined {
  const argument = argumentHover(analysis, position, facts);
  const flag = flagHover(analysis, position);
  if (argument === undefined) return flag;
  const { range, heading, values } = argument;
  // What the argument is on each target shows in what it makes of the flag.
  const markdown = flag ? `${heading}\n\n${flag.markdown}` : `${heading}\n\n${values}`;
  return { range, markdown };
}

interface ArgumentText extends Pick<HoverText, 'range'> {
  readonly heading: string;
  readonly values: string;
}

function argumentHover(
  { dockerfile, targets, resolution }: Analysis,
  position: Position,
  { builder }: HoverFacts,
): ArgumentText | undefined {
  const { text, lines } = dockerfile;
  const start = lines.offset({ line: position.line, character: 0 });
  const line = text.slice(start, start + longestLine).split('\n', 1)[0] ?? '';
  if (/^[ \t]*#/.test(line)) return undefined;
  const found = [...line.matchAll(/(?<![A-Za-z0-9_])(?:TARGET|BUILD)[A-Z]+(?![A-Za-z0-9_])/g)].find(
    ({ 0: word, index }) =>
      index <= position.character && position.character <= index + word.length,
  );
  const name = PLATFORM_ARGUMENTS.find((each) => each === found?.[0]);
  if (found === undefined || name === undefined) return undefined;
  const rows = targets.map((target): readonly [string, string | undefined] => {
    const platform = parsePlatform(target);
    const native = builder && buildPlatformOf(targetNode(builder, target, targets));
    const build = native === undefined ? undefined : parsePlatform(native);
    const { stages = [], result = -1 } =
      resolution.targets.find((each) => each.platform === target) ?? {};
    if (!platform.ok) return [target, undefined];
    const stage = stages[result]?.name ?? '';
    return [
      target,
      platformArguments(platform.value, build?.ok ? build.value : undefined, stage)[name],
    ];
  });
  const character = found.index;
  return {
    range: {
      start: { line: position.line, character },
      end: { line: position.line, character: character + name.length },
    },
    heading: `**${code(name)}**: ${say(meanings[name])}`,
    values: [
      table(
        say('BuildKit’s value'),
        rows.map(([target, value]) => [target, valueText(value)]),
      ),
      say('BuildKit sets it in {0}, and in a stage below {1}.', code('FROM'), code(`ARG ${name}`)),
    ].join('\n\n'),
  };
}

function flagHover({ resolution }: Analysis, position: Position): HoverText | undefined {
  const rows = resolution.targets.flatMap(({ platform, stages }) => {
    const stage = stages.find(
      ({ platformFlag }) => platformFlag && contains(platformFlag.range, position),
    );
    return stage?.platformFlag === undefined
      ? []
      : [{ target: platform, flag: stage.platformFlag, stage }];
  });
  const [first] = rows;
  if (first === undefined) return undefined;
  return {
    range: first.flag.range,
    markdown: [
      say(
        '**{0}**: the platform of this stage, whatever is built for',
        code(`--platform=${first.flag.written}`),
      ),
      table(
        say('Platform of the stage'),
        rows.map(({ target, stage }) => [
          target,
          stage.platform === undefined ? say('not known without a builder') : code(stage.platform),
        ]),
      ),
    ].join('\n\n'),
  };
}

function valueText(value: string | undefined): string {
  if (value === undefined) return say('not known without a builder');
  return value === '' ? '(empty)' : code(value);
}

function table(title: string, rows: readonly (readonly [string, string])[]): string {
  const lines = rows.map(([target, value]) => `| ${code(target)} | ${value} |`);
  return [`| ${say('Target')} | ${title} |`, '|:--|:--|', ...lines].join('\n');
}
