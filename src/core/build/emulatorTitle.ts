import type { Emulator } from './emulator.ts';

/** Emulators that are no QEMU, by the file that their entries name. */
const others: readonly (readonly [RegExp, string])[] = [
  // Apple's, in Linux machines on Macs: /run/rosetta/rosetta, /mnt/lima-rosetta/rosetta.
  [/^rosetta$/, 'Rosetta'],
  [/^FEXInterpreter$/, 'FEX'],
  [/^box64$/, 'Box64'],
];

/**
 * What people call an emulator, with its version where that is known: `QEMU 10.0.3`, `QEMU`, `Rosetta`. An
 * entry that is none of the known ones goes by its own name.
 */
export function emulatorTitle({ name, interpreter, program }: Emulator): string {
  // Only a QEMU was ever asked for its version.
  if (program?.kind === 'file' && program.version !== undefined) return `QEMU ${program.version}`;
  const file = interpreter.slice(interpreter.lastIndexOf('/') + 1);
  const other = others.find(([pattern]) => pattern.test(file));
  if (other !== undefined) return other[1];
  return /^(?:buildkit-)?qemu-[a-z0-9_]{1,20}(?:-static)?$/.test(file) ? 'QEMU' : name;
}
