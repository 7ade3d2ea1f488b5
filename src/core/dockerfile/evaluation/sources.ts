import { findCycle } from './cycles.ts';
import type { Complaint } from '../syntax/complaint.ts';
import type { CopyInstruction, Instruction, RunInstruction } from '../instruction.ts';
import type { Dockerfile } from '../instructions.ts';
import type { Word } from '../syntax/logicalLine.ts';
import type { Report } from './report.ts';
import { displayName, type PlacedWord, type StagedFile } from '../stages.ts';
import { expandWord } from '../word.ts';

/** What a COPY --from or a RUN --mount=from names. */
export interface Source {
  readonly instruction: CopyInstruction | RunInstruction;
  /** The value as written, and its place. */
  readonly word: PlacedWord;
  readonly origin:
    | { readonly kind: 'stage'; readonly stage: number }
    | { readonly kind: 'other'; readonly name: string };
}

/** Looks for sources in a file's instructions. */
export interface SourceFinder {
  /** What an instruction takes from elsewhere. */
  readonly find: (instruction: Instruction, report: Report) => readonly Source[];
  /**
   * How many things a build consists of: the stages, then every image (or nothing) that a COPY or a
   * mount brings in.
   */
  readonly count: () => number;
  /** A finder that goes on from here on its own. */
  readonly fork: () => SourceFinder;
}

/** What the stages of a file take from elsewhere. The same for every target: no variables count. */
export interface SourceMap {
  /** By stage. */
  readonly sources: readonly (readonly Source[])[];
  readonly complaints: readonly Complaint[];
  readonly finder: SourceFinder;
}

/** Finds all sources of a file (BuildKit 0.32, dockerfile2llb, buildStageDependencyGraph). */
export function findSources(file: StagedFile, { lines, escape }: Dockerfile): SourceMap {
  const complaints: Complaint[] = [];
  const report: Report = (message, span) => {
    complaints.push({ message, span });
  };
  const place = ({ text, span }: Word): PlacedWord => ({ text, span, range: lines.range(span) });
  const finder = createFinder(file, escape, [], place);
  const sources = file.stages.map(({ active }) =>
    active.flatMap((instruction) => finder.find(instruction, report)),
  );
  const cycle = findCycle(sources);
  const stage = cycle && file.stages[cycle.stage];
  if (cycle && stage) {
    const message = `circular dependency detected on stage: ${displayName(stage)}`;
    complaints.push({ message, span: cycle.source.word.span });
  }
  return { sources, complaints, finder };
}

/**
 * @param added what was brought in so far; `COPY --from=2` counts through the stages and all of these.
 *   A mount without `from` brings in nothing, and counts.
 */
function createFinder(
  file: StagedFile,
  escape: string,
  added: string[],
  place: (word: Word) => PlacedWord,
): SourceFinder {
  const stageCount = file.stages.length;
  return {
    find(instruction, report) {
      if (instruction.kind === 'copy' && instruction.from) {
        const origin = copyOrigin(instruction.from, report);
        return origin ? [{ instruction, word: place(instruction.from), origin }] : [];
      }
      if (instruction.kind !== 'run') return [];
      return instruction.mounts.flatMap(({ from, span }) => {
        const origin = named(from?.text ?? 'scratch');
        // Without a name it is empty, unless a stage is called so.
        if (!from && origin.kind === 'other') return [];
        return [{ instruction, word: place(from ?? { text: '', span }), origin }];
      });
    },
    count: () => stageCount + added.length,
    fork: () => createFinder(file, escape, [...added], place),
  };

  /** A name counts in any case. */
  function named(name: string): Source['origin'] {
    const stage = file.names.get(name.toLowerCase());
    if (stage !== undefined) return { kind: 'stage', stage };
    added.push(name);
    return { kind: 'other', name };
  }

  /** Only COPY takes an index too (toCommand). */
  function copyOrigin({ text, span }: Word, report: Report): Source['origin'] | undefined {
    const expanded = expandWord(text, {}, escape);
    if (!expanded.ok) {
      report(expanded.problem.message, span);
      return undefined;
    }
    if (expanded.value.text !== text) {
      report(NO_VARIABLES, span);
      return undefined;
    }
    const written = readIndex(text);
    if (written === undefined) return named(text);
    const index = Number(written);
    if (index >= 0 && index < stageCount) return { kind: 'stage', stage: index };
    const name = index < 0 ? undefined : added[index - stageCount];
    if (name !== undefined) return { kind: 'other', name };
    report(`invalid stage index ${written}`, span);
    return undefined;
  }
}

const NO_VARIABLES =
  'variable expansion is not supported for --from, define a new stage with FROM using ARG from global scope as a workaround';

/** What Go's strconv.Atoi takes for a number: an int64. Longer ones do not fit and are names. */
function readIndex(text: string): bigint | undefined {
  if (!/^[+-]?[0-9]{1,100}$/.test(text)) return undefined;
  const index = BigInt(text.replace(/^\+/, ''));
  return BigInt.asIntN(64, index) === index ? index : undefined;
}
