import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import {
  describePastBuild,
  inspectPastBuild,
  lacksHistory,
  listPastBuilds,
  pastBuildEvents,
} from '../../../../src/adapters/docker/buildHistory.ts';
import { parseBuildEvent } from '../../../../src/adapters/docker/buildEvents.ts';
import { BuildProgress } from '../../../../src/core/build/progress/buildProgress.ts';
import { emulationCost } from '../../../../src/core/build/progress/emulationCost.ts';
import { stepsByPlatform } from '../../../../src/core/build/progress/platformSteps.ts';

const folder = 'test/fixtures/buildx/0.29.1';
const listed = readFileSync(`${folder}/history-ls.jsonl`, 'utf8');

function list() {
  const answer = listPastBuilds(undefined).parse(listed);
  assert.ok(answer.ok);
  return answer.value;
}

describe('the builds that a builder remembers', () => {
  it('are listed, the newest first', () => {
    assert.deepEqual(
      list().map(({ name, state, steps, cachedSteps }) => [name, state, steps, cachedSteps]),
      [
        ['app/Dockerfile.fails', 'failed', 8, 2],
        ['app', 'done', 12, 2],
      ],
    );
    for (const { started, completed = 0 } of list()) assert.ok(completed > started);
  });

  it('know their platforms, and why they failed', () => {
    const [failed, done] = list();
    assert.ok(failed && done);
    const read = (name: string) =>
      inspectPastBuild(done).parse(readFileSync(`${folder}/${name}`, 'utf8'));
    const platforms = ['linux/amd64', 'linux/arm64'];
    assert.deepEqual(read('history-inspect.json'), {
      ok: true,
      value: { platforms, state: 'done' },
    });
    assert.deepEqual(read('history-inspect-failed.json'), {
      ok: true,
      value: {
        platforms,
        state: 'failed',
        error: 'process "/bin/sh -c echo oops; exit 3" did not complete successfully: exit code: 3',
      },
    });
  });

  it('are asked for by the builder that has them', () => {
    const [build] = list();
    assert.ok(build);
    const id = build.ref.split('/')[2] ?? '';
    assert.deepEqual(describePastBuild(build).args, [
      'buildx',
      '--builder=default',
      'history',
      'inspect',
      id,
    ]);
    assert.deepEqual(listPastBuilds('farm').args, [
      'buildx',
      '--builder=farm',
      'history',
      'ls',
      '--format',
      'json',
    ]);
    assert.equal(pastBuildEvents(build).at(-1), id);
  });

  it('have all their steps, and so what emulation cost', () => {
    const event = parseBuildEvent(readFileSync(`${folder}/history-logs.jsonl`, 'utf8').trim());
    assert.ok(event);
    const progress = new BuildProgress();
    progress.add(event);
    const groups = stepsByPlatform(progress.steps(), ['linux/amd64', 'linux/arm64']);
    assert.deepEqual(
      groups.map(({ platform, state, done, steps }) => [platform, state, done, steps.length]),
      [
        ['linux/amd64', 'done', 4, 4],
        ['linux/arm64', 'done', 4, 4],
        [undefined, 'done', 4, 4],
      ],
    );
    const { ratios } = emulationCost(progress.steps(), (platform) => platform === 'linux/arm64');
    assert.ok((ratios[0]?.ratio ?? 0) > 1);
  });

  it('are not known to buildx 0.13', () => {
    const stderr = readFileSync('test/fixtures/buildx/0.13.1/history.stderr', 'utf8');
    // Of what a program wrote when it failed the last lines are kept.
    assert.equal(lacksHistory(stderr.trimEnd().split('\n').slice(-20).join('\n')), true);
    assert.equal(lacksHistory(stderr), true);
    assert.equal(lacksHistory(stderr.replace('  du ', '  history  Build records\n  du ')), false);
    assert.equal(lacksHistory('ERROR: no builder "nope" found'), false);
  });

  const malformed = [
    '{}',
    '[]',
    '{"ref":"--x/y/z","status":"","created_at":""}',
    '{"ref":"a/b","status":"","created_at":""}',
    'no',
  ];
  for (const text of malformed) {
    it(`are not read from ${text}`, () => {
      assert.equal(listPastBuilds(undefined).parse(text).ok, false);
    });
  }
});
