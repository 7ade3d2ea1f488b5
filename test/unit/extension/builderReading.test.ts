import assert from 'node:assert/strict';
import { BuilderReading } from '../../../src/extension/builders/builderReading.ts';
import type { KnownBuilders } from '../../../src/extension/dockerAccess.ts';

const answered: KnownBuilders = { ok: true, builders: [] };
const refused: KnownBuilders = { ok: false, problem: { code: 'untrusted' } };

/** A reading whose questions are answered in turn, by an answer or an error. */
function createReading(...answers: (KnownBuilders | Error)[]) {
  const clock = { now: 1_000 };
  const signals: AbortSignal[] = [];
  const reading = new BuilderReading({
    ask: (signal) => {
      signals.push(signal);
      const answer = answers.shift();
      assert.ok(answer, 'one question too many');
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
    },
    now: () => clock.now,
  });
  return { reading, clock, signals };
}

describe('BuilderReading', () => {
  it('asks once for all', async () => {
    const { reading } = createReading(answered);
    assert.deepEqual(await Promise.all([reading.read(), reading.read()]), [answered, answered]);
    assert.equal(await reading.read(), answered);
  });

  it('believes an answer for 30 s', async () => {
    const { reading, clock } = createReading(answered);
    assert.equal(reading.isStale(), false);
    await reading.read();
    clock.now += 29_999;
    assert.equal(reading.isStale(), false);
    clock.now += 1;
    assert.equal(reading.isStale(), true);
  });

  it('does not believe that there is no answer', async () => {
    const { reading } = createReading(refused);
    assert.equal(await reading.read(), refused);
    assert.equal(reading.isStale(), true);
  });

  it('asks again after it could not ask, and leaves no error unhandled', async () => {
    const { reading } = createReading(new Error('cannot load'), answered);
    // Mocha fails the run for a rejection that nobody handles.
    await assert.rejects(reading.read(), { message: 'cannot load' });
    assert.equal(await reading.read(), answered);
  });

  it('keeps a newer reading when an older one fails', async () => {
    const { reading, signals } = createReading(new Error('cannot load'), answered);
    const older = reading.read();
    reading.forget();
    const newer = reading.read();
    await assert.rejects(older);
    assert.equal(reading.read(), newer);
    assert.deepEqual(
      signals.map(({ aborted }) => aborted),
      [true, false],
    );
  });
});
