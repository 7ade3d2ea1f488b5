import { commandLine } from '../core/build/commandLine.ts';
import { powershellLine } from '../core/build/powershellLine.ts';

/**
 * A command as it is shown and copied, for the terminal that the system has: PowerShell on Windows, else a POSIX
 * shell.
 */
export function shownLine(
  words: readonly string[],
  platform: NodeJS.Platform = process.platform,
): string {
  return platform === 'win32' ? powershellLine(words) : commandLine(words);
}

/** A command in a folder of its own; PowerShell 5.1 knows no `&&`. */
export function shownLineIn(
  folder: string,
  words: readonly string[],
  platform: NodeJS.Platform = process.platform,
): string {
  const between = platform === 'win32' ? '; ' : ' && ';
  // Its `cd` takes brackets for a pattern.
  const go = platform === 'win32' ? ['Set-Location', '-LiteralPath'] : ['cd'];
  return [[...go, folder], words].map((each) => shownLine(each, platform)).join(between);
}
