import { l10n } from 'vscode';
import type { SmokeEnd } from '../../adapters/docker/smokeRun.ts';
import type { HostRun } from '../../core/build/hostRun.ts';
import type { SentPlatform } from '../../protocol/audit.ts';
import { startName, startText } from '../audit/auditWords.ts';
import { editorWording } from '../images/inspector/editorWording.ts';

/** What is known of one smoke run. */
export interface SmokeResult {
  /** e.g. `linux/arm64`. */
  readonly platform: string;
  /** Of the engine's host. */
  readonly host: string;
  readonly run: HostRun;
  readonly end: SmokeEnd;
  /** Undefined where nobody could audit it. */
  readonly audit: SentPlatform | undefined;
}

/** What a test shows. */
export interface SmokeVerdict {
  readonly state: 'passed' | 'failed' | 'errored';
  /** Why it did not pass, the first reason first. */
  readonly reasons: readonly string[];
  /** What stands below the output. */
  readonly remarks: readonly string[];
}

/** Whether a run was native or emulated, in a few words. */
export function runText(run: HostRun): string {
  switch (run.state) {
    case 'native':
      return l10n.t('native');
    case 'emulated':
      return l10n.t('emulated by {0}', run.emulator.name);
    case 'not-runnable':
      return l10n.t('no emulator');
    case 'unknown':
      return l10n.t('native or emulated: not known');
  }
}

/**
 * Judges a smoke run. One that ended well passes, unless the audit has found that the program was made for another
 * platform: then it ran because this machine could run that, and no other one needs to.
 */
export function judgeSmokeRun(result: SmokeResult): SmokeVerdict {
  const { platform, host, run, end, audit } = result;
  const fact = audit?.audit;
  const wrong = fact?.known ? fact.value.started.filter(({ state }) => state === 'wrong') : [];
  const remarks = [
    l10n.t('{0} on this {1} host: {2}.', platform, host, runText(run)),
    auditText(audit),
    ...(run.state === 'native'
      ? []
      : [
          l10n.t(
            'A pass under emulation proves nothing about the files: only the audit looks at them.',
          ),
        ]),
  ];
  const lies = wrong.map((start) =>
    l10n.t(
      'What ran was made for {0}, not for {1}: {2}. A machine of {1} without an emulator cannot run it.',
      ...[start.actual.join(' + '), platform, startName(start)],
    ),
  );
  const failure = failureText(end);
  if (failure === undefined) {
    return { state: lies.length > 0 ? 'failed' : 'passed', reasons: lies, remarks };
  }
  return { state: failure.state, reasons: [...failure.reasons, ...lies], remarks };
}

function auditText(audit: SentPlatform | undefined): string {
  const fact = audit?.audit;
  if (fact === undefined) return l10n.t('Audit: not known.');
  if (!fact.known) return l10n.t('Audit: not known. {0}', fact.reason.message);
  const { value } = fact;
  const [first] = value.started;
  if (first === undefined) return l10n.t('Audit: it names neither an entrypoint nor a command.');
  return l10n.t('Audit: {0}, {1}.', startName(first), startText(first, value, editorWording));
}

/** Exit codes of docker itself (docker run reference, "Exit status"). */
const own = 125;

function failureText(
  end: SmokeEnd,
): { readonly state: 'failed' | 'errored'; readonly reasons: readonly string[] } | undefined {
  switch (end.kind) {
    case 'exit': {
      if (end.code === 0) return undefined;
      const code = l10n.t('Exit code {0}.', String(end.code));
      const why = explainExit(end.code, end.output);
      const reasons = [code, ...(why === undefined ? [] : [why])];
      return { state: end.code === own ? 'errored' : 'failed', reasons };
    }
    case 'timeout':
      return {
        state: 'failed',
        reasons: [
          l10n.t('It did not end within {0} s. The container was removed.', end.timeout / 1000),
        ],
      };
    case 'output-too-large':
      return {
        state: 'failed',
        reasons: [l10n.t('It wrote more than 1 MB. The container was removed.')],
      };
    case 'cancelled':
      return { state: 'errored', reasons: [l10n.t('Cancelled. The container was removed.')] };
    case 'not-found':
      return { state: 'errored', reasons: [l10n.t('The program {0} was not found.', end.command)] };
    case 'not-started':
    case 'refused':
      return { state: 'errored', reasons: [end.message] };
  }
}

function explainExit(code: number | null, output: string): string | undefined {
  if (/exec format error/i.test(output)) {
    return l10n.t(
      '“exec format error”: the kernel was given a program of an architecture that it does not run, and has no emulator for it. Install an emulator in the Emulation view; if the audit says that the program is for another platform than the label, mend the image instead.',
    );
  }
  switch (code) {
    case own:
      return l10n.t('Docker itself could not run the container.');
    case 126:
      return l10n.t('The command is there, but cannot be executed.');
    case 127:
      return l10n.t('The command, or its loader, is not in the image.');
    case 132:
      return l10n.t(
        'An illegal instruction: the program wants a newer processor than this one, or than the emulator has.',
      );
    case 139:
      return l10n.t('A segmentation fault; under emulation it may be the emulator’s.');
    default:
      return undefined;
  }
}
