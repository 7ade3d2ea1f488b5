import type { AuditedStart, PlatformAudit, Verdict } from '../../core/audit/audit.ts';
import type { CheapProblem } from '../../core/audit/cheapProblems.ts';
import type { AuditProgress, SentAudit, SentPlatform } from '../../protocol/audit.ts';
import { bytesText, type Wording } from '../images/inspector/wording.ts';

/** What an audit says of a platform, `unknown` where its layers could not be read. */
export type PlatformVerdict = Verdict | 'unknown';

/** The verdict on a platform. */
export function verdictOf({ audit }: Pick<SentPlatform, 'audit'>): PlatformVerdict {
  return audit.known ? audit.value.verdict : 'unknown';
}

/** A verdict in a word or two. */
export function verdictWord(verdict: PlatformVerdict, { l10n }: Wording): string {
  switch (verdict) {
    case 'right':
      return l10n.t('right');
    case 'wrong':
      return l10n.t('wrong');
    case 'mixed':
      return l10n.t('mixed');
    case 'none':
      return l10n.t('no programs');
    case 'unknown':
      return l10n.t('not known');
  }
}

/** A verdict in a sentence. */
export function verdictText({ platform, audit }: SentPlatform, { l10n }: Wording): string {
  if (!audit.known) return l10n.t('It could not be audited: {0}', audit.reason.message);
  const { verdict, wrongCount, layersLeft } = audit.value;
  switch (verdict) {
    case 'right':
      return layersLeft > 0
        ? l10n.t(
            'What a container starts is for {0}. The other files were not looked at.',
            platform,
          )
        : l10n.t('All programs and libraries that matter are for {0}, or run on it.', platform);
    case 'wrong':
      return l10n.t(
        'What a container starts, or everything in it, was made for another platform than {0}.',
        platform,
      );
    case 'mixed':
      return wrongCount === 1
        ? l10n.t('1 file was made for another platform than {0}.', platform)
        : l10n.t('{0} files were made for another platform than {1}.', wrongCount, platform);
    case 'none':
      return l10n.t('Nothing in it was made for a processor: scripts and data only.');
  }
}

/** Verdicts of all platforms, counted: `2 right, 1 wrong`. */
export function countedVerdicts(audit: Pick<SentAudit, 'platforms'>, wording: Wording): string {
  const order: readonly PlatformVerdict[] = ['wrong', 'mixed', 'unknown', 'right', 'none'];
  const verdicts = audit.platforms.map(verdictOf);
  return order
    .map((verdict) => [verdict, verdicts.filter((each) => each === verdict).length] as const)
    .filter(([, count]) => count > 0)
    .map(([verdict, count]) => `${count} ${verdictWord(verdict, wording)}`)
    .join(', ');
}

/** The worst verdict of an image. */
export function worstVerdict({ platforms }: Pick<SentAudit, 'platforms'>): PlatformVerdict {
  const verdicts = platforms.map(verdictOf);
  const order: readonly PlatformVerdict[] = ['wrong', 'mixed', 'unknown', 'none', 'right'];
  return order.find((verdict) => verdicts.includes(verdict)) ?? 'unknown';
}

/** The way from the word of the config to the file that counts: `start.sh → /bin/sh`. */
export function startName({ word, chain }: Pick<AuditedStart, 'word' | 'chain'>): string {
  return (chain[0] === word ? chain : [word, ...chain]).join(' → ');
}

/** What a started program is: `entrypoint, made for linux/amd64, not for linux/arm64`. */
export function startText(
  { role, actual, state, missingLoader }: AuditedStart,
  { declared, layersLeft }: Pick<PlatformAudit, 'declared' | 'layersLeft'>,
  { l10n }: Wording,
): string {
  const what = role === 'entrypoint' ? l10n.t('entrypoint') : l10n.t('command');
  const loader =
    missingLoader === undefined
      ? ''
      : `; ${l10n.t('its loader {0} is not in the image, so it cannot start', missingLoader)}`;
  switch (state) {
    case 'right':
      return `${what}: ${actual.join(' + ')}${loader}`;
    case 'wrong':
      return `${what}: ${l10n.t('made for {0}, not for {1}', actual.join(' + '), declared)}${loader}`;
    case 'missing':
      return `${what}: ${layersLeft > 0 ? l10n.t('not in the layers read') : l10n.t('not in the image')}`;
    case 'unknown':
      return `${what}: ${l10n.t('no program of a processor')}`;
  }
}

/** How many files there are of a platform. */
export function countText(
  { files, onPurpose }: PlatformAudit['counts'][number],
  { l10n }: Wording,
): string {
  const count = files === 1 ? l10n.t('1 file') : l10n.t('{0} files', files);
  if (onPurpose === 0) return count;
  return l10n.t('{0}, of which {1} are kept for another platform on purpose', count, onPurpose);
}

/** The instruction that made a layer; '' when the history does not tell. */
export function instructionOf({ layers }: Pick<SentPlatform, 'layers'>, layer: number): string {
  const made = layers[layer]?.createdBy ?? '';
  return made
    .replace(/ # buildkit$/, '')
    .replaceAll(/\s+/g, ' ')
    .slice(0, 300);
}

/** What was read of the layers, or of the files that a build has written. */
export function readText({ audit, digest, bytesRead }: SentPlatform, wording: Wording): string {
  const { l10n } = wording;
  const left = audit.known ? audit.value.layersLeft : 0;
  const size = bytesText(bytesRead, wording);
  if (digest === '') return l10n.t('{0} of files read', size);
  const read = l10n.t('{0} of layers read', size);
  if (left === 0) return read;
  return left === 1
    ? l10n.t('{0}; 1 layer was not read', read)
    : l10n.t('{0}; {1} layers were not read', read, left);
}

/** What manifests and configs alone show, in a sentence. */
export function problemText(problem: CheapProblem, { l10n }: Wording): string {
  switch (problem.code) {
    case 'identical-layers':
      return l10n.t(
        '{0} have the same layers: the files cannot be right for all of them.',
        problem.platforms.join(', '),
      );
    case 'platform-mismatch':
      return l10n.t(
        'The manifest list says {0}, the image config says {1}.',
        ...[problem.platform, problem.declared],
      );
    case 'orphan-attestation':
      return l10n.t(
        'The attestation {0} belongs to no image of the manifest list.',
        problem.digest,
      );
  }
}

/** How far an audit is. */
export function progressText(progress: AuditProgress | undefined, wording: Wording): string {
  const { l10n } = wording;
  if (progress === undefined) return l10n.t('reading manifests');
  const { platform, layer, layers, done, of } = progress;
  if (platform === '') return l10n.t('reading manifests');
  return l10n.t(
    '{0}, layer {1} of {2}, {3} of {4}',
    ...[platform, layer, layers, bytesText(done, wording), bytesText(of, wording)],
  );
}
