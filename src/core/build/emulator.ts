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
}
