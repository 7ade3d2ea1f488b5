import type { Memento, Uri } from 'vscode';
import type { BakePlan } from '../../../core/project/bakePlan.ts';
import type { BuildScope } from '../../tasks/buildTask.ts';

/** What becomes of the images: as the files say, in the place of that, or nothing is built at all. */
export type BakeOutput = 'written' | 'load' | 'push' | 'print';

/** What the steps of a bake find out. */
export interface BakeState {
  readonly uri?: Uri;
  readonly scope?: BuildScope;
  /** Relative to the scope. */
  readonly files: readonly string[];
  /** What can be built of them. */
  readonly plan?: BakePlan;
  readonly targets: readonly string[];
  /** In the place of those that the files say; empty for those. */
  readonly platforms: readonly string[];
  readonly output: BakeOutput;
}

/** What is remembered of the last bake of a file. */
export type RememberedBake = Pick<BakeState, 'targets' | 'platforms' | 'output'>;

const key = (uri: Uri) => `bake ${uri.toString()}`;

/** What was chosen for a file last. */
export function recallBake(memory: Memento, uri: Uri): RememberedBake {
  return memory.get<RememberedBake>(key(uri), { targets: [], platforms: [], output: 'written' });
}

/** Remembers what was chosen for a file. */
export async function rememberBake(memory: Memento, state: BakeState): Promise<void> {
  const { uri, targets, platforms, output } = state;
  const kept: RememberedBake = { targets, platforms, output };
  if (uri !== undefined) await memory.update(key(uri), kept);
}
