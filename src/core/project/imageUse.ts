import type { Pipeline } from '../ci/pipeline.ts';
import { say } from '../language.ts';
import type { Span } from '../text.ts';
import type { YamlText } from '../yamlTree.ts';
import type { YamlWord } from './composeServices.ts';

/** A place of a file that names an image which somebody pulls and runs. */
export interface ImageUse {
  /** Who runs it, in the words of the file: `Deployment web, container app`. */
  readonly user: string;
  /** Its `resolved` is absent where it is not known which image that is. */
  readonly image: YamlWord;
  /** Why it is not known which image that is: a sentence. */
  readonly unknown?: string;
  /**
   * The platforms that it must run on as the file says: on every one of them. Absent where the file says
   * nothing; empty where it says something that is not known.
   */
  readonly platforms?: readonly YamlWord[];
  /** Platforms on which the file says that it never runs, formatted. */
  readonly excluded?: readonly string[];
}

/** A build that a file describes: a step of a workflow, a development container. */
export interface BuildUse {
  /** Who builds, in the words of the file: `job image, step 3`. */
  readonly user: string;
  /** The words that say that something is built. */
  readonly span: Span;
  /** Absent where the file does not say it, so that it is `Dockerfile` in the context. */
  readonly dockerfile?: YamlWord;
  /** Absent where the file does not say it; see `within`. */
  readonly context?: YamlWord;
  /** What relative paths are relative to: the root of the repository, or the folder of the file. */
  readonly within: 'repository' | 'folder';
  /** The platforms that are asked for; absent where the file says nothing, empty where that is not known. */
  readonly platforms?: readonly YamlWord[];
  /** The names that the result gets. */
  readonly tags: readonly YamlWord[];
  /** Whether emulators are set up before, and for which platforms where that is said. */
  readonly emulators?: { readonly platforms?: readonly YamlWord[] };
  /** The platforms of the machines that it runs on; absent where that is not known. */
  readonly machines?: readonly YamlWord[];
}

/** What a file says of images that are run and of images that are built. */
export interface ImageUses {
  readonly images: readonly ImageUse[];
  readonly builds: readonly BuildUse[];
  /** What its jobs do, where it is a workflow or a pipeline. */
  readonly pipeline?: Pipeline;
  /** Compose files that it names, relative to its folder. */
  readonly composeFiles?: readonly YamlWord[];
  /** Why nothing, or not everything, could be read: a sentence. */
  readonly problem?: string;
}

/**
 * A text as it stands in a file, and what it means where that is known.
 *
 * @param source the text of the file, in which templates may stand that the tree knows nothing of
 */
export function wordOf({ span, text }: YamlText, source: string, resolved?: string): YamlWord {
  const written = source.slice(span.start, span.end);
  const meaning = resolved ?? (isFixed(text) && isFixed(written) ? text : undefined);
  return { written, span, ...(meaning !== undefined && { resolved: meaning }) };
}

/** Whether nothing has to be put in place: no variable, no template, no expression. */
export function isFixed(text: string): boolean {
  return !text.includes('$') && !text.includes('{{');
}

/** Why a text that is not fixed means nothing yet: a sentence. */
export function whyNotFixed(text: string): string {
  if (text.includes('${{'))
    return say('An expression says it, which is known only when the workflow runs.');
  if (text.includes('{{'))
    return say('It is a template: what it stands for is known only when it is rendered.');
  return say('It depends on a variable whose value the file does not tell.');
}

/** A place that names an image: by its text, or by what that is known to mean. */
export function imageUse(
  user: string,
  text: YamlText,
  source: string,
  rest: Pick<ImageUse, 'platforms' | 'excluded'> & { readonly resolved?: string } = {},
): ImageUse {
  const { resolved, ...said } = rest;
  const image = wordOf(text, source, resolved);
  return {
    ...{ user, image },
    ...(image.resolved === undefined && { unknown: whyNotFixed(image.written) }),
    ...said,
  };
}
