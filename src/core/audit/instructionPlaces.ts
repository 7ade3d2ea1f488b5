import type { CopyInstruction, Instruction, RunInstruction } from '../dockerfile/instruction.ts';
import { parseDockerfile } from '../dockerfile/instructions.ts';
import { splitStages, type Stage } from '../dockerfile/stages.ts';
import type { Range } from '../text.ts';

/** Where a Dockerfile says what made a layer. */
export interface LayerPlace {
  /** The line on which the instruction begins, or the base image of the FROM that brought the layer. */
  readonly range: Range;
  readonly kind: 'instruction' | 'base';
}

/**
 * Finds the instructions of a Dockerfile that made the layers of an image, by what the image's history has of them
 * (BuildKit 0.32, frontend/dockerfile/dockerfile2llb/convert.go, `commitToHistory`). The uppermost layer is of the
 * last instruction and so on, down to the base image; where a layer is of something else, the file is another one
 * or was changed, and nothing is said of the layers below.
 *
 * @param createdBy of each layer, the lowest first
 * @param target name or number of the stage that was built; the last one when left out
 */
export function instructionPlaces(
  text: string,
  createdBy: readonly string[],
  target?: string,
): readonly (LayerPlace | undefined)[] {
  const { stages, names } = splitStages(parseDockerfile(text));
  const places: (LayerPlace | undefined)[] = createdBy.map(() => undefined);
  const top = stageOf(target, stages, names);
  if (top === undefined) return places;
  const { makers, root } = makersOf(top, stages, names);
  const lines = text.split('\n');
  let next = makers.length - 1;
  for (let layer = createdBy.length - 1; layer >= 0; layer--) {
    const made = flat((createdBy[layer] ?? '').replace(/ # buildkit$/, ''));
    // Whether it makes a layer depends on what is there already.
    if (made.startsWith('WORKDIR ')) continue;
    const maker = makers[next];
    if (maker === undefined) {
      if (root.base.text.toLowerCase() !== 'scratch') {
        places[layer] = { range: root.base.range, kind: 'base' };
      }
      continue;
    }
    if (!isMadeBy(made, maker)) break;
    const { start } = maker.range;
    const end = { line: start.line, character: lines[start.line]?.trimEnd().length ?? 0 };
    places[layer] = { range: { start, end }, kind: 'instruction' };
    next--;
  }
  return places;
}

type Maker = CopyInstruction | RunInstruction;

function stageOf(
  target: string | undefined,
  stages: readonly Stage[],
  names: ReadonlyMap<string, number>,
): Stage | undefined {
  if (target === undefined || target === '') return stages.at(-1);
  const named = names.get(target.toLowerCase());
  return stages[named ?? (/^\d{1,6}$/.test(target) ? Number(target) : -1)];
}

/** What makes layers in a stage and in the stages that it is built on, in order; and the lowest of them. */
function makersOf(
  top: Stage,
  stages: readonly Stage[],
  names: ReadonlyMap<string, number>,
): { readonly makers: readonly Maker[]; readonly root: Stage } {
  const lineage = [top];
  let root = top;
  for (;;) {
    const below = names.get(root.base.text.toLowerCase());
    const stage = below === undefined || below >= root.index ? undefined : stages[below];
    if (stage === undefined) break;
    root = stage;
    lineage.unshift(stage);
  }
  return { makers: lineage.flatMap(({ instructions }) => instructions.filter(isMaker)), root };
}

function isMaker(instruction: Instruction): instruction is Maker {
  return ['copy', 'add', 'run'].includes(instruction.kind);
}

/** Whether an entry of the history, without blanks that do not count, is of an instruction. */
function isMadeBy(made: string, instruction: Maker): boolean {
  const { kind, args, heredocs } = instruction;
  if (kind !== 'run') {
    const words = made.replace(/^(?:COPY|ADD) /, '').replace(/^(?:--[a-z]+=\S+ )+/, '');
    const isSame = made.startsWith(`${kind.toUpperCase()} `);
    return isSame && fits(words, args.map(({ text }) => text).join(' '));
  }
  if (!made.startsWith('RUN ')) return false;
  const [heredoc] = heredocs;
  const command = flat(args.map(({ text }) => text).join(' '));
  const isScript = heredoc !== undefined && /^<<-?["']?\w+["']?$/.test(command);
  const script = isScript ? flat(heredoc.content) : command;
  return script !== '' && made.endsWith(` ${script}`);
}

/** Whether words are those that a text becomes, of which the variables may become anything. */
function fits(words: string, written: string): boolean {
  const pieces = flat(written)
    .replaceAll(/["'\\]/g, '')
    .split(/\$(?:\{[^{}]*\}|\w+)/);
  const [first = '', ...others] = pieces;
  const last = others.pop();
  if (last === undefined) return words === first;
  if (!words.startsWith(first)) return false;
  let at = first.length;
  for (const piece of others) {
    const found = words.indexOf(piece, at);
    if (found === -1) return false;
    at = found + piece.length;
  }
  return words.length - last.length >= at && words.endsWith(last);
}

/** On one line, with single blanks. */
function flat(text: string): string {
  return text.split(/\s+/).filter(Boolean).join(' ');
}
