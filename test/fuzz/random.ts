/** Numbers that look random and are the same for the same seed. */
export interface Random {
  /** An integer from 0 to `end` - 1. */
  below(end: number): number;
  pick<T>(values: readonly [T, ...T[]]): T;
}

/** A linear congruential generator with an xor-shift at the end (PCG-XSH-RR, 32 bits of 64). */
export function seededRandom(seed: number): Random {
  let state = BigInt(seed) * 2n + 1n;
  const next = () => {
    state = BigInt.asUintN(64, state * 6364136223846793005n + 1442695040888963407n);
    const shifted = Number(BigInt.asUintN(32, ((state >> 18n) ^ state) >> 27n));
    const turn = Number(state >> 59n);
    return ((shifted >>> turn) | (shifted << (-turn & 31))) >>> 0;
  };
  const below = (end: number) => next() % end;
  return {
    below,
    pick: (values) => values[below(values.length)] ?? values[0],
  };
}
