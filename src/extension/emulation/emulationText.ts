import { l10n } from 'vscode';
import type {
  ArchitectureEmulation,
  EmulationProblem,
  EmulationState,
} from '../../core/build/emulation.ts';
import type { LostEmulator } from '../../core/build/emulationMemory.ts';
import { defectExplanation, defectLabel, defectRemedy } from './defectText.ts';

/** How programs of an architecture run, in a few words. */
export function stateLabel(state: EmulationState): string {
  switch (state) {
    case 'native':
      return l10n.t('native');
    case 'hardware':
      return l10n.t('compatible in hardware');
    case 'emulated':
      return l10n.t('emulated');
    case 'reported':
      return l10n.t('runnable, how unknown');
    case 'host-only':
      return l10n.t('works on the machine, fails in containers');
    case 'disabled':
      return l10n.t('switched off');
    case 'absent':
      return l10n.t('not emulated');
    case 'unknown':
      return l10n.t('unknown');
  }
}

/** What a state means for builds and containers. */
export function stateExplanation({ state, architecture }: ArchitectureEmulation): string {
  switch (state) {
    case 'native':
      return l10n.t('Programs for {0} run at full speed.', architecture);
    case 'hardware':
      return l10n.t('The processor runs programs for {0} too, at full speed.', architecture);
    case 'emulated':
      return l10n.t(
        'Programs for {0} run, but every instruction is translated: many times slower.',
        architecture,
      );
    case 'reported':
      return l10n.t(
        'BuildKit says that programs for {0} run. Whether they are emulated, and by what, cannot be seen from here.',
        architecture,
      );
    case 'host-only':
      return l10n.t('Programs for {0} run on the machine itself, not in containers.', architecture);
    case 'disabled':
      return l10n.t('There is an emulator for {0}, but the kernel does not use it.', architecture);
    case 'absent':
      return l10n.t('Nothing here runs programs for {0}.', architecture);
    case 'unknown':
      return l10n.t(
        'Neither the kernel nor BuildKit can be asked from here whether programs for {0} run.',
        architecture,
      );
  }
}

/** A problem, short enough for a row. */
export function problemLabel(problem: EmulationProblem): string {
  switch (problem.code) {
    case 'no-flag-f':
      return l10n.t('Registered without flag F');
    case 'not-static':
      return l10n.t('The emulator needs libraries of the machine');
    case 'interpreter-missing':
      return l10n.t('The emulator’s program is gone');
    case 'entry-disabled':
      return l10n.t('{0} is switched off', problem.entry.name);
    case 'all-disabled':
      return l10n.t('All of binfmt_misc is switched off');
    case 'shadowed':
      return l10n.t('{0} hides {1}, which works', problem.by.name, problem.entry.name);
    case 'not-reported':
      return l10n.t('BuildKit does not offer it');
    case 'no-entry':
      return l10n.t('BuildKit still offers it');
    case 'known-bad':
      return l10n.t('QEMU {0}: {1}', problem.version, defectLabel(problem.row.defect));
    case 'lost':
      return lostLabel(problem.lost);
  }
}

function lostLabel({ restarted }: LostEmulator): string {
  return restarted === true
    ? l10n.t('Worked before the restart of the machine')
    : l10n.t('Worked before');
}

/** What happened, why, and what to do. */
export function problemExplanation(problem: EmulationProblem): string {
  switch (problem.code) {
    case 'no-flag-f':
      return l10n.t(
        'The kernel looks for {0} inside the container, where it is not. An entry with flag F holds the program open since its registration. Install an emulator anew: that replaces the entry.',
        problem.entry.interpreter,
      );
    case 'not-static':
      return l10n.t(
        '{0} is not linked statically: a container has neither its loader nor its libraries. Install a static one, such as Debian’s qemu-user-static, or the image tonistiigi/binfmt.',
        problem.entry.interpreter,
      );
    case 'interpreter-missing':
      return l10n.t(
        'There is no file {0}, so the entry {1} does not even work on the machine itself. Install an emulator anew: that replaces the entry.',
        problem.entry.interpreter,
        problem.entry.name,
      );
    case 'entry-disabled':
      return l10n.t(
        'Somebody switched the entry off. On again, as root: echo 1 > /proc/sys/fs/binfmt_misc/{0}',
        problem.entry.name,
      );
    case 'all-disabled':
      return l10n.t(
        'The kernel uses no entry at all. On again, as root: echo 1 > /proc/sys/fs/binfmt_misc/status',
      );
    case 'shadowed':
      return l10n.t(
        'Of several entries for the same programs the kernel takes the one that was registered last. Remove {0}, and {1} is used.',
        problem.by.name,
        problem.entry.name,
      );
    case 'not-reported':
      return l10n.t(
        'The entry looks right, but BuildKit does not count this platform among its own. It looks again after 20 seconds. If that changes nothing, its emulator fails, or the builder was told a fixed list of platforms.',
      );
    case 'no-entry':
      return l10n.t(
        'Nothing is registered with the kernel, so RUN steps fail. Either an emulator was removed while BuildKit ran, which it notices when it is restarted, or the platform was fixed for the builder.',
      );
    case 'known-bad':
      return [
        defectExplanation(problem.row.defect),
        defectRemedy(problem.row),
        problem.row.source,
      ].join('\n');
    case 'lost':
      return lostExplanation(problem.lost);
  }
}

function lostExplanation({ architecture, restarted }: LostEmulator): string {
  return restarted === true
    ? l10n.t(
        'Programs for {0} ran here before the machine was restarted. What docker run registers is gone with every restart; the emulators of a distribution’s package come back.',
        architecture,
      )
    : l10n.t('Programs for {0} ran here when this machine was last looked at.', architecture);
}

/** What one letter of an entry’s flags means, or does when it is missing. */
export function flagExplanations(flags: string): readonly string[] {
  const has = (flag: string) => flags.includes(flag);
  return [
    has('F')
      ? l10n.t('F: the program was opened at its registration, so it works in containers')
      : l10n.t('no F: the program is looked for inside each container'),
    has('P')
      ? l10n.t('P: programs see the name that they were started by')
      : l10n.t('no P: programs may see another name than the one that they were started by'),
    has('C')
      ? l10n.t('C: programs with the setuid bit, such as sudo, get their rights')
      : l10n.t('no C: programs with the setuid bit, such as sudo, do not get their rights'),
    has('O')
      ? l10n.t('O: programs that may be run but not read can be emulated')
      : l10n.t('no O: programs that may not be read cannot be emulated'),
  ];
}
