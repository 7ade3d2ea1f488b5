// `npm run bench:typing`: from a keystroke to what the editor shows of it, with the built server in a process of its
// own as the editor has it, and for how long that process heard nothing else. Nothing is asserted.
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { CodeLensRequest } from 'vscode-languageserver/node';
import { startServer } from '../support/registry/loopbackServer.ts';
import { sampleRegistry } from '../support/registry/sampleImages.ts';
import { startServerProcess, type ServerProcess } from './serverProcess.ts';
import { memoryText, printTable, timeText } from './table.ts';
import { percentile } from './times.ts';
import { openTypedFile } from './typedFile.ts';

/** How much is typed; nobody looks at the first keystrokes, in which V8 still compiles. */
interface Effort {
  readonly lines: number;
  readonly warmUp: number;
  readonly rounds: number;
}

const efforts: readonly Effort[] = [
  { lines: 1_000, warmUp: 300, rounds: 300 },
  { lines: 10_000, warmUp: 40, rounds: 100 },
];

type Question = (server: ServerProcess, uri: string) => Promise<unknown>;

/** What an editor asks for after a keystroke, all at once. */
const questions: readonly (readonly [name: string, ask: Question])[] = [
  ['→ diagnostics', ({ client }, uri) => client.report(uri)],
  ['→ a hover', ({ client }, uri) => client.hover(uri, 0, 40)],
  [
    '→ lenses',
    ({ client }, uri) =>
      client.connection.sendRequest(CodeLensRequest.type, { textDocument: { uri } }),
  ],
];

/** Times by what they are of, in ms, and what is said of the server when somebody has typed in it. */
interface Typed {
  readonly times: ReadonlyMap<string, readonly number[]>;
  /** Processor time for each keystroke, in ms. */
  readonly cpu: number;
  /** In MB. */
  readonly memory: number;
}

/** Types in a file; of a server that is watched, the longest task after each keystroke is told besides. */
async function typeIn({ lines, warmUp, rounds }: Effort, watched: boolean): Promise<Typed> {
  const registry = await startServer(sampleRegistry());
  const server = await startServerProcess({ watched });
  const times = new Map<string, number[]>();
  const keep = (name: string, time: number) => {
    times.set(name, [...(times.get(name) ?? []), time]);
  };
  try {
    const image = `${registry.host}/app:amd64-index`;
    const file = await openTypedFile(server.client, lines, image);
    const usage = () => server.cpu() ?? Number.NaN;
    let before = usage();
    for (let round = -warmUp; round < rounds; round += 1) {
      if (round === 0) before = usage();
      const begin = performance.now();
      await file.press(round);
      await Promise.all(
        questions.map(async ([name, ask]) => {
          const answer = await ask(server, file.uri);
          if (answer === undefined || answer === null) throw new Error(`no answer ${name}`);
          if (round >= 0) keep(name, performance.now() - begin);
        }),
      );
      if (!watched) continue;
      const { wall, processor } = await server.longestTask();
      if (round < 0) continue;
      keep('the longest task of the server', wall);
      keep('of one task at most, processor time', processor);
    }
    return { times, cpu: (usage() - before) / rounds, memory: server.memory() };
  } finally {
    await server.dispose();
    await registry.close();
  }
}

function row([name, times]: readonly [string, readonly number[]]): readonly string[] {
  const sorted = times.toSorted((a, b) => a - b);
  return [name, ...[50, 95, 99, 100].map((percent) => percentile(sorted, percent))];
}

async function main(): Promise<void> {
  const program = path.join(__dirname, '../../src/bundle.mjs');
  execFileSync(process.execPath, [program], { stdio: 'ignore' });
  for (const effort of efforts) {
    const { times, cpu, memory } = await typeIn(effort, false);
    // Who watches takes processor time, so that is another server.
    const watched = await typeIn({ ...effort, rounds: 100 }, true);
    const asked = questions.map(([name]) => name);
    printTable(
      `A keystroke in ${effort.lines.toLocaleString('en')} lines`,
      ['p50', 'p95', 'p99', 'most'],
      [
        ...[...times].map(row),
        ...[...watched.times].filter(([name]) => !asked.includes(name)).map(row),
        ["the server's processor time, for each", timeText(cpu / 1000)],
        ['its memory afterwards', memoryText(memory)],
      ],
    );
  }
}

void main();
