import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import type { Random } from '../fuzz/random.ts';
import { keyboardOf, type Keyboard } from '../host/ui/keyboard.ts';
import type { Window } from '../host/ui/window.ts';
import type { Surroundings } from './surroundings.ts';

/** What actions act on. */
export interface Soak {
  readonly window: Window;
  readonly page: Page;
  readonly keys: Keyboard;
  readonly surroundings: Surroundings;
  readonly random: Random;
  /** A number that no action was given before: names and contents that are new. */
  fresh(): number;
  /** Writes a file of the workspace, as another program would. */
  write(name: string, text: string): void;
}

/** Something that a person does, or that happens to them. It rejects where what must follow did not. */
export interface Action {
  readonly name: string;
  /** Longest time that it may take, in s. */
  readonly bound: number;
  /** How often it is chosen, beside the others. */
  readonly weight: number;
  run(soak: Soak): Promise<void>;
}

/** A soak in an open window. */
export function soakIn(window: Window, surroundings: Surroundings, random: Random): Soak {
  const { page, folder } = window;
  let last = 0;
  return {
    ...{ window, page, surroundings, random, keys: keyboardOf(page) },
    fresh: () => ++last,
    write: (name, text) => {
      writeFileSync(join(folder, name), text);
    },
  };
}

/** Chooses an action by its weight. */
export function choose(actions: readonly Action[], random: Random): Action | undefined {
  let at = random.below(actions.reduce((sum, { weight }) => sum + weight, 0));
  return actions.find(({ weight }) => (at -= weight) < 0);
}
