import { BuildOutputReader } from '../../src/adapters/docker/buildOutputReader.ts';
import { BuildProgress } from '../../src/core/build/progress/buildProgress.ts';
import { stepsByPlatform } from '../../src/core/build/progress/platformSteps.ts';
import { measure, type Times } from './times.ts';

const events = 100_000;
const steps = 5_000;

/** How long it takes to follow a build that says very much: the time for all of it. */
export async function measureBuildEvents(): Promise<Readonly<Record<string, Times>>> {
  const stream = eventStream();
  const log = logStream(30_000_000);
  const follow = (chunks: readonly Buffer[]) => {
    const progress = new BuildProgress();
    const reader = new BuildOutputReader({
      onEvents: (more) => {
        for (const event of more) progress.add(event);
      },
      onLines: () => undefined,
    });
    for (const chunk of chunks) reader.read(chunk);
    reader.end();
    return progress;
  };
  const followed = follow(stream);
  const few = { warmUp: 1, rounds: 5 };
  return {
    [`${events.toLocaleString('en')} events of a build of ${steps.toLocaleString('en')} steps`]:
      await measure(() => follow(stream), few),
    'a log of 30 MB': await measure(() => follow(log), few),
    [`what a build view draws of ${steps.toLocaleString('en')} steps`]: await measure(
      () => stepsByPlatform(followed.steps(), ['linux/amd64', 'linux/arm64']),
      { warmUp: 5, rounds: 50 },
    ),
  };
}

/** Pieces of a stream as a pipe gives them. */
function pieces(text: string): readonly Buffer[] {
  const bytes = Buffer.from(text);
  const length = 65_536;
  return Array.from({ length: Math.ceil(bytes.length / length) }, (_, at) =>
    bytes.subarray(at * length, (at + 1) * length),
  );
}

function eventStream(): readonly Buffer[] {
  const data = Buffer.from('gcc -c something.c -o something.o\n').toString('base64');
  const time = '2026-11-21T11:17:31.973737063Z';
  return pieces(
    Array.from({ length: events }, (_, at) => {
      const vertex = `sha256:${String(at % steps).padStart(64, '0')}`;
      const name = `[linux/a${at % 2 === 0 ? 'rm' : 'md'}64 build ${(at % steps) + 1}/${steps}] RUN make`;
      const kinds = [
        { vertexes: [{ digest: vertex, name, started: time }] },
        { logs: [{ vertex, stream: 1, data, timestamp: time }] },
        { statuses: [{ id: 'layer', vertex, current: at, total: events, timestamp: time }] },
        { vertexes: [{ digest: vertex, name, started: time, completed: time }] },
      ];
      return `${JSON.stringify(kinds[Math.floor(at / steps) % kinds.length])}\n`;
    }).join(''),
  );
}

/** @param size of what a single step prints, in bytes */
function logStream(size: number): readonly Buffer[] {
  const text = 'CC drivers/net/ethernet/something/something_main.o\n'.repeat(20);
  const log = { vertex: 'sha256:0', stream: 1, data: Buffer.from(text).toString('base64') };
  return pieces(`${JSON.stringify({ logs: [log] })}\n`.repeat(Math.ceil(size / text.length)));
}
