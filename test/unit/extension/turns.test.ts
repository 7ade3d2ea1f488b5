import assert from 'node:assert/strict';
import { Turns } from '../../../src/extension/builders/turns.ts';

/** Work that begins when it may and ends when it is told to. */
function createWork(turns: Turns) {
  const begun: string[] = [];
  const ends = new Map<string, () => void>();
  const start = (name: string) =>
    turns.run(() => {
      begun.push(name);
      return new Promise<string>((resolve) => {
        ends.set(name, () => {
          resolve(name);
        });
      });
    });
  return { begun, start, end: (name: string) => ends.get(name)?.() };
}

describe('Turns', () => {
  it('lets so many go at the same time', async () => {
    const { begun, start, end } = createWork(new Turns({ young: 2, all: 9, youth: 60_000 }));
    const all = ['a', 'b', 'c'].map(start);
    assert.deepEqual(begun, ['a', 'b']);
    end('a');
    await all[0];
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(begun, ['a', 'b', 'c']);
    end('b');
    end('c');
    assert.deepEqual(await Promise.all(all), ['a', 'b', 'c']);
  });

  it('lets more go once the first ones only wait, up to a limit', async () => {
    const { begun, start, end } = createWork(new Turns({ young: 1, all: 3, youth: 0 }));
    const all = ['a', 'b', 'c', 'd'].map(start);
    while (begun.length < 3) await new Promise((resolve) => setTimeout(resolve, 1));
    await new Promise((resolve) => setTimeout(resolve, 5));
    assert.deepEqual(begun, ['a', 'b', 'c']);
    end('b');
    await all[1];
    while (begun.length < 4) await new Promise((resolve) => setTimeout(resolve, 1));
    for (const name of begun) end(name);
    await Promise.all(all);
  });

  it('goes on after work that fails', async () => {
    const turns = new Turns({ young: 1, all: 1, youth: 60_000 });
    await assert.rejects(turns.run(() => Promise.reject(new Error('x'))));
    assert.equal(await turns.run(() => Promise.resolve(1)), 1);
  });
});
