import { l10n } from 'vscode';
import type { BuildStep } from '../../core/build/progress/buildProgress.ts';
import type { EmulationCost } from '../../core/build/progress/emulationCost.ts';
import type { Style, StyledText } from './terminalText.ts';

const platformStyles: readonly Style[] = ['cyan', 'magenta', 'blue', 'yellow', 'green'];

/** What the lines about the steps of one build have in common. */
export interface StepLayout {
  /** In this order they get their colours. */
  readonly platforms: readonly string[];
}

/**
 * One line about a step: its state, platform, stage and position, what is done, and how long it took.
 *
 * @param elapsed in ms; of a running step since its begin
 */
export function stepLine(
  step: BuildStep,
  { platforms }: StepLayout,
  elapsed: number,
): readonly StyledText[] {
  const { name, state } = step;
  const { platform = '', forPlatform, position, stage } = name;
  const width = platforms.length > 1 ? Math.max(...platforms.map(({ length }) => length)) + 1 : 0;
  const colour = platformStyles[Math.max(0, platforms.indexOf(platform)) % platformStyles.length];
  const place = position && `${stage ?? ''} ${position.index}/${position.total} `.trimStart();
  const isQuiet = state === 'cached' || state === 'cancelled';
  return [
    marks[state],
    {
      text: platform.padEnd(width).slice(0, width === 0 ? 0 : undefined),
      ...(colour && { style: colour }),
    },
    { text: place ?? '', style: 'faint' },
    { text: shortened(name.text), ...(isQuiet && { style: 'faint' }) },
    { text: forPlatform === undefined ? '' : ` → ${forPlatform}`, style: 'faint' },
    { text: `  ${timeText(step, elapsed)}`, style: 'faint' },
  ];
}

/** The first line, with digests that nobody reads cut. */
function shortened(text: string): string {
  const [line = ''] = text.split('\n', 1);
  return line.replace(/(@sha256:[0-9a-f]{8})[0-9a-f]{56}/g, '$1…');
}

const marks: Readonly<Record<BuildStep['state'], StyledText>> = {
  waiting: { text: '  ' },
  running: { text: '▸ ', style: 'yellow' },
  done: { text: '✔ ', style: 'green' },
  cached: { text: '◌ ', style: 'faint' },
  failed: { text: '✘ ', style: 'red' },
  cancelled: { text: '∅ ', style: 'faint' },
};

function timeText({ state, transferred: { current, total } }: BuildStep, elapsed: number): string {
  if (state === 'cached') return l10n.t('from the cache');
  if (state === 'cancelled') return l10n.t('stopped after {0}', durationText(elapsed));
  if (state !== 'running' || total === 0) return durationText(elapsed);
  return `${durationText(elapsed)} ${sizeText(current)} / ${sizeText(total)}`;
}

/** What emulation cost, a line for each platform that was emulated. Nothing when no step ran emulated. */
export function costLines(cost: EmulationCost): readonly (readonly StyledText[])[] {
  return cost.totals.map(({ platform, duration }) => {
    const time = durationText(duration);
    const ratio = cost.ratios.find((each) => each.platform === platform)?.ratio;
    return [
      {
        text:
          ratio === undefined
            ? l10n.t('{0} was emulated: its RUN steps took {1}.', platform, time)
            : l10n.t(
                '{0} was emulated: its RUN steps took {1}, {2} times as long as natively.',
                platform,
                time,
                ratioText(ratio),
              ),
        style: 'faint',
      },
    ];
  });
}

/** How many times as long, with as many digits as mean something. */
export function ratioText(ratio: number): string {
  return ratio < 10 ? ratio.toFixed(1) : `${Math.round(ratio)}`;
}

/** A time in the units that matter most. @param ms at least 0 */
export function durationText(ms: number): string {
  if (ms < 9_950) return l10n.t('{0} s', (ms / 1000).toFixed(1));
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return l10n.t('{0} s', seconds);
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return l10n.t('{0} min {1} s', minutes, seconds % 60);
  return l10n.t('{0} h {1} min', Math.floor(minutes / 60), minutes % 60);
}

const units = ['B', 'kB', 'MB', 'GB', 'TB'];

/** A number of bytes in units of 1000, as docker writes it. */
function sizeText(bytes: number): string {
  const unit = Math.min(
    units.length - 1,
    Math.max(0, Math.floor(Math.log10(Math.max(1, bytes)) / 3)),
  );
  const size = bytes / 1000 ** unit;
  return `${unit === 0 || size >= 99.95 ? Math.round(size) : size.toFixed(1)} ${units[unit] ?? ''}`;
}
