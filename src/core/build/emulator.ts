/** A registered binary format whose programs another program interprets (Linux binfmt_misc). */
export interface Emulator {
  /** Name of the entry, e.g. `qemu-aarch64`. */
  readonly name: string;
  /** Architecture word of the programs that it takes, e.g. `arm64`; both 32-bit ARM float ABIs are `arm`. */
  readonly architecture: string;
  /** Program that is started instead. */
  readonly interpreter: string;
  /** Flag F: the interpreter was opened at registration, so it works inside containers. */
  readonly fixed: boolean;
  /** What the interpreter is, where it was looked at. */
  readonly program?: EmulatorProgram;
  /** Not the kernel's: BuildKit's image brings it, and RUN steps alone use it. */
  readonly inImage?: true;
}

/** An entry with all that this machine tells about it, whether the kernel uses it or not. */
export interface EmulatorEntry extends Emulator {
  readonly enabled: boolean;
  /** Any of P, O, C and F, in the kernel's order. */
  readonly flags: string;
  readonly program: EmulatorProgram;
}

/**
 * The file at the place that an entry names, as it is now. An entry with flag F goes on with the file
 * that was there when it was registered, maybe one of a container image.
 */
export type EmulatorProgram =
  | { readonly kind: 'missing' | 'unknown' }
  | {
      readonly kind: 'file';
      /** Whether it needs a loader and libraries, which a container does not have. */
      readonly linking: 'static' | 'dynamic' | 'unknown';
      /** Version of QEMU, e.g. `7.2.19`; absent where the program was not asked or is no QEMU. */
      readonly version?: string;
    };

/** Whether containers can use it: they have neither its file nor the libraries of the machine. */
export function worksInContainers({ fixed, program }: Emulator): boolean {
  return fixed && !(program?.kind === 'file' && program.linking === 'dynamic');
}

/** What the kernel of a machine has registered. */
export interface KernelEmulation {
  /** Whether binfmt_misc as a whole is switched on. */
  readonly enabled: boolean;
  /** The entries about programs of some architecture, the newest first. */
  readonly entries: readonly EmulatorEntry[];
  /** Changes with every start of the machine (/proc/sys/kernel/random/boot_id). */
  readonly bootId?: string;
}
