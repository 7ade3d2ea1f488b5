import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { parseBuildEvent } from '../../../../../src/adapters/docker/buildEvents.ts';
import type { BuildEvent } from '../../../../../src/core/build/progress/buildEvent.ts';
import {
  BuildProgress,
  type BuildStep,
} from '../../../../../src/core/build/progress/buildProgress.ts';

interface RecordedRun {
  readonly id: string;
  readonly rawjson?: readonly unknown[];
}

const recorded = JSON.parse(readFileSync('test/fixtures/vectors/buildx-runs.json', 'utf8')) as {
  readonly builds: readonly RecordedRun[];
};

/** A recorded run of buildx 0.36, brought to its end. */
function follow(id: string): BuildProgress {
  const run = recorded.builds.find((build) => build.id === id);
  assert.ok(run?.rawjson, id);
  return followLines(run.rawjson.map((event) => JSON.stringify(event)));
}

function followLines(lines: readonly string[]): BuildProgress {
  const progress = new BuildProgress();
  for (const line of lines) {
    const event = parseBuildEvent(line);
    if (event) progress.add(event);
  }
  return progress;
}

/** Steps of the file itself, one line each. */
function shown(steps: readonly BuildStep[]): readonly string[] {
  return steps
    .filter(({ name }) => !name.internal)
    .map(({ name, state }) => [name.platform ?? '-', name.position?.index, state].join(' '))
    .sort();
}

function withDuration(
  ...times: readonly (readonly [started: number, completed?: number])[]
): number {
  const progress = new BuildProgress();
  for (const [started, completed] of times) {
    const vertex = { digest: 'a', name: 'x', started, ...(completed && { completed }) };
    progress.add({ vertexes: [vertex], statuses: [], logs: [], warnings: [] });
  }
  return progress.steps()[0]?.duration ?? NaN;
}

describe('the progress of a build', () => {
  const rows: readonly (readonly [id: string, steps: readonly string[]])[] = [
    [
      'ok-multi-push',
      ['linux/amd64 1 done', 'linux/amd64 2 done', 'linux/arm64 1 done', 'linux/arm64 2 done'],
    ],
    ['run-exit3', ['- 1 cached', '- 2 failed']],
    [
      'mn-fail-one-raw',
      [
        'linux/amd64 1 cached',
        'linux/amd64 2 cancelled',
        'linux/arm64 1 cached',
        'linux/arm64 2 failed',
      ],
    ],
  ];
  for (const [id, steps] of rows) {
    it(`of the recorded run ${id}`, () => {
      assert.deepEqual(shown(follow(id).steps()), steps);
    });
  }

  it('of a build of the lab (buildx 0.29.1): one platform fails, the other is stopped', () => {
    const file = 'test/fixtures/buildx/0.29.1/build-one-platform-fails.jsonl';
    const progress = followLines(readFileSync(file, 'utf8').split('\n'));
    assert.deepEqual(shown(progress.steps()), [
      'linux/amd64 1 done',
      'linux/amd64 1 done',
      'linux/amd64 2 done',
      'linux/amd64 2 done',
      'linux/amd64 3 done',
      'linux/amd64 4 cancelled',
      'linux/arm64 1 done',
      'linux/arm64 1 done',
      'linux/arm64 2 done',
      'linux/arm64 2 done',
      'linux/arm64 3 failed',
      'linux/arm64 4 waiting',
    ]);
    const failed = progress.steps().find(({ state }) => state === 'failed');
    assert.deepEqual(progress.log(failed?.digest ?? ''), {
      lines: ['line 0', 'line 1', 'line 2', 'boom'],
      dropped: 0,
    });
  });

  it('tells each listener what changed, once', () => {
    const progress = follow('run-exit3');
    const [one, other] = [progress.listen(), progress.listen()];
    assert.deepEqual(one.take(), progress.steps());
    assert.deepEqual(one.take(), []);
    assert.deepEqual(other.take(), progress.steps());
    progress.add({ vertexes: [{ digest: 'a', name: 'x' }], statuses: [], logs: [], warnings: [] });
    assert.deepEqual([one.take().length, other.take().length], [1, 1]);
  });

  it('keeps the output of the steps that printed last', () => {
    const progress = new BuildProgress();
    const print = (vertex: string, text: string) => {
      const logs = [{ vertex, stream: 1, text }];
      progress.add({ vertexes: [], statuses: [], logs, warnings: [] });
    };
    const line = `${'x'.repeat(7_000)}\n`;
    print('first', 'begin\n');
    for (let step = 0; step < 10; step += 1) print(`step ${step}`, line.repeat(500));
    assert.deepEqual(progress.log('first'), { lines: [], dropped: 1 });
    assert.deepEqual(progress.log('step 0'), { lines: [], dropped: 500 });
    assert.equal(progress.log('step 9').lines.length, 500);
    print('first', 'end\n');
    assert.deepEqual(progress.log('first'), { lines: ['end'], dropped: 1 });
  });

  it('counts the time of a step', () => {
    assert.equal(withDuration([1000], [1000, 1500]), 500, 'once');
    assert.equal(withDuration([1000, 1500], [2000, 2100]), 600, 'in two parts');
    assert.equal(withDuration([1000, 1500], [1200, 1700]), 700, 'in parts that overlap');
    assert.equal(withDuration([1000]), 0, 'while it runs');
    assert.equal(withDuration([1000, 500]), 0, 'when the clock goes back');
  });

  it('keeps the end of what a step prints, within bounds', () => {
    const progress = new BuildProgress();
    const log = (text: string) => {
      progress.add({
        vertexes: [],
        statuses: [],
        logs: [{ vertex: 'a', stream: 1, text }],
        warnings: [],
      });
    };
    for (let line = 1; line <= 10_000; line += 1) log(`line ${line}\n`);
    log('an open ');
    log('end');
    const { lines, dropped } = progress.log('a');
    assert.equal(lines.length, 501);
    assert.equal(lines.at(0), 'line 9501');
    assert.equal(lines.at(-1), 'an open end');
    assert.equal(dropped, 9_500);
    log('\n10 %\r20 %\r100 %\r\n');
    assert.equal(progress.log('a').lines.at(-1), '100 %');
    for (let piece = 0; piece < 100; piece += 1) log('x'.repeat(1_000_000));
    assert.ok((progress.log('a').lines.at(-1)?.length ?? 0) <= 8_000);
  });

  it('follows no more steps than it has room for', () => {
    const progress = new BuildProgress();
    for (let step = 0; step < 30_000; step += 1) {
      const vertexes = [{ digest: `${step}`, name: 'x' }];
      progress.add({ vertexes, statuses: [], logs: [], warnings: [] });
    }
    assert.equal(progress.steps().length, 20_000);
  });

  it('knows what was exported: the list, or the only manifest', () => {
    const digest = (id: string) =>
      follow(id)
        .exported()
        ?.slice(0, 'sha256:'.length + 8);
    assert.equal(digest('ok-multi-push'), 'sha256:4ca715ce');
    assert.equal(digest('ok-single-push'), 'sha256:7707d086');
    assert.equal(digest('ok-single-noattest'), 'sha256:793c4469');
    assert.equal(digest('ok-local'), undefined);
    assert.equal(digest('run-exit3'), undefined);
  });

  it('takes any event', () => {
    const time = fc.option(fc.integer({ min: 0, max: 100 }), { nil: undefined });
    const id = fc.constantFrom('a', 'b');
    const event = fc.record({
      vertexes: fc.array(
        fc.record({
          digest: id,
          name: fc.string(),
          started: time,
          completed: time,
          error: fc.string(),
        }),
      ),
      statuses: fc.array(
        fc.record({ id, vertex: id, current: fc.nat(), total: fc.nat(), started: time }),
      ),
      logs: fc.array(fc.record({ vertex: id, stream: fc.constant(1), text: fc.string() })),
      warnings: fc.constant([]),
    });
    fc.assert(
      fc.property(fc.array(event), (events) => {
        const progress = new BuildProgress();
        for (const each of events) progress.add(each as BuildEvent);
        for (const { duration } of progress.steps()) assert.ok(duration >= 0 && duration <= 100);
      }),
    );
  });
});
