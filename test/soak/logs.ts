import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What an editor has written down: the log of our extension, and what its host says of all extensions. */
export interface Logs {
  readonly ours: string;
  readonly host: string;
}

/** Reads them from an editor's home folder. */
export function readLogs(home: string): Logs {
  const folder = join(home, 'd/logs');
  const names = existsSync(folder) ? (readdirSync(folder, { recursive: true }) as string[]) : [];
  const read = (wanted: RegExp) =>
    names
      .filter((name) => wanted.test(name))
      .sort()
      .map((name) => readFileSync(join(folder, name), 'utf8'))
      .join('');
  return {
    ours: read(/multiarch\.multiarch\/[^/]+\.log$/),
    host: read(/exthost\d+\/[^/]*exthost\.log$/),
  };
}
