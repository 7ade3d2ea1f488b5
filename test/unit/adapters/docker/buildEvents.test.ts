import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { parseBuildEvent } from '../../../../src/adapters/docker/buildEvents.ts';
import { BuildOutputReader } from '../../../../src/adapters/docker/buildOutputReader.ts';
import type { BuildEvent } from '../../../../src/core/build/progress/buildEvent.ts';
import { BuildProgress } from '../../../../src/core/build/progress/buildProgress.ts';
import { stepsByPlatform } from '../../../../src/core/build/progress/platformSteps.ts';
import { assertProportional } from '../../../support/growth.ts';

/** Reads a stream that comes in pieces. */
function read(pieces: readonly Uint8Array[]) {
  const events: BuildEvent[] = [];
  const lines: string[] = [];
  const reader = new BuildOutputReader({
    onEvents: (more) => events.push(...more),
    onLines: (more) => lines.push(...more),
  });
  for (const piece of pieces) reader.read(Buffer.from(piece));
  reader.end();
  const progress = new BuildProgress();
  for (const event of events) progress.add(event);
  return { events, lines, progress };
}

/** What is told of a build makes sense, whatever it was made of. */
function assertSense(progress: BuildProgress): void {
  for (const { digest, duration, transferred, state } of progress.steps()) {
    assert.ok(Number.isFinite(duration) && duration >= 0, `duration ${duration}`);
    assert.ok(Number.isFinite(transferred.current) && Number.isFinite(transferred.total));
    assert.equal(typeof state, 'string');
    for (const line of progress.log(digest).lines) assert.ok(!line.includes('\n'));
  }
  const groups = stepsByPlatform(progress.steps(), ['linux/arm64']);
  const grouped = groups.reduce((sum, { steps }) => sum + steps.length, 0);
  assert.equal(grouped, progress.steps().length);
}

const base64 = fc
  .uint8Array({ maxLength: 40 })
  .map((bytes) => Buffer.from(bytes).toString('base64'));
const digest = fc.constantFrom('a', 'b', 'c');
/** What stands where BuildKit has something: the thing itself, or anything else. */
const or = <T>(value: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 6, arbitrary: value }, { weight: 1, arbitrary: fc.jsonValue() });
const number = fc.oneof(
  fc.integer(),
  fc.double({ noNaN: true }),
  fc.constantFrom(-1, 1e21, Number.MAX_VALUE),
);
const time = or(
  fc.oneof(
    fc.date().map((date) => (Number.isNaN(date.getTime()) ? '' : date.toISOString())),
    fc.string(),
  ),
);
const optional = { requiredKeys: [] };
const event = fc.record(
  {
    vertexes: or(
      fc.array(
        or(
          fc.record(
            {
              digest: or(digest),
              name: or(
                fc.constantFrom('[linux/arm64 a 1/2] RUN x', '[a->b 99/1]', '[', '[internal] x'),
              ),
              started: time,
              completed: time,
              cached: or(fc.boolean()),
              error: or(fc.string()),
            },
            optional,
          ),
        ),
        { maxLength: 4 },
      ),
    ),
    statuses: or(
      fc.array(
        fc.record(
          { id: or(fc.string()), vertex: or(digest), current: or(number), total: or(number) },
          optional,
        ),
        {
          maxLength: 4,
        },
      ),
    ),
    logs: or(
      fc.array(fc.record({ vertex: or(digest), stream: or(number), data: or(base64) }, optional), {
        maxLength: 4,
      }),
    ),
    warnings: or(
      fc.array(
        fc.record(
          {
            vertex: or(digest),
            short: or(base64),
            detail: or(fc.array(or(base64))),
            range: or(
              fc.array(
                or(
                  fc.record({
                    start: or(fc.record({ line: or(number) })),
                    end: or(fc.record({ line: or(number) })),
                  }),
                ),
              ),
            ),
          },
          optional,
        ),
        { maxLength: 3 },
      ),
    ),
  },
  optional,
);

describe('events of a build, whatever is sent', () => {
  it('are read from any bytes, cut anywhere', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 60 })), (pieces) => {
        assertSense(read(pieces).progress);
      }),
    );
  });

  it('are the same, wherever the stream is cut', () => {
    fc.assert(
      fc.property(
        fc.array(event, { maxLength: 4 }),
        fc.boolean(),
        fc.integer({ min: 1, max: 50 }),
        (all, isIndented, length) => {
          const text = all
            .map((each) => JSON.stringify(each, undefined, isIndented ? 2 : 0))
            .join('\n');
          const bytes = Buffer.from(`${text}\n`);
          const pieces = Array.from({ length: Math.ceil(bytes.length / length) }, (_, at) =>
            bytes.subarray(at * length, (at + 1) * length),
          );
          const whole = read([bytes]);
          assert.deepEqual(read(pieces).events, whole.events);
          assertSense(whole.progress);
        },
      ),
    );
  });

  it('are no events when they are cut short', () => {
    const text = JSON.stringify({ vertexes: [{ digest: 'a', name: '[1/1] RUN é' }] });
    const bytes = Buffer.from(text);
    for (let end = 0; end < bytes.length; end += 1) {
      assert.deepEqual(read([bytes.subarray(0, end)]).events, [], `${end} bytes`);
    }
  });

  const rows: readonly (readonly [
    title: string,
    line: string,
    check: (event: BuildEvent) => unknown,
    expected: unknown,
  ])[] = [
    [
      'huge numbers',
      '{"statuses":[{"id":"x","vertex":"a","current":1e999,"total":-1e999}]}',
      ({ statuses }) => statuses[0]?.current,
      Number.MAX_SAFE_INTEGER,
    ],
    [
      'lines beyond any file',
      '{"warnings":[{"vertex":"a","short":"eA==","range":[{"start":{"line":1e999}}]}]}',
      ({ warnings }) => warnings[0]?.lines,
      undefined,
    ],
    [
      'a year beyond the calendar',
      '{"vertexes":[{"digest":"a","started":"99999-99-99T00:00:00Z"}]}',
      ({ vertexes }) => vertexes[0]?.started,
      undefined,
    ],
    [
      'very many lines of a warning',
      `{"warnings":[{"vertex":"a","short":"eA==","range":[${Array(300_000).fill('{"start":{"line":7}}').join(',')}]}]}`,
      ({ warnings }) => warnings[0]?.lines,
      { first: 7, last: 7 },
    ],
    [
      'a name of a megabyte',
      `{"vertexes":[{"digest":"a","name":"${'x'.repeat(1_000_000)}"}]}`,
      ({ vertexes }) => vertexes[0]?.name.length,
      8_000,
    ],
    [
      'a log that breaks off within a character',
      '{"logs":[{"vertex":"a","data":"w6nD"}]}',
      ({ logs }) => logs[0]?.text,
      'é\uFFFD',
    ],
  ];
  for (const [title, line, check, expected] of rows) {
    it(`with ${title}`, () => {
      const found = parseBuildEvent(line);
      assert.ok(found);
      assert.deepEqual(check(found), expected);
    });
  }

  it('take time in proportion to their number, also on one line of many megabytes', () => {
    const log = { vertex: 'a', stream: 1, data: Buffer.from('x'.repeat(60)).toString('base64') };
    assertProportional((share) => {
      const logs = Array(Math.round(40_000 * share)).fill(log);
      read([Buffer.from(`${JSON.stringify({ logs })}\n`)]);
    });
    const piece = Buffer.from('x'.repeat(1 << 16));
    assertProportional((share) => {
      read(Array<Buffer>(Math.round(400 * share)).fill(piece));
    });
  });

  it('of a log of 30 MB, and of 5,000 steps, are kept in bounds', () => {
    const progress = new BuildProgress();
    const text = `${'0123456789'.repeat(10)}\n`.repeat(100);
    const nothing = { vertexes: [], statuses: [], warnings: [] };
    for (let step = 0; step < 5_000; step += 1) {
      const digest = `sha256:${step}`;
      progress.add({
        ...nothing,
        vertexes: [{ digest, name: `[linux/arm64 a ${step + 1}/5000] RUN ${step}` }],
        logs: Array.from({ length: step === 0 ? 3_000 : 6 }, () => ({
          vertex: digest,
          stream: 1,
          text,
        })),
      });
    }
    const kept = progress.steps().map(({ digest }) => progress.log(digest));
    const size = kept.reduce((sum, { lines }) => sum + lines.join('').length, 0);
    assert.ok(size <= 24_000_000, `${size} characters`);
    const all = kept.reduce((sum, { lines, dropped }) => sum + lines.length + dropped, 0);
    assert.equal(all, 100 * (3_000 + 4_999 * 6));
    assert.ok((kept.at(-1)?.lines.length ?? 0) > 0);
  });

  it('may tell that nothing happened, which is no line for people', () => {
    const { events, lines } = read([Buffer.from('{}\n{ }\n{"a":1}\n')]);
    assert.equal(events.length, 2);
    assert.deepEqual(lines, ['{"a":1}']);
  });
});
