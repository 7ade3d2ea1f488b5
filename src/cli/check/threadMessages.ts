import type { Surroundings } from '../../adapters/workspace/fileAnalyses.ts';
import type { ImageNeeds } from '../../adapters/workspace/imageQuestions.ts';
import type { FileProblem } from '../../core/project/fileProblem.ts';
import type { CheckedFile } from '../checkedFilesText.ts';
import type { Place } from './openChecks.ts';

/** What a thread is started with: how it checks each file. */
export interface ThreadTask {
  /** `--platform`. */
  readonly given: readonly string[] | undefined;
  readonly surroundings: Surroundings;
  /** What is kept of the findings' fixes: see `printedOf`. */
  readonly keeps: 'findings' | 'edits';
}

/** What a thread asks: it starts no program and asks no registry itself. */
export type ThreadQuestion =
  | { readonly about: 'images'; readonly needs: ImageNeeds }
  | { readonly about: 'buildPlatform' }
  | { readonly about: 'bake'; readonly folder: string; readonly files: readonly string[] };

/** What a thread is told: which files to check, none when there are no more, or what it has asked. */
export type ToThread =
  | { readonly kind: 'files'; readonly files: readonly Place[] | undefined }
  | { readonly kind: 'answer'; readonly id: number; readonly answer: unknown };

/**
 * What a thread tells. `checked` asks for more files, and brings what was found out until then, by the place of the file;
 * `done` is the last.
 */
export type FromThread =
  | { readonly kind: 'ask'; readonly id: number; readonly question: ThreadQuestion }
  | ({ readonly kind: 'checked' | 'done' } & CheckedPart);

/** Part of what was found out. */
export interface CheckedPart {
  readonly files: readonly (readonly [at: number, file: CheckedFile])[];
  readonly problems: readonly (readonly [at: number, problems: readonly FileProblem[]])[];
}

/** One end of the line between the program and a thread of it. */
export interface ThreadLine<Heard, Said> {
  send(message: Said): void;
  listen(hear: (message: Heard) => void): void;
}
