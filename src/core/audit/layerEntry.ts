import type { HardwareNeeds } from '../binary/hardwareNeeds.ts';
import type { Platform } from '../platform/platform.ts';

/** What an entry of a layer is to an audit. Paths have no leading slash and no `.` or `..`. */
export type LayerEntry = {
  readonly path: string;
  /** As its maker wrote it, where the system does not tell large letters from small ones: `path` is in small ones. */
  readonly written?: string;
} & (
  | { readonly kind: 'folder' | 'device' }
  | { readonly kind: 'symlink'; readonly target: string }
  /** Another name of a file of the same layer, or of one below it. */
  | { readonly kind: 'hardlink'; readonly target: string }
  | ({ readonly kind: 'file' } & FileContents)
  /** Everything of this name in the layers below is gone. */
  | { readonly kind: 'whiteout' }
  /** Everything in this folder in the layers below is gone. */
  | { readonly kind: 'opaque' }
);

/** What a file's bytes say. */
export interface FileContents {
  readonly isExecutable: boolean;
  /** A program or library for a processor. */
  readonly program?: AuditedProgram;
  /** Programs and libraries in a jar, a wheel or the like. */
  readonly contained?: readonly ContainedProgram[];
  /** The line after `#!` of a script. */
  readonly interpreter?: string;
  /** Where its bytes are, as long as nobody has looked at them: nothing else is known then. */
  readonly unread?: UnreadFile;
}

/** A file of a layer that is read by its own table of contents. */
export interface UnreadFile {
  /** Digest of the layer. */
  readonly layer: string;
  /** Place in the table, from 0. */
  readonly at: number;
}

/** A program or library in an archive of others. */
export interface ContainedProgram {
  /** In the archive; that of an inner one is followed by `!/`. */
  readonly path: string;
  readonly program: AuditedProgram;
}

/** A program or library, as its header describes it. */
export interface AuditedProgram {
  readonly format: 'elf' | 'pe' | 'mach-o' | 'ar';
  readonly kind: 'program' | 'library';
  /** More than one in a universal file of macOS. */
  readonly platforms: readonly Platform[];
  /** Of a dynamic ELF program: an absolute path. */
  readonly loader?: string;
  readonly needs: HardwareNeeds;
}
