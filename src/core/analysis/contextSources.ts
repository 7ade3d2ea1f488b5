import type { CopyInstruction } from '../dockerfile/instruction.ts';
import type { Dockerfile } from '../dockerfile/instructions.ts';
import type { Word } from '../dockerfile/syntax/logicalLine.ts';
import { expandIn, isPlain } from '../dockerfile/word.ts';
import { kept } from '../kept.ts';
import type { StageFlow } from './stageFlow.ts';

/** A file or folder of the build context that a COPY or ADD of a reached stage takes. */
export interface ContextSource {
  readonly stage: number;
  readonly instruction: CopyInstruction;
  /** As written. */
  readonly word: Word;
  /** Its path in the context by target, with `/` and without one in front; patterns as they are. */
  readonly paths: ReadonlyMap<string, string>;
}

/**
 * What the instructions of a file take from the build context. Left out is what is not known, what comes
 * from elsewhere, and the context as a whole.
 */
export function contextSources(dockerfile: Dockerfile, flow: StageFlow): readonly ContextSource[] {
  return allContextSources(dockerfile, flow).flatMap((source) => {
    const inner = [...source.paths].filter(([, path]) => path !== '');
    if (inner.length === source.paths.size) return [source];
    return inner.length === 0 ? [] : [{ ...source, paths: new Map(inner) }];
  });
}

/** The same with the context as a whole, whose path is empty. */
export function allContextSources(
  dockerfile: Dockerfile,
  flow: StageFlow,
): readonly ContextSource[] {
  const sources = known.get(flow) ?? findInStages(dockerfile, flow);
  known.set(flow, sources);
  return sources;
}

/** Asked for again to know what must be looked up. */
const known = new WeakMap<StageFlow, readonly ContextSource[]>();

function findInStages(dockerfile: Dockerfile, flow: StageFlow): readonly ContextSource[] {
  return flow.stages.flatMap(({ index, instructions }) => {
    const targets = flow.reachedFor(index);
    if (targets.length === 0) return [];
    return instructions.flatMap((instruction): readonly ContextSource[] => {
      if (instruction.kind !== 'copy' && instruction.kind !== 'add') return [];
      if (instruction.from !== undefined) return [];
      return instruction.args.slice(0, -1).flatMap((word) => {
        if (isElsewhere(word)) return [];
        const paths = new Map<string, string>();
        const plain = plainPath(word);
        for (const target of targets) {
          const path = plain ?? expand(word.text, index, target);
          if (path !== undefined) paths.set(target, path);
        }
        return paths.size === 0 ? [] : [{ stage: index, instruction, word, paths }];
      });
    });
  });

  function expand(text: string, stage: number, target: string): string | undefined {
    const resolved = flow.resolved(stage, target);
    // What nothing in the file sets, the base's config may.
    const unset = resolved?.unknown === undefined ? undefined : { unknown: resolved.unknown };
    const expanded = expandIn(text, (name) => resolved?.variable(name) ?? unset, {
      escape: dockerfile.escape,
    });
    if (!expanded.ok || expanded.value.unknown !== undefined) return undefined;
    return cleanPath(expanded.value.text);
  }
}

const isElsewhere = kept(
  ({ text }: Word) => text.startsWith('<<') || /^[a-z+]+:\/\/|^git@/i.test(text),
);

const plainPath = kept(({ text }: Word) => (isPlain(text) ? cleanPath(text) : undefined));

/** A path of the context as BuildKit takes it: nothing leads out of the context. */
export function cleanPath(text: string): string {
  const parts: string[] = [];
  for (const part of text.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return parts.join('/');
}
