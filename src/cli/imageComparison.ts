import type { ComparedField, ConfigDifference } from '../core/image/compareConfigs.ts';
import { compareImages, type ImageComparison } from '../core/image/compareImages.ts';
import type { ImageInspection } from '../core/image/inspection.ts';
import { sizeText } from '../core/size.ts';
import { printable } from './terminal.ts';

/** The public JSON of `multiarch image --compare` (docs/cli.md). */
export function comparisonJson(before: ImageInspection, after: ImageInspection) {
  const side = ({ reference, digest }: ImageInspection) => ({ reference, digest });
  return { before: side(before), after: side(after), ...compareImages(before, after) };
}

/** What `multiarch image --compare` prints for people. */
export function comparisonText(before: ImageInspection, after: ImageInspection): string {
  const comparison = compareImages(before, after);
  const lines = [
    `before  ${before.familiar}  ${before.digest}`,
    `after   ${after.familiar}  ${after.digest}`,
    '',
    ...(comparison.same ? ['They are the same.'] : changes(comparison)),
  ];
  return `${lines.map(printable).join('\n')}\n`;
}

function changes({ added, lost, changed, unchanged }: ImageComparison): readonly string[] {
  return [
    ...lost.map((platform) => `lost       ${platform}`),
    ...added.map((platform) => `added      ${platform}`),
    ...changed.flatMap(({ platform, differences }) => [
      `changed    ${platform}`,
      ...differenceLines(differences).map((line) => `             ${line}`),
    ]),
    ...unchanged.map((platform) => `unchanged  ${platform}`),
  ];
}

function differenceLines(differences: readonly ConfigDifference[] | undefined): readonly string[] {
  if (differences === undefined) return ['in what is unknown, because a config could not be read'];
  if (differences.length === 0) return ['files in the layers; the configs say the same'];
  return differences.map(differenceText);
}

const names: Readonly<Partial<Record<ComparedField, string>>> = {
  workingDirectory: 'workdir',
  environment: 'env',
  labels: 'label',
  annotations: 'annotation',
  exposedPorts: 'ports',
  stopSignal: 'stop signal',
  onBuild: 'onbuild',
  downloadSize: 'download',
};

function differenceText({ field, name, left, right }: ConfigDifference): string {
  const what = [names[field] ?? field, name].filter(Boolean).join(' ');
  // Sizes that are rounded alike would look the same.
  const isRounded = sizeOf(left) !== sizeOf(right);
  const text = (value: ConfigDifference['left']): string =>
    value === undefined
      ? 'none'
      : field === 'downloadSize' && typeof value === 'number'
        ? isRounded
          ? sizeText(value)
          : `${value} bytes`
        : JSON.stringify(value);
  return `${what}: ${text(left)} → ${text(right)}`;
}

function sizeOf(value: ConfigDifference['left']): string {
  return typeof value === 'number' ? sizeText(value) : '';
}
