import type { Stage } from '../../dockerfile/stages.ts';
import type { Naming } from '../../platform/architectureNaming.ts';
import { runScripts, type RunScript } from '../../shell/runScript.ts';
import type { ShellCommand } from '../../shell/script.ts';
import { wordPieces } from '../../shell/wordPieces.ts';
import { architectureFix } from '../architectureFix.ts';
import { copiedPaths } from '../copiedPaths.ts';
import { isFetching } from '../fetchingStage.ts';
import { foreignTargets } from '../foreignTargets.ts';
import type { Fix } from '../fix.ts';
import { nativeCompile } from '../nativeCompile.ts';
import { probedNames, type ProbedName } from '../probedNames.ts';
import type { Rule, RuleFinding, RuleInput } from '../rule.ts';
import { readTargets, stageKind } from '../stageKind.ts';

/**
 * A stage on `$BUILDPLATFORM` asks the machine for its architecture, and names by it a file that others
 * copy: it is the builder's, not the target's. Tools that run in the stage itself are right to ask.
 */
export const buildHostProbe: Rule = {
  code: 'build-host-probe',
  severity: 'warning',
  check(input) {
    return input.flow.stages.flatMap((stage) => findingsIn(input, stage));
  },
};

/** Every program that {@link probedNames} takes for a probe is called so. */
function mayProbe({ letters }: RunScript): boolean {
  return /uname|arch|dpkg|apk|rpm/.test(letters);
}

function findingsIn(input: RuleInput, stage: Stage): readonly RuleFinding[] {
  const { dockerfile, flow } = input;
  if (stageKind(flow, stage.index) !== 'build') return [];
  const { targets, buildPlatform } = foreignTargets(input, stage.index);
  if (targets.length === 0) return [];
  const isCopied = isFetching(input, stage.index) ? () => true : copiedPaths(flow, stage.index);
  const users = new Map<ShellCommand, boolean>();
  const isUseful = (user: ShellCommand): boolean => {
    const known = users.get(user) ?? outputs(user).some(isCopied);
    users.set(user, known);
    return known;
  };
  const seen = new Set<ShellCommand>();
  const runs = runScripts(dockerfile, flow, stage.index);
  return runs.filter(mayProbe).flatMap((run) =>
    probedNames(run.script).flatMap((name): readonly RuleFinding[] => {
      const { probe, user } = name;
      if (seen.has(probe) || !isUseful(user)) return [];
      seen.add(probe);
      const written = probe.words.map(({ text }) => text).join(' ');
      return [
        {
          message:
            buildPlatform === undefined
              ? {
                  text: '{0}: “{1}” tells the builder’s architecture, whichever it is, because this stage is on $BUILDPLATFORM; the file that is copied from here is for that.',
                  args: [targets.join(', '), written],
                }
              : {
                  text: '{0}: “{1}” tells the builder’s architecture, that of {2}, because this stage is on $BUILDPLATFORM; the file that is copied from here is for that.',
                  args: [targets.join(', '), written, buildPlatform],
                },
          range: dockerfile.lines.range(probe.span),
          platforms: targets,
          fixes: () => fixesFor(input, stage, run, name),
        },
      ];
    }),
  );
}

const PROGRAM_OPTION = /^(?:-[a-zA-Z]*[oO]|--output(?:-document)?)$/;

/** The files that a command makes: what a download, a copy or a compiler calls them. */
function outputs(command: ShellCommand): readonly string[] {
  const { name, words, redirections } = command;
  const operands = words.slice(1).map(({ value }) => value);
  const redirected = redirections
    .filter(({ operator, body }) => !body && operator.startsWith('>'))
    .map(({ target }) => target.value);
  switch (name) {
    case 'curl':
    case 'wget': {
      const at = operands.findIndex((word) => PROGRAM_OPTION.test(word));
      const option = operands[at] ?? '';
      const isNamed = at !== -1 && !(name === 'curl' && option.endsWith('O'));
      const named = isNamed ? operands.slice(at + 1, at + 2) : [];
      const urls = operands.filter((word) => word.includes('://'));
      return isNamed || redirected.length > 0 ? [...named, ...redirected] : urls;
    }
    case 'cp':
    case 'install':
    case 'ln':
    case 'mv':
      return operands.slice(-1);
    default: {
      const compile = nativeCompile({ ...command, assignments: [] });
      if (!compile) return redirected;
      // Without a name for it, it may be anything.
      return [compile.output ?? '*', ...redirected];
    }
  }
}

const NAMINGS: Readonly<Record<string, Naming>> = {
  uname: 'gnu',
  arch: 'gnu',
  rpm: 'gnu',
  dpkg: 'debian',
};

/** Puts the target's name in the place of `$(uname -m)`, where that is all that is substituted. */
function fixesFor(
  input: RuleInput,
  stage: Stage,
  run: RunScript,
  { probe, word, owner }: ProbedName,
): readonly Fix[] {
  const { text, escape } = input.dockerfile;
  const naming = NAMINGS[probe.name ?? ''];
  const start = probe.span.start - 2;
  const end = probe.span.end + 1;
  if (!naming || !word || text.slice(start, probe.span.start) !== '$(' || text[end - 1] !== ')') {
    return [];
  }
  const before = wordPieces(text, word, escape)?.findLast((piece) => piece.start <= start);
  const fix = architectureFix(input, {
    stage,
    scripts: [run],
    names: [
      {
        span: { start, end },
        instruction: run.instruction,
        command: owner,
        quoting: before?.quoting ?? 'none',
      },
    ],
    naming,
    targets: readTargets(input.flow, input.flow.copiedFor(stage.index)),
    isForTarget: false,
  });
  return fix ? [fix] : [];
}
