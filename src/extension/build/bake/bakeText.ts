import { l10n } from 'vscode';
import type { BuildRequest } from '../../../core/build/buildRequest.ts';
import type { BakedTarget, BakePlan } from '../../../core/project/bakePlan.ts';

/** The platforms of a target for people. */
export function platformsOf({ platforms }: BakedTarget): string {
  return platforms.length === 0 ? l10n.t('the platform of the builder') : platforms.join(', ');
}

/** What becomes of targets' images, in a line: targets of which the same becomes stand together. */
export function outcomesOf(targets: readonly BakedTarget[]): string {
  const byOutcome = new Map<string, string[]>();
  for (const target of targets) {
    const outcome = outcomeOf(target);
    byOutcome.set(outcome, [...(byOutcome.get(outcome) ?? []), target.name]);
  }
  const [only, ...others] = byOutcome.keys();
  if (only !== undefined && others.length === 0) return only;
  return [...byOutcome].map(([outcome, names]) => `${names.join(', ')}: ${outcome}`).join(' · ');
}

/** What becomes of a target's image, in a few words. */
function outcomeOf({ outputs }: BakedTarget): string {
  if (outputs === undefined) return l10n.t('as the files say');
  if (outputs.length === 0) return l10n.t('no output is named, the builder decides');
  return outputs.map(outputText).join(', ');
}

function outputText(output: string): string {
  switch (output) {
    case 'registry':
      return l10n.t('pushed to the registry');
    case 'docker':
      return l10n.t('loaded into the Docker engine');
    case 'cacheonly':
      return l10n.t('kept in the build cache only');
    default:
      return output;
  }
}

/**
 * What bake would build, for people.
 *
 * @param lines of the command
 * @param shorten makes a path shorter, as seen from where bake runs
 */
export function planText(
  { targets }: Pick<BakePlan, 'targets'>,
  command: string,
  shorten: (path: string) => string,
): string {
  const parts = targets.map((target) => {
    const { name, description, dockerfile, context, stage, tags } = target;
    const rows: readonly (readonly [string, string])[] = [
      [l10n.t('Platforms'), platformsOf(target)],
      ['Dockerfile', dockerfile === undefined ? l10n.t('in the bake file') : shorten(dockerfile)],
      [l10n.t('Stage'), stage ?? l10n.t('the last one')],
      [l10n.t('Context'), context === undefined ? l10n.t('not on this machine') : shorten(context)],
      [l10n.t('Tags'), tags.length === 0 ? l10n.t('none') : tags.join(', ')],
      [l10n.t('Result'), outcomeOf(target)],
    ];
    const width = Math.max(...rows.map(([title]) => title.length));
    const title = description === undefined ? name : `${name}: ${description}`;
    return [title, ...rows.map(([key, value]) => `  ${key.padEnd(width)}  ${value}`)].join('\n');
  });
  const head =
    targets.length === 1
      ? l10n.t('Bake would build 1 target. Nothing was built.')
      : l10n.t('Bake would build {0} targets. Nothing was built.', targets.length);
  return `${[head, ...parts, `$ ${command}`].join('\n\n')}\n`;
}

/** What a bake made of each target, for a notification. */
export function bakedText({ file, bake }: BuildRequest): string {
  const plan = bake?.plan ?? [];
  const parts = plan.slice(0, mostTold).map((target) => resultText(target, bake?.output));
  const left = plan.length - parts.length;
  return [
    plan.length === 0 ? l10n.t('{0} was baked.', file) : l10n.t('{0} was baked:', file),
    [...parts, ...(left > 0 ? [l10n.t('{0} more', left)] : [])].join('; '),
  ]
    .filter((text) => text !== '')
    .join(' ');
}

/** Targets that have room in a notification. */
const mostTold = 6;

const overridden = { push: 'registry', load: 'docker', cache: 'cacheonly' } as const;

function resultText(target: BakedTarget, asked: keyof typeof overridden | undefined): string {
  const { name, tags, platforms, outputs = asked && [overridden[asked]] } = target;
  const who = platforms.length === 0 ? name : l10n.t('{0} for {1}', name, platforms.join(', '));
  if (outputs === undefined) return l10n.t('{0} as the files say', who);
  const names = tags.join(', ');
  const ways = (outputs.length === 0 ? ['image'] : outputs).map((output) => {
    if (output === 'registry') return l10n.t('pushed as {0}', names);
    if (output === 'cacheonly') return l10n.t('in the build cache');
    if (output === 'image') return l10n.t('left to the builder');
    if (output !== 'docker') return l10n.t('written ({0})', output);
    return names === '' ? l10n.t('loaded without a name') : l10n.t('loaded as {0}', names);
  });
  return `${who} ${ways.join(', ')}`;
}
