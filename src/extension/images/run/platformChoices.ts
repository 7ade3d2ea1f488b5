import { l10n } from 'vscode';
import { howRuns, type EngineHost } from '../../../core/build/hostRun.ts';
import type { ImageReport } from '../../../core/image/report.ts';
import type { PlatformImage } from '../../../core/image/runCommands.ts';
import type { StoredPlatform } from '../../../core/image/storedImage.ts';
import {
  formatPlatformAll,
  normalizePlatform,
  parsePlatform,
} from '../../../core/platform/platform.ts';

/** The platforms of an image of the engine. */
export function storedChoices(
  reference: string,
  platforms: readonly StoredPlatform[],
): readonly PlatformImage[] {
  return platforms
    .map(({ platform, digest, isPresent }) => {
      const text = formatPlatformAll(normalizePlatform(platform));
      return { reference, platform: text, digest, isPresent };
    })
    .filter(isPlatform);
}

/** The platforms of an image of a registry. */
export function reportedChoices(
  reference: string,
  { platforms }: Pick<ImageReport, 'platforms'>,
): readonly PlatformImage[] {
  return platforms
    .map(({ platform, digest }) => ({ reference, platform, digest, isPresent: false }))
    .filter(isPlatform);
}

/** What an image says of itself may be any text. */
function isPlatform({ platform }: PlatformImage): boolean {
  return parsePlatform(platform).ok;
}

/** What it means to run a platform on a host, where it is more than to start it. */
export interface RunRemark {
  readonly severity: 'information' | 'warning';
  readonly text: string;
}

/** What is to be known before a platform runs on a host; undefined when nothing is. */
export function runRemark(platform: string, host: EngineHost): RunRemark | undefined {
  const parsed = parsePlatform(platform);
  if (!parsed.ok) return undefined;
  const on = `${host.engine.os}/${host.engine.architecture}`;
  const run = howRuns(parsed.value, host);
  switch (run.state) {
    case 'native':
      return undefined;
    case 'emulated':
      return {
        severity: 'information',
        text: l10n.t('emulated on this {0} host by {1}', on, run.emulator.name),
      };
    case 'unknown':
      return {
        severity: 'information',
        text: l10n.t('another architecture than this {0} host’s, so probably emulated', on),
      };
    case 'not-runnable':
      return {
        severity: 'warning',
        text: l10n.t('does not run on this {0} host: no emulator takes it', on),
      };
  }
}
