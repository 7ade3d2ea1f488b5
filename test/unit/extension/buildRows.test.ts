import assert from 'node:assert/strict';
import { BuildProgress } from '../../../src/core/build/progress/buildProgress.ts';
import type { BuildItem } from '../../../src/extension/build/view/buildItem.ts';
import { BuildRows } from '../../../src/extension/build/view/buildRows.ts';

const platforms = ['linux/amd64', 'linux/arm64'];

/** A build, and what was drawn of it. */
function followed() {
  const progress = new BuildProgress();
  const rows = new BuildRows({
    id: 'build 1',
    title: 'app',
    platforms,
    progress,
    file: undefined,
    started: 0,
    isEmulated: () => undefined,
    end: undefined,
  });
  const tell = (
    digest: string,
    name: string,
    started?: number,
    completed?: number,
    error?: string,
  ) => {
    progress.add({
      vertexes: [
        {
          digest,
          name,
          ...(started !== undefined && { started }),
          ...(completed !== undefined && { completed }),
          ...(error !== undefined && { error }),
        },
      ],
      statuses: [],
      logs: [],
      warnings: [],
    });
  };
  return { progress, rows, tell };
}

function textOf(item: BuildItem): string {
  if (item.kind === 'step') return `${item.step.name.text} ${item.step.state}`;
  if (item.kind === 'buildPlatform') return item.value.platform ?? '-';
  return item.kind;
}

describe('the rows of a build', () => {
  it('are drawn anew where something happened, and nowhere else', () => {
    const { rows, tell } = followed();
    tell('a', '[linux/arm64 1/2] RUN a');
    tell('b', '[linux/arm64 2/2] RUN b');
    tell('c', '[linux/amd64 1/1] RUN a');
    assert.deepEqual(rows.update(false).map(textOf), ['build'], 'new platforms');
    assert.deepEqual(rows.platforms().map(textOf), platforms);
    assert.deepEqual(rows.update(false), [], 'nothing happened');
    tell('a', '', 1);
    assert.deepEqual(rows.update(false).map(textOf), ['RUN a running', 'linux/arm64']);
    tell('a', '', 1, 2);
    assert.deepEqual(rows.update(false).map(textOf), ['RUN a done'], 'its number waits');
    assert.deepEqual(rows.update(true).map(textOf), ['linux/arm64'], 'and comes');
    tell('d', '[linux/arm64 3/3] RUN d');
    assert.deepEqual(rows.update(false).map(textOf), ['linux/arm64'], 'one step more');
  });

  it('count the time of what runs when numbers are due', () => {
    const { rows, tell } = followed();
    tell('a', '[linux/arm64 1/1] RUN a', 1);
    rows.update(true);
    assert.deepEqual(rows.update(false), []);
    assert.deepEqual(rows.update(true).map(textOf), ['RUN a running']);
  });

  it('are the same while they change, so that they stay open', () => {
    const { rows, tell } = followed();
    tell('a', '[linux/arm64 1/1] RUN a', 1);
    rows.update(true);
    const [platform] = rows.platforms();
    assert.ok(platform);
    const [step] = rows.stepsOf(platform);
    tell('a', '', 1, 2, 'boom');
    rows.update(true);
    assert.equal(rows.platforms()[0], platform);
    assert.equal(rows.stepsOf(platform)[0], step);
    assert.equal(rows.failed(), step);
  });

  it('of thousands of steps are drawn in parts', () => {
    const { rows, tell } = followed();
    for (let at = 0; at < 5_000; at += 1)
      tell(`${at}`, `[linux/arm64 ${at + 1}/5000] RUN ${at}`, 1, 2);
    rows.update(true);
    const [platform] = rows.platforms();
    assert.ok(platform);
    const parts = rows.stepsOf(platform);
    assert.equal(parts.length, 100);
    const last = parts.at(-1);
    assert.ok(last?.kind === 'range');
    const steps = rows.stepsIn(last);
    assert.deepEqual([steps.length, steps.at(-1)?.step.name.text], [50, 'RUN 4999']);
    const [first] = steps;
    assert.ok(first);
    assert.equal(rows.parentOf(first), last);
    tell('7', '', 1, 3, 'boom');
    const drawn = rows.update(false);
    assert.ok(drawn.length <= 2, `${drawn.length} rows`);
  });

  it('of a failed step show what it printed last', () => {
    const { progress, rows, tell } = followed();
    tell('a', '[linux/arm64 1/1] RUN a', 1, 2, 'boom');
    const text = Array.from({ length: 50 }, (_, at) => `line ${at}\n`).join('');
    progress.add({
      vertexes: [],
      statuses: [],
      logs: [{ vertex: 'a', stream: 1, text }],
      warnings: [],
    });
    rows.update(true);
    const failed = rows.failed();
    assert.ok(failed);
    const lines = rows.linesOf(failed).map((line) => (line.kind === 'line' ? line.text : ''));
    assert.deepEqual([lines.length, lines.at(-1)], [20, 'line 49']);
  });
});
