import { l10n } from 'vscode';
import type { BuildRequest } from '../../../core/build/buildRequest.ts';
import type { BakedTarget, BakePlan } from '../../../core/project/bakePlan.ts';

/** The platforms of a target for people. */
export function platformsOf({ platforms }: BakedTarget): string {
  return platforms.length === 0 ? l10n.t('the platform of the builder') : platforms.join(', ');
}

/** What becomes of a target's image, in a few words. */
export function outcomeOf({ outputs }: BakedTarget): string {
  if (outputs === undefined) return l10n.t('as the files say');
  if (outputs.length === 0) return l10n.t('as the builder does without being told');
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

/** What a bake made, for a notification. */
export function bakedText({ file, platforms, bake }: BuildRequest): string {
  const names = bake?.plan?.map(({ name }) => name).join(', ') ?? '';
  const tags = bake?.plan?.flatMap((target) => target.tags) ?? [];
  const built =
    platforms.length === 0
      ? l10n.t('{0} of {1}: built.', names, file)
      : l10n.t('{0} of {1}: built for {2}.', names, file, platforms.join(', '));
  const pushed = bake?.output === 'push' && tags.length > 0;
  return pushed ? `${built} ${l10n.t('Pushed: {0}.', tags.join(', '))}` : built;
}
