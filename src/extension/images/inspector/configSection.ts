import { compareConfigs } from '../../../core/image/compareConfigs.ts';
import type { ImageInspection, PlatformInspection } from '../../../core/image/inspection.ts';
import type { Block, ChoiceField, Section } from '../../../protocol/inspectorPage.ts';
import { configTable } from './configTable.ts';
import type { InspectedImage } from './inspected.ts';
import { isSpared } from './spared.ts';
import type { Wording } from './wording.ts';

/** Ids of the fields in which the two platforms are chosen. */
export const comparedFields = { left: 'compare-left', right: 'compare-right' } as const;

/** In which the configs of two platforms differ; undefined where there are no two. */
export function configSection(
  { platforms }: ImageInspection,
  { compared, opened }: Pick<InspectedImage, 'compared' | 'opened'>,
  wording: Wording,
): Section | undefined {
  const pair = comparedPair(platforms, compared);
  if (pair === undefined) return undefined;
  const { l10n } = wording;
  const [left, right] = pair;
  const filled = opened.has('configs') || !pair.some(({ details }) => isSpared(details));
  return {
    ...{ kind: 'section', id: 'configs', level: 2, open: opened.has('configs'), filled },
    title: l10n.t('Config differences'),
    note: '',
    blocks: !filled
      ? []
      : [
          {
            kind: 'choices',
            fields: [
              platformField(comparedFields.left, l10n.t('Platform'), left, platforms),
              platformField(comparedFields.right, l10n.t('and platform'), right, platforms),
            ],
          },
          differences(left, right, wording),
        ],
  };
}

/** The two platforms that are compared: the first two until the user chooses. */
export function comparedPair(
  platforms: readonly PlatformInspection[],
  compared: InspectedImage['compared'],
): readonly [PlatformInspection, PlatformInspection] | undefined {
  const [first, second] = platforms;
  if (first === undefined || second === undefined) return undefined;
  const find = (digest: string | undefined, otherwise: PlatformInspection) =>
    platforms.find((entry) => entry.digest === digest) ?? otherwise;
  return [find(compared.left, first), find(compared.right, second)];
}

function platformField(
  id: string,
  label: string,
  { digest }: PlatformInspection,
  platforms: readonly PlatformInspection[],
): ChoiceField {
  const options = platforms.map((entry) => ({ value: entry.digest, label: entry.platform }));
  return { id, label, value: digest, options };
}

function differences(left: PlatformInspection, right: PlatformInspection, wording: Wording): Block {
  const { l10n } = wording;
  if (!left.details.known) return notRead(left, wording);
  if (!right.details.known) return notRead(right, wording);
  const found = compareConfigs(left.details.value, right.details.value);
  if (found.length === 0) {
    const text = l10n.t('Their configs say the same.');
    return { kind: 'note', tone: 'plain', text };
  }
  const sides = { left: left.platform, right: right.platform, id: 'config-table' };
  return configTable(found, sides, wording);
}

function notRead({ platform, details }: PlatformInspection, { l10n }: Wording): Block {
  if (details.known || details.reason.code === 'pending') {
    return { kind: 'note', tone: 'quiet', text: l10n.t('Reading…') };
  }
  const text = l10n.t('The config of {0} is unknown. {1}', platform, details.reason.message);
  return { kind: 'note', tone: 'warning', text };
}
