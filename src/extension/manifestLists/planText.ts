import { l10n } from 'vscode';
import { shownLine } from '../shownLine.ts';
import { attestedDigest, isAttestation } from '../../core/image/attestation.ts';
import { manifestKind } from '../../core/image/mediaTypes.ts';
import type { ComparedList } from '../../core/manifestList/diffLists.ts';
import { listProblemText } from '../../core/manifestList/listProblemText.ts';
import { formatPlatformAll } from '../../core/platform/platform.ts';
import { sizeText } from '../../core/size.ts';
import type { SentPlan, SentTag } from '../../protocol/lists.ts';
import { plainText } from '../plainRow.ts';
import { translated } from '../translated.ts';

/** A manifest list as lines that people read, and that two of can be compared. */
export function listText(
  name: string,
  list: ComparedList | undefined,
  digest: string | undefined,
): string {
  if (list === undefined) {
    const none =
      digest === undefined
        ? l10n.t('There is no such tag.')
        : l10n.t('It names something that is neither an image nor a list.');
    return [name, digest ?? '', none, ''].filter((line, at) => line !== '' || at > 1).join('\n');
  }
  const images = list.entries.filter(({ descriptor }) => !isAttestation(descriptor));
  const statements = list.entries.filter(({ descriptor }) => isAttestation(descriptor));
  const digests = new Set(images.map(({ descriptor }) => descriptor.digest));
  const blocks = images.map(({ descriptor }) => {
    const { platform, annotations } = descriptor;
    const about = statements.filter(
      (entry) => attestedDigest(entry.descriptor) === descriptor.digest,
    );
    return [
      platform ? plainText(formatPlatformAll(platform)) : l10n.t('(no platform)'),
      `    ${descriptor.digest}`,
      ...about.map((entry) => l10n.t('    attestation {0}', entry.descriptor.digest)),
      ...notes(annotations).map((note) => `    ${note}`),
    ];
  });
  const strangers = statements.filter(
    ({ descriptor }) => !digests.has(attestedDigest(descriptor) ?? ''),
  );
  const own = notes(list.annotations);
  return [
    [name, digest ?? '', typeText(list.mediaType)],
    ...blocks,
    ...strangers.map(({ descriptor }) => [l10n.t('attestation {0}', descriptor.digest)]),
    ...(own.length > 0
      ? [[l10n.t('Annotations of the list'), ...own.map((note) => `    ${note}`)]]
      : []),
  ]
    .map((block) => `${block.filter((line) => line !== '').join('\n')}\n`)
    .join('\n');
}

function notes(annotations: Readonly<Record<string, string>> | undefined): readonly string[] {
  return Object.entries(annotations ?? {})
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => plainText(`${name}: ${value}`, longestNote));
}

/** In characters. */
const longestNote = 2000;

function typeText(mediaType: string): string {
  if (manifestKind(mediaType) !== 'index') {
    return l10n.t('one image, not a list ({0})', plainText(mediaType));
  }
  return mediaType.includes('docker')
    ? l10n.t('Docker manifest list')
    : l10n.t('OCI index, a manifest list');
}

/**
 * What pushing does to a tag, in lines: what is lost comes first. The names are a registry's: each is plain, so
 * that none makes a line of its own.
 */
export function changeLines({ diff }: SentTag): readonly string[] {
  const { platforms, attestations, mediaType, annotations } = diff;
  const of = (change: string) =>
    platforms.flatMap((each) =>
      each.change === change ? [plainText(each.platform) || l10n.t('(no platform)')] : [],
    );
  const lines: readonly (readonly [readonly string[], (names: string) => string])[] = [
    [of('lost'), (names) => l10n.t('loses {0}', names)],
    [of('added'), (names) => l10n.t('adds {0}', names)],
    [of('replaced'), (names) => l10n.t('replaces {0}', names)],
    [of('rewritten'), (names) => l10n.t('says something else of {0}', names)],
    [of('kept'), (names) => l10n.t('keeps {0}', names)],
  ];
  const count = (change: string) => attestations.filter((each) => each.change === change).length;
  return [
    ...lines.flatMap(([names, tell]) => (names.length === 0 ? [] : [tell(names.join(', '))])),
    ...(attestations.length === 0
      ? []
      : [
          l10n.t(
            'attestations: {0} kept, {1} added, {2} dropped',
            ...[count('kept'), count('added'), count('dropped')],
          ),
        ]),
    ...(diff.isReordered
      ? [l10n.t('changes the order: of several that would do, the first is pulled')]
      : []),
    ...(mediaType
      ? [
          l10n.t(
            'changes the type: {0} → {1}',
            ...[typeText(mediaType.before), typeText(mediaType.after)],
          ),
        ]
      : []),
    ...(annotations.length > 0
      ? [
          l10n.t(
            'changes annotations of the list: {0}',
            annotations.map((name) => plainText(name)).join(', '),
          ),
        ]
      : []),
  ];
}

/** What pushing takes: bytes and requests, and what stands beside the images. */
export function costLines(plan: SentPlan): readonly string[] {
  const { requests, target, referrers } = plan;
  return [
    copiesLine(plan),
    ...(referrers.copied > 0
      ? [l10n.t('takes signatures and other referrers along: {0}', referrers.copied)]
      : []),
    ...(referrers.left > 0
      ? [l10n.t('leaves signatures and other referrers where they are: {0}', referrers.left)]
      : []),
    ...(referrers.isKnown
      ? []
      : [l10n.t('there may be signatures and other referrers that could not be looked for')]),
    referrers.copied > 0
      ? l10n.t('at most {0} requests to {1}, and those for referrers', requests, hostOf(target))
      : l10n.t('at most {0} requests to {1}', requests, hostOf(target)),
  ];
}

function copiesLine({ copies }: SentPlan): string {
  if (copies.length === 0) return l10n.t('copies nothing: all of it is there');
  const bytes = sizeText(copies.reduce((sum, copy) => sum + copy.bytes, 0));
  const from = [...new Set(copies.map((copy) => copy.from))].join(', ');
  const what =
    copies.length === 1
      ? l10n.t('copies 1 manifest from {0}', from)
      : l10n.t('copies {0} manifests from {1}', copies.length, from);
  return copies.every(({ isMountable }) => isMountable)
    ? l10n.t('{0}; the registry is asked to take {1} of layers from there itself', what, bytes)
    : l10n.t('{0}, with at most {1} of layers', what, bytes);
}

function hostOf(target: string): string {
  return target.slice(0, target.indexOf('/'));
}

/** What is odd with a list, or keeps it from being made. */
export function problemLines({ problems, missing, sources }: SentPlan): readonly string[] {
  return [
    ...missing.map(({ reason }) => reason.message),
    ...problems.map((problem) => translated(listProblemText(problem, sources))),
  ].map(wholeLine);
}

/** A text on one line, however long it is: a plan is read before it is confirmed. */
function wholeLine(text: string): string {
  return plainText(text, Infinity);
}

/** A script of docker that does the same, by the first way there is; empty where docker has none. */
export function dockerScript({ commands: [first] }: SentPlan): string {
  return (first?.commands ?? []).map((words) => shownLine(words)).join('\n');
}

/** All ways of docker to the same, each in its lines. */
function dockerLines({ commands }: SentPlan): readonly string[] {
  return commands.flatMap(({ commands: lines }, at) => [
    ...(at === 0 ? [] : [l10n.t('# or')]),
    ...lines.map((words) => wholeLine(shownLine(words))),
  ]);
}

/** All of a plan below the new list. */
export function planText(plan: SentPlan, tag: SentTag): string {
  const parts: readonly (readonly [string, readonly string[]])[] = [
    [l10n.t('What pushing does'), changeLines(tag)],
    [l10n.t('What it takes'), costLines(plan)],
    [l10n.t('What to look at'), problemLines(plan)],
    [l10n.t('The same by docker'), dockerLines(plan)],
  ];
  return parts
    .filter(([, content]) => content.length > 0)
    .map(([title, content]) => [title, ...content.map((line) => `    ${line}`), ''].join('\n'))
    .join('\n');
}
