import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';

/** What the program writes and how it ends, for command lines that begin with certain words. */
export interface FakeAnswer {
  /** e.g. `buildx ls` */
  readonly words: string;
  readonly stdout?: string;
  readonly stderr?: string;
  readonly exitCode?: number;
  /** Whether it never ends by itself. */
  readonly hangs?: boolean;
}

/** A program named docker that gives prepared answers and notes every start. */
export interface FakeDocker {
  readonly folder: string;
  /** The program. */
  readonly path: string;
  /** The arguments of every start since the beginning. */
  starts(): readonly (readonly string[])[];
  /** Replaces the answers; what has none is answered by silence and exit code 0. */
  answer(answers: readonly FakeAnswer[]): void;
}

/** Makes such a program in a folder; on Linux and macOS. */
export function makeFakeDocker(folder: string): FakeDocker {
  const path = join(folder, 'docker');
  const log = join(folder, 'starts.jsonl');
  const answersFile = join(folder, 'answers.json');
  mkdirSync(folder, { recursive: true });
  writeFileSync(answersFile, '[]');
  appendFileSync(log, '');
  const program = [
    // In the extension host this is the Node that runs it.
    `#!${process.execPath}`,
    `const { appendFileSync, readFileSync } = require('node:fs');`,
    `const words = process.argv.slice(2);`,
    `appendFileSync(${JSON.stringify(log)}, JSON.stringify(words) + '\\n');`,
    `const answers = JSON.parse(readFileSync(${JSON.stringify(answersFile)}, 'utf8'));`,
    `const line = words.join(' ') + ' ';`,
    `const answer = answers.find((each) => line.startsWith(each.words + ' ')) ?? {};`,
    `process.stdout.write(answer.stdout ?? '');`,
    `process.stderr.write(answer.stderr ?? '');`,
    `if (answer.hangs) setInterval(() => {}, 60_000);`,
    `process.exitCode = answer.exitCode ?? 0;`,
  ];
  writeFileSync(path, program.join('\n'));
  chmodSync(path, 0o755);
  return {
    folder,
    path,
    starts: () => (existsSync(log) ? readLines(log) : []),
    answer: (answers) => {
      writeFileSync(answersFile, JSON.stringify(answers));
    },
  };
}

function readLines(file: string): readonly (readonly string[])[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as readonly string[]);
}
