import type { ComparedField, ConfigDifference } from '../core/image/compareConfigs.ts';
import { compareImages, type ImageComparison } from '../core/image/compareImages.ts';
import type { ImageInspection } from '../core/image/inspection.ts';
import { sizeText } from './byteText.ts';
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
      ...(differences ?? []).map((difference) => `             ${differenceText(difference)}`),
    ]),
    ...unchanged.map((platform) => `unchanged  ${platform}`),
  ];
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
  const text = (value: ConfigDifference['left']): string =>
    value === undefined
      ? 'none'
      : field === 'downloadSize' && typeof value === 'number'
        ? sizeText(value)
        : JSON.stringify(value);
  return `${what}: ${text(left)} → ${text(right)}`;
}
