import { l10n, ThemeColor, ThemeIcon, TreeItem, TreeItemCollapsibleState } from 'vscode';
import { ageText } from '../../../core/age.ts';
import type { BuildStep, StepState } from '../../../core/build/progress/buildProgress.ts';
import { recordId } from '../../../core/build/progress/pastBuild.ts';
import { sizeText } from '../../../core/size.ts';
import { buildContexts, imageContexts } from '../../contributions.ts';
import { commandTo } from '../../register.ts';
import { durationText, ratioText } from '../buildText.ts';
import { printable } from '../terminalText.ts';
import {
  resultDigest,
  resultPlatform,
  type BuildItem,
  type PlatformRow,
  type ResultRow,
  type StepRow,
} from './buildItem.ts';
import type { ShownBuild } from './shownBuild.ts';

const { None, Collapsed, Expanded } = TreeItemCollapsibleState;

/** Platforms of one build that are open at first. */
const mostOpen = 6;

/** How a row looks and what a screen reader says. @param now in ms since the epoch */
export function renderBuildItem(item: BuildItem, now: number): TreeItem {
  const row = renderRow(item, now);
  // Without it the editor reads the tooltip out, and not what the row says.
  row.accessibilityInformation ??= {
    label: [row.label, row.description].filter((text) => typeof text === 'string').join(', '),
  };
  return row;
}

function renderRow(item: BuildItem, now: number): TreeItem {
  switch (item.kind) {
    case 'build':
      return renderBuild(item.build, now);
    case 'buildPlatform':
      return renderPlatform(item);
    case 'range':
      return renderRange(item);
    case 'step':
      return renderStep(item);
    case 'platform':
    case 'remotePlatform':
    case 'archived':
      return renderResult(item);
    case 'line':
      return rowOf(printable(item.text).slice(0, 300), None);
    case 'costs':
      return renderCosts(item.build);
    case 'costSum': {
      const { platform, duration } = item.time;
      const row = rowOf(l10n.t('{0} in all', platform), None, 'watch');
      row.description = costText(duration, item.ratio);
      return row;
    }
    case 'cost':
      return renderCost(item);
    case 'outcome':
      return renderOutcome(item.build);
    case 'missing': {
      const row = rowOf(item.platform, None);
      row.iconPath = icon('error', 'problemsErrorIcon.foreground');
      row.description = l10n.t('asked for and missing');
      return row;
    }
    case 'history':
      return withId(rowOf(l10n.t('Past builds'), Collapsed, 'history'), 'history');
    case 'past':
      return renderPast(item, now);
    case 'note': {
      const row = rowOf(item.text, None, item.isProblem ? 'warning' : 'info');
      row.tooltip = item.text;
      return row;
    }
  }
}

function rowOf(
  label: string,
  state: TreeItemCollapsibleState,
  image?: string,
  context?: string,
): TreeItem {
  const row = new TreeItem(label, state);
  if (image !== undefined) row.iconPath = new ThemeIcon(image);
  if (context !== undefined) row.contextValue = context;
  return row;
}

function withId(row: TreeItem, id: string): TreeItem {
  row.id = id;
  return row;
}

function icon(id: string, colour?: string): ThemeIcon {
  return new ThemeIcon(id, colour === undefined ? undefined : new ThemeColor(colour));
}

const stepIcons: Readonly<Record<StepState, () => ThemeIcon>> = {
  waiting: () => icon('circle-outline', 'disabledForeground'),
  running: () => icon('loading~spin'),
  done: () => icon('pass', 'testing.iconPassed'),
  cached: () => icon('archive', 'disabledForeground'),
  failed: () => icon('error', 'testing.iconFailed'),
  cancelled: () => icon('circle-slash', 'disabledForeground'),
};

function renderBuild(build: ShownBuild, now: number): TreeItem {
  const { end, title, run, platforms, id, started } = build;
  const row = withId(rowOf(withoutHost(title), Expanded), id);
  row.iconPath = stepIcons[end?.state ?? 'running']();
  const where = platforms.join(', ');
  const when = end && ageText(started + end.duration, now);
  row.description = [buildState(build), where, when].filter(Boolean).join(' · ');
  row.tooltip = [title, buildState(build), where, end?.reason].filter(Boolean).join('\n');
  if (run === undefined) row.contextValue = buildContexts.past;
  else row.contextValue = end === undefined ? buildContexts.running : buildContexts.ended;
  return row;
}

/** The view is narrow, and what tells images apart is at the end of their name. */
function withoutHost(reference: string): string {
  const slash = reference.indexOf('/');
  const host = reference.slice(0, Math.max(slash, 0));
  const isHost = host === 'localhost' || host.includes('.') || host.includes(':');
  return isHost ? reference.slice(slash + 1) : reference;
}

function buildState({ end }: ShownBuild): string {
  switch (end?.state) {
    case undefined:
      return l10n.t('running');
    case 'done':
      return l10n.t('built in {0}', durationText(end.duration));
    case 'failed':
      return l10n.t('failed after {0}', durationText(end.duration));
    case 'cancelled':
      return l10n.t('cancelled after {0}', durationText(end.duration));
  }
}

function renderPlatform({ build, key, value }: PlatformRow): TreeItem {
  const { platform, group, steps, done, cached, transferred, state } = value;
  const several = build.platforms.length > 1 && platform !== undefined && build.run !== undefined;
  const isOpen =
    state === 'failed' || (platform !== undefined && build.platforms.length <= mostOpen);
  const label = [group, platform ?? l10n.t('BuildKit’s own steps')].filter(Boolean).join(' ');
  const row = withId(rowOf(label, isOpen ? Expanded : Collapsed), `${build.id} ${key}`);
  row.iconPath = stepIcons[state]();
  const worked = value.worked > 0 && state === 'done' ? durationText(value.worked) : undefined;
  row.description = [
    platform !== undefined && build.isEmulated(platform) === true ? l10n.t('emulated') : undefined,
    l10n.t('{0} of {1} steps', done, steps.length),
    cached > 0 ? l10n.t('{0} from the cache', cached) : undefined,
    worked,
    transferred > 0 ? sizeText(transferred) : undefined,
  ]
    .filter(Boolean)
    .join(' · ');
  if (several)
    row.contextValue =
      build.end === undefined ? buildContexts.platformRunning : buildContexts.platformEnded;
  row.accessibilityInformation = { label: [label, stateText(state), row.description].join(', ') };
  return row;
}

function renderRange({ of, first }: Extract<BuildItem, { kind: 'range' }>): TreeItem {
  const steps = of.value.steps.slice(first, first + 50);
  const states = steps.map(({ state }) => state);
  const state =
    (['failed', 'running', 'cancelled', 'waiting'] as const).find((each) =>
      states.includes(each),
    ) ?? 'done';
  const label = l10n.t('Steps {0} to {1}', first + 1, first + steps.length);
  const row = rowOf(label, state === 'failed' ? Expanded : Collapsed);
  row.iconPath = stepIcons[state]();
  const cached = states.filter((each) => each === 'cached').length;
  row.description = cached > 0 ? l10n.t('{0} from the cache', cached) : '';
  return withId(row, `${of.build.id} ${of.key} ${first}`);
}

function renderStep(item: StepRow): TreeItem {
  const { build, step } = item;
  const { name, state, digest } = step;
  const [first = ''] = printable(name.text.split('\n', 1)[0] ?? '').split('\r', 1);
  const text = first
    .replace(/@sha256:[0-9a-f]{64}/g, '')
    .replace(/^FROM docker\.io\/(?:library\/)?/, 'FROM ')
    .slice(0, 200);
  const place = name.position && `${name.position.index}/${name.position.total}`;
  const told = [place, text].filter(Boolean).join(' ');
  const time = timeText(step, build);
  // The view is narrow, and what comes behind a long command is not seen.
  const isNumber = state === 'running' || state === 'done' || state === 'failed';
  const label = isNumber && time !== undefined ? `${time} · ${told}` : told;
  const row = rowOf(label, state === 'failed' ? Expanded : None);
  row.iconPath = stepIcons[state]();
  const runsElsewhere = name.forPlatform === undefined ? undefined : name.platform;
  row.description = [
    isNumber ? undefined : time,
    name.stage,
    runsElsewhere && l10n.t('runs on {0}', runsElsewhere),
    bytesText(step),
  ]
    .filter(Boolean)
    .join(' · ');
  row.tooltip = [name.text, name.stage, name.platform, step.error].filter(Boolean).join('\n');
  const hasLine = !name.internal && build.file !== undefined;
  row.contextValue = hasLine ? buildContexts.step : buildContexts.internalStep;
  if (hasLine) row.command = commandTo('multiarch.showStepLine', l10n.t('Go to the Line'), item);
  row.accessibilityInformation = {
    label: [told, stateText(state), name.platform, isNumber && time, row.description]
      .filter(Boolean)
      .join(', '),
  };
  return withId(row, `${build.id} ${digest}`);
}

function timeText(step: BuildStep, { run }: ShownBuild): string | undefined {
  const { state, started, duration } = step;
  switch (state) {
    case 'waiting':
      return undefined;
    case 'cached':
      return l10n.t('from the cache');
    case 'running':
      if (run === undefined || started === undefined) return undefined;
      return durationText(Math.max(0, run.now() - started));
    case 'cancelled':
      return l10n.t('stopped');
    case 'failed':
    case 'done':
      return durationText(duration);
  }
}

function bytesText({ state, transferred: { current, total } }: BuildStep): string | undefined {
  if (total === 0) return undefined;
  return state === 'running'
    ? l10n.t('{0} of {1}', sizeText(current), sizeText(total))
    : sizeText(current);
}

function stateText(state: StepState): string {
  switch (state) {
    case 'waiting':
      return l10n.t('waits');
    case 'running':
      return l10n.t('running');
    case 'done':
    case 'cached':
      return l10n.t('done');
    case 'failed':
      return l10n.t('failed');
    case 'cancelled':
      return l10n.t('stopped');
  }
}

function renderCosts({ id, end }: ShownBuild): TreeItem {
  const row = withId(rowOf(l10n.t('Cost of emulation'), Collapsed, 'dashboard'), `${id} costs`);
  const all = end?.cost.totals.reduce((sum, { duration }) => sum + duration, 0) ?? 0;
  const ratios = (end?.cost.ratios ?? []).map(({ platform, ratio }) =>
    l10n.t('{0} {1} × native', platform, ratioText(ratio)),
  );
  row.description = [durationText(all), ...ratios].join(' · ');
  return row;
}

function renderCost({ cost, time }: Extract<BuildItem, { kind: 'cost' }>): TreeItem {
  const text = printable(cost.text.split('\n', 1)[0] ?? '').slice(0, 200);
  const row = rowOf(`${time.platform} ${text}`, None, 'watch');
  const native =
    cost.native && l10n.t('{0}: {1}', cost.native.platform, durationText(cost.native.duration));
  row.description = [costText(time.duration, time.ratio), native].filter(Boolean).join(' · ');
  row.tooltip = [cost.text, row.description].join('\n');
  return row;
}

function costText(duration: number, ratio: number | undefined): string {
  return ratio === undefined
    ? l10n.t('{0} emulated', durationText(duration))
    : l10n.t('{0} emulated, {1} × native', durationText(duration), ratioText(ratio));
}

function renderOutcome({ id, outcome }: ShownBuild): TreeItem {
  if (outcome?.kind !== 'image') {
    const row = rowOf(outcome?.reference ?? '', None);
    row.iconPath = icon('question');
    row.description = l10n.t('could not be read back');
    row.tooltip = outcome?.reason ?? '';
    return row;
  }
  const { missing, present } = outcome.compared;
  const row = withId(rowOf(withoutHost(outcome.reference), Expanded), `${id} outcome`);
  row.iconPath =
    missing.length > 0 ? icon('error', 'problemsErrorIcon.foreground') : icon('package');
  row.description =
    missing.length > 0
      ? l10n.t('without {0}', missing.join(', '))
      : present.length === 1
        ? l10n.t('has {0}', present.join(', '))
        : l10n.t('has all {0} platforms', present.length);
  row.tooltip = [outcome.reference, outcome.digest].join('\n');
  row.contextValue = buildContexts.outcome;
  return row;
}

const resultContexts = {
  platform: imageContexts.presentPlatform,
  remotePlatform: imageContexts.remotePlatform,
  archived: buildContexts.archived,
} as const;

function renderResult(item: ResultRow): TreeItem {
  const name = resultPlatform(item);
  const digest = resultDigest(item);
  const row = rowOf(name, None, undefined, resultContexts[item.kind]);
  row.iconPath = icon('circle-filled', 'charts.green');
  row.description = digest.replace(/^sha256:/, '').slice(0, 12);
  row.tooltip = [name, digest].join('\n');
  return row;
}

function renderPast({ past }: Extract<BuildItem, { kind: 'past' }>, now: number): TreeItem {
  const name = past.name === '' ? recordId(past.ref) : past.name;
  const row = withId(rowOf(name, Collapsed, undefined, buildContexts.past), past.ref);
  row.iconPath = stepIcons[past.state]();
  const duration =
    past.completed === undefined ? undefined : durationText(past.completed - past.started);
  const state = {
    running: l10n.t('running'),
    done: duration && l10n.t('built in {0}', duration),
    failed: duration && l10n.t('failed after {0}', duration),
  }[past.state];
  row.description = [
    state,
    past.platforms?.join(', '),
    past.cachedSteps > 0
      ? l10n.t('{0} of {1} steps from the cache', past.cachedSteps, past.steps)
      : l10n.t('{0} steps', past.steps),
    ageText(past.completed ?? past.started, now),
  ]
    .filter(Boolean)
    .join(' · ');
  row.tooltip = [past.name, past.ref, row.description].join('\n');
  return row;
}
