import { l10n } from 'vscode';
import {
  formatQemuVersion,
  type KnownBadVersions,
  type QemuDefect,
} from '../../core/build/qemuVersions.ts';

/** What goes wrong with a version of QEMU, in a few words. */
export function defectLabel(defect: QemuDefect): string {
  switch (defect) {
    case 'go-start-process':
      return l10n.t('programs written in Go cannot start others');
    case 'ldconfig-crash':
      return l10n.t('ldconfig crashes, and with it the installation of packages');
    case 'go-pointer-packing':
      return l10n.t('programs written in Go crash');
    case 'mimalloc-crash':
      return l10n.t('programs with the allocator mimalloc crash');
    case 'openat2-missing':
      return l10n.t('new versions of tar cannot unpack');
    case 'openat2-flags':
      return l10n.t('new versions of tar cannot unpack');
    case 'random-crash':
      return l10n.t('programs crash at random');
    case 'java-threads':
      return l10n.t('Java cannot start threads');
    case 'detection-flaky':
      return l10n.t('BuildKit sometimes does not find it');
    case 'guest-memory':
      return l10n.t('it crashes when it allocates memory');
    case 'go-signals':
      return l10n.t('programs written in Go fail at their start');
    case 'float-conversion':
      return l10n.t('numbers are converted wrongly');
  }
}

/** What users see of it, and when. */
export function defectExplanation(defect: QemuDefect): string {
  switch (defect) {
    case 'go-start-process':
      return l10n.t(
        'What was built with the first releases of Go 1.23 says "fork/exec …: invalid argument" whenever it starts another program, "go build" among them.',
      );
    case 'ldconfig-crash':
      return l10n.t(
        'apt-get ends with "Processing triggers for libc-bin", "qemu: uncaught target signal 11 (Segmentation fault)" and exit status 139, in images of Ubuntu 22.04 and Debian 11.',
      );
    case 'go-pointer-packing':
      return l10n.t(
        'Programs that were built with Go before 1.25.4 end with "lfstack.push invalid packing" or "taggedPointerPack invalid packing".',
      );
    case 'mimalloc-crash':
      return l10n.t('Nix 2.35 ends with "qemu: uncaught target signal 11 (Segmentation fault)".');
    case 'openat2-missing':
      return l10n.t(
        'The system call openat2 is missing: tar of Ubuntu 26.04 says "Cannot open: Function not implemented".',
      );
    case 'openat2-flags':
      return l10n.t(
        'The system call openat2 gets wrong flags: tar with the fix for CVE-2025-45582 says "Cannot open: Invalid argument".',
      );
    case 'random-crash':
      return l10n.t(
        'Programs end with "qemu: uncaught target signal 11 (Segmentation fault)" where the kernel spreads addresses widely, as that of Ubuntu 24.04 since January 2025: this QEMU is not position-independent.',
      );
    case 'java-threads':
      return l10n.t('"java -version" of OpenJ9 fails, as pthread_create does not work.');
    case 'detection-flaky':
      return l10n.t('linux/arm64 is missing now and then from the platforms of a builder.');
    case 'guest-memory':
      return l10n.t('The statically linked program of Debian 11 crashes at the start.');
    case 'go-signals':
      return l10n.t('Go sets up its signals, QEMU refuses, and the program ends at once.');
    case 'float-conversion':
      return l10n.t('Go’s compiler stops with "truncation is not exact".');
  }
}

/** Which version to go to, or that none is known. */
export function defectRemedy({ before }: KnownBadVersions): string {
  return before === undefined
    ? l10n.t('No version without it is known. Use a native node, or cross-compile.')
    : l10n.t('QEMU {0} and later are not known for it.', formatQemuVersion(before));
}
