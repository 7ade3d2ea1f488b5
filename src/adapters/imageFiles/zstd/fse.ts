import { bitsAt, highestBit } from './bits.ts';
import { damaged } from './damaged.ts';

/** What a state of finite state entropy stands for, and where it leads (RFC 8878, section 4.1). */
export interface FseTable {
  /** The table has 2 to the power of so many states. */
  readonly log: number;
  readonly symbols: Uint8Array;
  /** How many bits the next state takes, which are added to its base. */
  readonly counts: Uint8Array;
  readonly bases: Uint16Array;
}

/** A table of one symbol, which takes no bits. */
export function singleState(symbol: number): FseTable {
  const symbols = Uint8Array.of(symbol);
  return { log: 0, symbols, counts: new Uint8Array(1), bases: new Uint16Array(1) };
}

/** @param shares of the states that each symbol has; -1 for less than one */
export function makeFseTable(shares: readonly number[], log: number): FseTable {
  const size = 1 << log;
  const symbols = new Uint8Array(size);
  const [counts, bases] = [new Uint8Array(size), new Uint16Array(size)];
  const next = new Uint16Array(shares.length);
  let high = size;
  shares.forEach((share, symbol) => {
    next[symbol] = Math.abs(share);
    if (share === -1) symbols[--high] = symbol;
  });
  const step = (size >> 1) + (size >> 3) + 3;
  let at = 0;
  shares.forEach((share, symbol) => {
    for (let left = share; left > 0; left--) {
      symbols[at] = symbol;
      do at = (at + step) & (size - 1);
      while (at >= high);
    }
  });
  for (let state = 0; state < size; state++) {
    const symbol = symbols[state] ?? 0;
    const number = next[symbol] ?? 0;
    next[symbol] = number + 1;
    const count = log - highestBit(number);
    counts[state] = count;
    bases[state] = (number << count) - size;
  }
  return { log, symbols, counts, bases };
}

/** Reads the shares of a table, and how many bytes they take. */
export function readFseTable(
  bytes: Uint8Array,
  { maxLog, maxSymbol }: { readonly maxLog: number; readonly maxSymbol: number },
): { readonly table: FseTable; readonly length: number } {
  const log = bitsAt(bytes, 0, 4) + 5;
  if (log > maxLog) throw damaged();
  let place = 4;
  let left = 1 << log;
  const shares: number[] = [];
  while (left > 0) {
    if (shares.length > maxSymbol || place > bytes.length * 8) throw damaged();
    const count = highestBit(left + 1) + 1;
    const low = (1 << (count - 1)) - 1;
    const spared = (1 << count) - 2 - left;
    let value = bitsAt(bytes, place, count);
    if ((value & low) < spared) {
      value &= low;
      place += count - 1;
    } else {
      if (value > low) value -= spared;
      place += count;
    }
    const share = value - 1;
    left -= Math.abs(share);
    shares.push(share);
    for (let more = share === 0 ? 3 : 0; more === 3;) {
      more = bitsAt(bytes, place, 2);
      place += 2;
      for (let zeros = more; zeros > 0; zeros--) shares.push(0);
      if (shares.length > maxSymbol + 1) throw damaged();
    }
  }
  const length = (place + 7) >> 3;
  if (left < 0 || shares.length > maxSymbol + 1 || length > bytes.length) throw damaged();
  return { table: makeFseTable(shares, log), length };
}
