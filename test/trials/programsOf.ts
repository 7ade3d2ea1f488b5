import { readdirSync, readFileSync } from 'node:fs';

/** The words of each process that inherited the variable MULTIARCH_TRIALS with a value (proc(5)). */
export function programsOf(mark: string): readonly string[] {
  return readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    const read = (file: string): string => readFileSync(`/proc/${name}/${file}`, 'utf8');
    try {
      const isOfTrial = read('environ').split('\0').includes(`MULTIARCH_TRIALS=${mark}`);
      const words = read('cmdline').replaceAll('\0', ' ').trim();
      return isOfTrial && words !== '' ? [words] : [];
    } catch {
      // It has ended meanwhile.
      return [];
    }
  });
}
