import assert from 'node:assert/strict';
import { createLateAnswers } from '../../../src/server/lateAnswers.ts';

describe('late answers', () => {
  /** Whose answers the test gives by hand. */
  function handMade() {
    const late = { count: 0 };
    const inTime = createLateAnswers<string>(() => late.count++, { again: 1, first: 1 });
    const open = () => {
      let give: (value: string) => void = () => undefined;
      const answer = new Promise<string>((resolve) => (give = resolve));
      return { answer, give };
    };
    return { late, inTime, open };
  }
  const settle = () => new Promise(setImmediate);

  it('are told when they are in time', async () => {
    const { late, inTime } = handMade();
    assert.equal(await inTime('a', Promise.resolve('one')), 'one');
    assert.equal(await inTime('a', Promise.resolve('two')), 'two');
    assert.equal(late.count, 0);
  });

  it('are announced when they come, and what was known is told until then', async () => {
    const { late, inTime, open } = handMade();
    const { answer, give } = open();
    assert.equal(await inTime('a', answer), undefined);
    give('one');
    await settle();
    assert.equal(late.count, 1);
    const next = open();
    assert.equal(await inTime('a', next.answer), 'one');
    next.give('two');
    await settle();
    assert.equal(late.count, 2);
    assert.equal(await inTime('a', new Promise(() => undefined)), 'two');
  });

  it('are waited for long once only', async () => {
    const inTime = createLateAnswers<string>(() => undefined, { again: 1, first: 50 });
    const dead = new Promise<string>(() => undefined);
    await inTime('a', dead);
    const told = await Promise.race([
      Promise.all([inTime('b', dead), inTime('b', dead)]).then(() => 'another'),
      inTime('a', dead).then(() => 'the same'),
    ]);
    assert.equal(told, 'the same');
  });

  it('are announced once for all who have asked meanwhile', async () => {
    const { late, inTime, open } = handMade();
    const { answer, give } = open();
    await Promise.all([
      inTime('a', answer),
      inTime(
        'a',
        answer.then((text) => text),
      ),
    ]);
    give('one');
    await settle();
    assert.equal(late.count, 1);
  });

  it('that say what was told are not announced: who asks again for them would be late again', async () => {
    const { late, inTime, open } = handMade();
    assert.equal(await inTime('a', Promise.resolve('one')), 'one');
    const { answer, give } = open();
    assert.equal(await inTime('a', answer), 'one');
    give('one');
    await settle();
    assert.equal(late.count, 0);
  });

  it('that are overtaken count no more: the newer one is announced to who was told nothing', async () => {
    const { late, inTime, open } = handMade();
    const { answer, give } = open();
    await inTime('a', answer);
    assert.equal(await inTime('a', Promise.resolve('newer')), 'newer');
    assert.equal(late.count, 1);
    give('older');
    await settle();
    assert.equal(late.count, 1);
    assert.equal(await inTime('a', new Promise(() => undefined)), 'newer');
  });

  it('are announced to who was told the one before, though another reader has learned the new one', async () => {
    const { late, inTime, open } = handMade();
    assert.equal(await inTime('a', Promise.resolve('one')), 'one');
    const { answer, give } = open();
    assert.equal(await inTime('a', answer), 'one');
    assert.equal(await inTime('a', Promise.resolve('two')), 'two');
    assert.equal(late.count, 1);
    give('two');
    await settle();
    assert.equal(late.count, 1);
  });

  it('that came while another was waited for are told in its place', async () => {
    const inTime = createLateAnswers<string>(() => undefined, { again: 1, first: 30 });
    const waiting = inTime('a', new Promise<string>(() => undefined));
    await inTime('a', Promise.resolve('one'));
    assert.equal(await waiting, 'one');
  });

  it('that fail in time are failures, and late ones change nothing', async () => {
    const { late, inTime } = handMade();
    await assert.rejects(inTime('a', Promise.reject(new Error('gone'))), /gone/);
    assert.equal(await inTime('a', Promise.resolve('one')), 'one');
    let fail: (reason: Error) => void = () => undefined;
    const answer = new Promise<string>((_, reject) => (fail = reject));
    assert.equal(await inTime('a', answer), 'one');
    fail(new Error('gone'));
    await settle();
    assert.equal(late.count, 0);
  });
});
