import type { AuditedPlatform } from '../../adapters/audit/auditImage.ts';
import type { AuditedStart, PlatformAudit, Verdict, WrongFile } from '../../core/audit/audit.ts';
import type { CheapProblem } from '../../core/audit/cheapProblems.ts';
import type { ImageInspection, PlatformInspection } from '../../core/image/inspection.ts';
import { sizeText } from '../../core/size.ts';
import { printable } from '../terminal.ts';

/** What `multiarch audit` has found out. */
export interface AuditedImage {
  readonly inspection: ImageInspection;
  readonly platforms: readonly AuditedPlatform[];
  readonly problems: readonly CheapProblem[];
}

/** How many wrong files are printed for people. */
const shownFiles = 20;

/** What `multiarch audit` prints for people. */
export function auditText({ inspection, platforms, problems }: AuditedImage): string {
  const sections = [
    [`${inspection.familiar}  ${inspection.digest}`],
    ...(problems.length === 0 ? [] : [problems.map(problemText)]),
    ...platforms.map(platformLines),
    [summary(platforms)],
  ];
  return sections.map((lines) => `${lines.map(printable).join('\n')}\n`).join('\n');
}

/** A problem that shows without reading layers, in a sentence. */
export function problemText(problem: CheapProblem): string {
  switch (problem.code) {
    case 'identical-layers':
      return `${problem.platforms.join(' and ')} have the same layers: the files cannot be right for all of them.`;
    case 'platform-mismatch':
      return `The manifest list says ${problem.platform}, the image config says ${problem.declared}.`;
    case 'orphan-attestation':
      return `The attestation ${problem.digest} belongs to no image of the manifest list.`;
  }
}

const verdicts: Readonly<Record<Verdict, string>> = {
  right: 'right',
  wrong: 'WRONG',
  mixed: 'mixed: some files are for another platform',
  none: 'no programs of its own: scripts and data only',
};

function platformLines({ entry, audit, bytesRead }: AuditedPlatform): readonly string[] {
  if (!audit.known) return [`${entry.platform}  not known`, `  ${audit.reason.message}`];
  const { verdict, started, files, wrongCount, counts, remarks, layersLeft } = audit.value;
  const shown = files.slice(0, shownFiles);
  const rest = wrongCount - shown.length;
  return [
    `${entry.platform}  ${verdicts[verdict]}`,
    ...started.map((start) => `  ${startText(start, audit.value)}`),
    ...counts.map((count) => `  ${countText(count)}`),
    ...shown.flatMap((file) => fileLines(file, entry)),
    ...(rest > 0 ? [`  … and ${rest} more`] : []),
    ...remarks.map((remark) => `  ${remark}`),
    `  ${readText(bytesRead, layersLeft)}`,
  ];
}

/** What a container starts, e.g. `entrypoint /app was made for linux/amd64, not for linux/arm64`. */
export function startText(
  { role, word, chain, actual, state, missingLoader }: AuditedStart,
  { declared, layersLeft }: Pick<PlatformAudit, 'declared' | 'layersLeft'>,
): string {
  const way = chain[0] === word ? chain : [word, ...chain];
  const name = `${role} ${way.join(' → ')}`;
  const loader =
    missingLoader === undefined
      ? ''
      : `; its loader ${missingLoader} is not in the image, so it cannot start`;
  switch (state) {
    case 'right':
      return `${name}: ${actual.join(' + ')}${loader}`;
    case 'wrong':
      return `${name}: made for ${actual.join(' + ')}, not for ${declared}${loader}`;
    case 'missing':
      return layersLeft > 0 ? `${name}: not in the layers read` : `${name}: not in the image`;
    case 'unknown':
      return `${name}: no program of a processor`;
  }
}

function countText({ platform, files, onPurpose }: PlatformAudit['counts'][number]): string {
  const noun = files === 1 ? 'file' : 'files';
  const apart =
    onPurpose === 0 ? '' : `, ${onPurpose} of them kept for another platform on purpose`;
  return `${files} ${noun} for ${platform}${apart}`;
}

function fileLines({ path, actual, layer }: WrongFile, entry: PlatformInspection): string[] {
  const by = instructionOf(entry, layer);
  return [`  ${path}: ${actual.join(' + ')}`, ...(by === '' ? [] : [`    by ${by}`])];
}

/** The instruction that made a layer, as the image's history has it; '' when it does not. */
export function instructionOf({ details }: PlatformInspection, layer: number): string {
  const written = details.known ? (details.value.layers[layer]?.createdBy ?? '') : '';
  return written.replace(/ # buildkit$/, '').slice(0, 300);
}

function readText(bytesRead: number, layersLeft: number): string {
  const left =
    layersLeft === 0 ? '' : `; ${layersLeft} ${layersLeft === 1 ? 'layer' : 'layers'} not read`;
  return `${sizeText(bytesRead)} read${left}`;
}

function summary(platforms: readonly AuditedPlatform[]): string {
  const count = (is: (platform: AuditedPlatform) => boolean) => platforms.filter(is).length;
  const parts = (['right', 'mixed', 'none', 'wrong'] as const)
    .map((verdict) => {
      const found = count(({ audit }) => audit.known && audit.value.verdict === verdict);
      return found === 0 ? '' : `${found} ${verdict === 'none' ? 'without programs' : verdict}`;
    })
    .concat(
      count(({ audit }) => !audit.known) > 0
        ? [`${count(({ audit }) => !audit.known)} unknown`]
        : [],
    )
    .filter((part) => part !== '');
  const noun = platforms.length === 1 ? 'platform' : 'platforms';
  return `${platforms.length} ${noun}: ${parts.join(', ')}`;
}
