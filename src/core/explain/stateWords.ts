import type { CellState } from '../analysis/cellState.ts';

/** The states of stages in a few words: surfaces translate them. */
export const stateWords: Readonly<Record<CellState, string>> = {
  'missing-base': 'no image',
  'wrong-files': 'files of another architecture',
  'not-runnable': 'not runnable',
  emulated: 'emulated',
  runnable: 'runnable',
  hardware: 'compatible in hardware',
  native: 'native',
  cross: 'cross',
  'copy-only': 'copy only',
  unknown: 'unknown',
  'not-reached': 'not needed',
};
