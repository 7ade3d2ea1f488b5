import { makeCases, type Case } from './case.ts';
import type { Difference } from './compare.ts';
import { compareEnvironment, comparePulls, printingCases } from './compareBuilds.ts';
import { explain } from './explanations.ts';
import { minimise } from './minimise.ts';
import type { Oracle } from './oracle.ts';
import { compareCases } from './questions.ts';

/** How many files are asked about, and how. */
export interface Amount {
  /** Files that `check`, `outline` and `targets` are asked about. */
  readonly count: number;
  readonly seed: number;
  /** How many of them are built, to see the pulls of each platform. */
  readonly builds: number;
  /** How many builds print their environment. */
  readonly environments: number;
}

/** A difference that nothing explains, with the smallest file that shows it. */
export interface Mismatch extends Difference {
  readonly smallest: Case;
}

/** What came out. */
export interface Outcome {
  readonly asked: { files: number; builds: number; environments: number };
  /** How often each kind of explanation was needed. */
  readonly explained: ReadonlyMap<string, number>;
  readonly mismatches: readonly Mismatch[];
}

/** Files in one call of buildx. */
const BATCH = 100;

/** Mismatches are minimised up to here; more of them are counted only. */
const MINIMISED = 20;

type Compare = (cases: readonly Case[]) => Promise<readonly (readonly Difference[])[]>;

/** Asks BuildKit and us about generated files and the files of the vectors. */
export async function runDifferential(
  { env, buildPlatform }: Oracle,
  { count, seed, builds, environments }: Amount,
  say: (message: string) => void,
): Promise<Outcome> {
  const explained = new Map<string, number>();
  const mismatches: Mismatch[] = [];
  const cases = makeCases(count, seed);
  const each = (one: (asked: Case) => Promise<readonly Difference[]>): Compare => {
    return (several) => inTurn(several, one);
  };
  const tasks: readonly { compare: Compare; cases: readonly Case[]; batch: number }[] = [
    { compare: (several) => compareCases(several, buildPlatform, env), cases, batch: BATCH },
    {
      compare: each((asked) => comparePulls(asked, buildPlatform, env)),
      cases: spread(cases, builds),
      batch: 4,
    },
    {
      compare: each((asked) => compareEnvironment(asked, buildPlatform, env)),
      cases: printingCases(environments, seed),
      batch: 4,
    },
  ];
  for (const { compare, cases: all, batch } of tasks) {
    for (let at = 0; at < all.length; at += batch) {
      const some = all.slice(at, at + batch);
      const answers = await compare(some);
      for (const [index, asked] of some.entries()) {
        for (const difference of answers[index] ?? []) {
          const explanation = explain(asked, difference);
          if (explanation) {
            explained.set(explanation.kind, (explained.get(explanation.kind) ?? 0) + 1);
          } else {
            const mismatch = await smallestOf(asked, difference, compare, mismatches.length);
            mismatches.push(mismatch);
            say(describeMismatch(mismatch));
          }
        }
      }
      say(`${at + some.length} of ${all.length}, ${mismatches.length} mismatches`);
    }
  }
  return {
    asked: { files: cases.length, builds, environments },
    explained,
    mismatches,
  };
}

async function smallestOf(
  asked: Case,
  difference: Difference,
  compare: Compare,
  before: number,
): Promise<Mismatch> {
  const isSame = (other: Difference) =>
    other.aspect === difference.aspect &&
    shape(other.ours) === shape(difference.ours) &&
    shape(other.theirs) === shape(difference.theirs);
  const shows = async (cases: readonly Case[]) =>
    (await compare(cases)).map((differences) => differences.some(isSame));
  const smallest = before < MINIMISED ? await minimise(asked, shows) : asked;
  return { ...difference, smallest };
}

/** Messages that differ in lines, names and values only are the same mistake. */
function shape(message: string): string {
  return message.replace(/\d+/g, 'N').replace(/"[^"]*"|\S*\/\S*|\$\S+/g, '…');
}

async function inTurn(
  cases: readonly Case[],
  one: (asked: Case) => Promise<readonly Difference[]>,
): Promise<readonly (readonly Difference[])[]> {
  const answers: (readonly Difference[])[] = [];
  for (const asked of cases) answers.push(await one(asked));
  return answers;
}

/** So many of the cases, from all over. */
function spread(cases: readonly Case[], count: number): readonly Case[] {
  const step = Math.max(1, Math.floor(cases.length / Math.max(1, count)));
  return cases.filter((_, index) => index % step === 0).slice(0, count);
}

/** For a terminal or a failed test. */
export function describeMismatch({ aspect, ours, theirs, smallest }: Mismatch): string {
  const buildArgs = JSON.stringify(smallest.buildArgs);
  return `--- ${aspect} for ${smallest.platform}, build arguments ${buildArgs}
${smallest.text}
ours:   ${ours}
theirs: ${theirs}
`;
}
