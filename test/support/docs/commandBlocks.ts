import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';

const root = path.join(__dirname, '../../..');

/** A fenced block of a document that shows what to type in a terminal. */
export interface CommandBlock {
  /** Relative to the root, e.g. `docs/ci.md`. */
  readonly document: string;
  /** 1-based line of the first command. */
  readonly line: number;
  readonly commands: readonly string[];
}

/** The blocks of README.md, CONTRIBUTING.md and docs/, in order. */
export function readCommandBlocks(): CommandBlock[] {
  const docs = readdirSync(path.join(root, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`);
  return ['README.md', 'CONTRIBUTING.md', ...docs].flatMap((document) =>
    commandBlocksOf(document, readFileSync(path.join(root, document), 'utf8')),
  );
}

/**
 * The blocks of a document: those in `sh`, `bash`, `shell` and `console`, and of all others the lines
 * that begin with the sign of a prompt. A backslash at the end of a line goes on in the next one.
 */
export function commandBlocksOf(document: string, text: string): CommandBlock[] {
  return [...text.matchAll(/^( *)```(\w*)\n([\s\S]*?)^ *```$/gm)].flatMap(
    ({ index, 2: language = '', 3: body = '' }) => {
      const lines = body
        .replaceAll(/ *\\\n */g, ' ')
        .split('\n')
        .map((line) => line.trim());
      const isShell = ['sh', 'bash', 'shell'].includes(language);
      const commands = isShell
        ? lines.filter((line) => line !== '' && !line.startsWith('#'))
        : lines.filter((line) => line.startsWith('$ ')).map((line) => line.slice(2));
      const line = text.slice(0, index).split('\n').length + 1;
      return commands.length > 0 || isShell ? [{ document, line, commands }] : [];
    },
  );
}
