import type { ListPlan, PlannedCopy, TagPlan } from '../../adapters/registry/write/listPlan.ts';
import { planCommands } from '../../adapters/registry/write/planCommands.ts';
import { renderMessage } from '../../core/analysis/finding.ts';
import { commandLine } from '../../core/build/commandLine.ts';
import { listProblemText } from '../../core/manifestList/listProblemText.ts';
import { sizeText } from '../../core/size.ts';
import { printable } from '../terminal.ts';

/**
 * What a plan says for people.
 *
 * @param isComparison whether it only compares, so that how it would be done is left out
 */
export function planText(plan: ListPlan, isComparison = false): string {
  const { list, tags, copies } = plan;
  const lines = [
    ...plan.missing.map(
      ({ source, reason }) => `error    ${sourceNames(plan)[source] ?? ''}: ${reason.message}`,
    ),
    ...problemsOf(plan).map(({ severity, message }) => `${severity.padEnd(8)} ${message}`),
    ...(list ? tags.flatMap((tag) => ['', ...tagText(plan, tag)]) : []),
    ...(lacking(copies).length > 0 && !isComparison ? ['', copiesText(lacking(copies))] : []),
    ...(isComparison ? [] : referrersText(plan)),
    ...(list && !isComparison ? commandsText(plan) : []),
  ];
  return `${lines.map(printable).join('\n').trim()}\n`;
}

/** The public JSON (docs/cli.md). */
export function planJson(plan: ListPlan, published: readonly object[]): string {
  const { wanted, list, tags, copies, missing } = plan;
  const json = {
    target: `${wanted.target.domain}/${wanted.target.path}`,
    ...(list && {
      digest: list.digest,
      mediaType: list.mediaType,
      isCopy: list.isCopy,
      entries: list.entries.map(({ descriptor, source }) => ({
        ...descriptor,
        source: sourceNames(plan)[source],
      })),
    }),
    missing: missing.map(({ source, reason }) => ({
      source: sourceNames(plan)[source],
      ...reason,
    })),
    problems: problemsOf(plan),
    tags: tags.map(({ tag, seen, diff }) => ({
      tag,
      ...(seen.manifest && { before: seen.manifest.digest }),
      ...diff,
    })),
    copies: lacking(copies).map(({ digest, from, bytes, isMountable }) => ({
      ...{ digest, from: placeName(from), bytes, isMountable },
    })),
    referrers: plan.referrers.map(({ from, ...referrer }) => ({
      ...referrer,
      from: placeName(from),
    })),
    unknownReferrers: plan.unknownReferrers,
    commands: list ? planCommands(plan) : [],
    published,
  };
  return `${JSON.stringify(json, null, 2)}\n`;
}

function sourceNames({ wanted }: ListPlan): readonly string[] {
  return wanted.sources.map(({ reference }) => reference.familiar);
}

function problemsOf(plan: ListPlan) {
  return plan.problems.map(({ code, severity, ...problem }) => ({
    ...{ code, severity },
    message: renderMessage(listProblemText({ code, severity, ...problem }, sourceNames(plan))),
  }));
}

const words = {
  added: 'added',
  lost: 'LOST',
  replaced: 'replaced',
  rewritten: 'rewritten',
  kept: 'kept',
};

function tagText({ wanted, list }: ListPlan, { tag, seen, diff }: TagPlan): readonly string[] {
  const { domain, path } = wanted.target;
  const width = Math.max(0, ...diff.platforms.map(({ platform }) => platform.length));
  const count = (change: string) =>
    diff.attestations.filter((each) => each.change === change).length;
  const attestations = (['kept', 'added', 'dropped'] as const).flatMap((change) =>
    count(change) === 0 ? [] : [`${String(count(change))} ${change}`],
  );
  return [
    `${domain}/${path}:${tag}`,
    `  now      ${seen.manifest?.digest ?? 'no such tag'}`,
    `  then     ${list?.digest ?? ''}${list?.isCopy ? ' (a copy, byte for byte)' : ''}`,
    ...diff.platforms.map(({ platform, change, before, after }) =>
      `  ${words[change].padEnd(10)}${(platform || '(no platform)').padEnd(width)}  ${after ?? before ?? ''}`.trimEnd(),
    ),
    ...(attestations.length > 0 ? [`  attestations: ${attestations.join(', ')}`] : []),
    ...(diff.isReordered
      ? ['  the order changes: of several that would do, the first is pulled']
      : []),
    ...(diff.mediaType ? [`  media type: ${diff.mediaType.before} → ${diff.mediaType.after}`] : []),
    ...(diff.annotations.length > 0 ? [`  annotations: ${diff.annotations.join(', ')}`] : []),
  ];
}

const kinds = {
  ...{ signature: 'signature', sbom: 'bill of materials', attestation: 'attestation' },
  other: 'referrer',
};

const fates = {
  copied: 'is copied',
  left: 'stays behind, since it stands beside the image and not in the list',
  there: 'stays behind: the target has another one under that tag, which is left alone',
};

/** What stands beside the images, and why more of it may. */
function referrersText({ referrers, unknownReferrers }: ListPlan): readonly string[] {
  const lines = referrers.map(({ kind, maker, digest, tag, of, from, becomes }) => {
    const made = maker === undefined ? '' : ` (${maker})`;
    const name = `${placeName(from)}${tag === undefined ? `@${digest}` : `:${tag}`}`;
    return `${kinds[kind]}${made} of ${of}: ${name} ${fates[becomes]}`;
  });
  const unknown = unknownReferrers.map(
    ({ message }) => `signatures and other referrers could not be looked for: ${message}`,
  );
  return lines.length + unknown.length === 0 ? [] : ['', ...lines, ...unknown];
}

/** A repository; or what is read on this machine, which has no domain. */
function placeName({ domain, path }: PlannedCopy['from']): string {
  return domain === '' ? path : `${domain}/${path}`;
}

function lacking(copies: readonly PlannedCopy[]): readonly PlannedCopy[] {
  return copies.filter(({ isThere }) => !isThere);
}

function copiesText(copies: readonly PlannedCopy[]): string {
  const bytes = copies.reduce((sum, copy) => sum + copy.bytes, 0);
  const isMounted = copies.every(({ isMountable }) => isMountable);
  const what = copies.length === 1 ? '1 manifest' : `${String(copies.length)} manifests`;
  return `copies ${what} with at most ${sizeText(bytes)} of layers${isMounted ? ', mounted where the registry does that' : ''}`;
}

function commandsText(plan: ListPlan): readonly string[] {
  const [first] = planCommands(plan);
  if (!first) return [];
  return ['', `the same by docker: ${first.commands.map(commandLine).join(' && ')}`];
}
