import '../../support/vscodeStub.ts';
import assert from 'node:assert/strict';
import { ReadyRows } from '../../../src/extension/readyRows.ts';

/** Rows whose readings end when they are told to, and an editor that notes what it is told. */
function createRows() {
  const readings: {
    readonly end: (rows: readonly string[] | undefined) => void;
    readonly fail: (error: Error) => void;
  }[] = [];
  let told = 0;
  let tell = (): void => undefined;
  const rows = new ReadyRows(
    'view',
    () =>
      new Promise<readonly string[] | undefined>((end, fail) => {
        readings.push({ end, fail });
        tell();
      }),
    () => {
      told += 1;
      tell();
    },
  );
  /** Waits for something that the rows do by themselves, a tenth of a second later. */
  const until = async (isSo: () => boolean) => {
    while (!isSo()) {
      await new Promise<void>((resolve) => {
        tell = resolve;
      });
    }
  };
  return {
    rows,
    readings,
    told: () => told,
    read: (times: number) => until(() => readings.length === times),
    drawn: (times: number) => until(() => told === times),
  };
}

describe('ReadyRows', () => {
  it('waits for the first reading only, which all who ask share', async () => {
    const { rows, readings, told } = createRows();
    const both = Promise.all([rows.get(), rows.get()]);
    assert.equal(readings.length, 1);
    readings[0]?.end(['a']);
    assert.deepEqual(await both, [['a'], ['a']]);
    assert.deepEqual(await rows.get(), ['a']);
    assert.deepEqual([readings.length, told()], [1, 0]);
  });

  it('keeps the rows until the new ones are there, and has them when the editor asks', async () => {
    const { rows, readings, told, read, drawn } = createRows();
    const first = rows.get();
    readings[0]?.end(['a']);
    await first;
    rows.change();
    rows.change();
    await read(2);
    assert.deepEqual(await rows.get(), ['a']);
    assert.equal(told(), 0);
    readings[1]?.end(['b']);
    await drawn(1);
    assert.deepEqual(await rows.get(), ['b']);
    assert.equal(readings.length, 2);
  });

  it('draws what was read although it changes again and again, and reads once more then', async () => {
    const { rows, readings, read, drawn } = createRows();
    const first = rows.get();
    rows.change();
    readings[0]?.end(['a']);
    assert.deepEqual(await first, ['a']);
    await read(2);
    rows.change();
    readings[1]?.end(['b']);
    await drawn(1);
    assert.deepEqual(await rows.get(), ['b']);
    await read(3);
    readings[2]?.end(['c']);
    await drawn(2);
    assert.deepEqual(await rows.get(), ['c']);
  });

  it('reads once for all changes while nobody looks', async () => {
    const { rows, readings, read, drawn } = createRows();
    const first = rows.get();
    readings[0]?.end(['a']);
    await first;
    rows.change();
    await read(2);
    readings[1]?.end(['b']);
    await drawn(1);
    rows.change();
    rows.change();
    await new Promise((resolve) => setTimeout(resolve, 150));
    assert.equal(readings.length, 2);
    assert.deepEqual(await rows.get(), ['b']);
    await read(3);
    rows.dispose();
  });

  it('reads again what was cut short by a change, and keeps the rows where nothing follows', async () => {
    const { rows, readings, read, drawn } = createRows();
    const first = rows.get();
    rows.change();
    readings[0]?.end(undefined);
    await read(2);
    readings[1]?.end(['a']);
    assert.deepEqual(await first, ['a']);
    rows.change();
    await read(3);
    readings[2]?.end(undefined);
    await drawn(1);
    assert.deepEqual(await rows.get(), ['a']);
  });

  it('tells the editor why it could not read, and reads again for the next who asks', async () => {
    const { rows, readings, read, drawn } = createRows();
    const first = rows.get();
    readings[0]?.fail(new Error('gone'));
    await assert.rejects(first, /gone/);
    const second = rows.get();
    readings[1]?.end(['a']);
    await second;
    rows.change();
    await read(3);
    readings[2]?.fail(new Error('gone again'));
    await drawn(1);
    const asked = rows.get();
    readings[3]?.fail(new Error('for good'));
    await assert.rejects(asked, /for good/);
  });

  it('reads at once what the user has asked for, after what is being read', async () => {
    const { rows, readings, told } = createRows();
    const first = rows.get();
    readings[0]?.end(['a']);
    await first;
    const asked = rows.changeNow();
    await Promise.resolve();
    const askedAgain = rows.changeNow();
    readings[1]?.end(['b']);
    await asked;
    assert.deepEqual(await rows.get(), ['b']);
    readings[2]?.end(['c']);
    await askedAgain;
    assert.deepEqual([await rows.get(), told()], [['c'], 2]);
  });

  it('draws nothing anew while rows below others are read', async () => {
    const { rows, readings, told } = createRows();
    const first = rows.get();
    readings[0]?.end(['a']);
    await first;
    let end = (): void => undefined;
    const below = rows.below(
      new Promise<void>((resolve) => {
        end = resolve;
      }),
    );
    const asked = rows.changeNow();
    await Promise.resolve();
    readings[1]?.end(['b']);
    await new Promise((resolve) => setTimeout(resolve, 20));
    assert.equal(told(), 0);
    end();
    await below;
    await asked;
    assert.deepEqual([await rows.get(), told()], [['b'], 1]);
  });
});
