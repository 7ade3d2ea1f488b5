import { CodeLens, l10n, Range, type Memento, type TextDocument, type Uri } from 'vscode';
import { instructionOf } from '../../core/build/progress/stepPlace.ts';
import { parseDockerfile } from '../../core/dockerfile/instructions.ts';
import { splitStages } from '../../core/dockerfile/stages.ts';
import type { EndedBuild } from './buildRuns.ts';
import { durationText, ratioText } from './buildText.ts';

/** How long a RUN took when it was emulated, as it is kept between sessions. */
interface RememberedCost {
  /** The instruction as it stood in the file: another text is another step. */
  readonly instruction: string;
  readonly platform: string;
  /** In ms. */
  readonly duration: number;
  readonly ratio?: number;
}

/** Steps of one file that are remembered. */
const mostCosts = 100;
const key = (file: Uri) => `emulation ${file.toString()}`;

/** A measurement beside what is remembered: it takes the place of an older one, or fills a gap. */
export type CostAge = 'newest' | 'older';

/** Remembers what emulation cost the steps of a Dockerfile; the newest measurement of a step counts. */
export async function rememberCost(
  memory: Memento,
  { cost }: Pick<EndedBuild, 'cost'>,
  document: TextDocument,
  age: CostAge,
): Promise<void> {
  const file = splitStages(parseDockerfile(document.getText()));
  const costs = cost.steps.flatMap(({ stage, position, emulated }): RememberedCost[] => {
    const instruction = instructionOf(file, stage, position, 'RUN')?.original;
    if (instruction === undefined) return [];
    return emulated.map((time) => ({ instruction, ...time }));
  });
  const known = recall(memory, document.uri);
  const [newer, older] = age === 'newest' ? [costs, known] : [known, costs];
  const isMissing = ({ instruction, platform }: RememberedCost) =>
    !newer.some((cost) => cost.instruction === instruction && cost.platform === platform);
  const all = [...newer, ...older.filter(isMissing)];
  await memory.update(key(document.uri), all.slice(0, mostCosts));
}

/** A lens over each RUN that was emulated: how long it took, and how many times the native time. */
export function costLenses(memory: Memento, document: TextDocument): readonly CodeLens[] {
  const costs = recall(memory, document.uri);
  return parseDockerfile(document.getText()).instructions.flatMap(
    ({ keyword, original, range }) => {
      const own = costs.filter(({ instruction }) => instruction === original);
      if (keyword !== 'RUN' || own.length === 0) return [];
      const { line } = range.start;
      const command = {
        title: own.map(costText).join(' · '),
        tooltip: l10n.t('Measured when this step last ran; steps from the cache are not measured'),
        command: '',
      };
      return [new CodeLens(new Range(line, 0, line, 0), command)];
    },
  );
}

function recall(memory: Memento, file: Uri): readonly RememberedCost[] {
  return memory.get<readonly RememberedCost[]>(key(file), []);
}

function costText({ platform, duration, ratio }: RememberedCost): string {
  const name = platform.replace(/^linux\//, '');
  return ratio === undefined
    ? l10n.t('{0} emulated: {1}', name, durationText(duration))
    : l10n.t('{0} emulated: {1}, {2} ×', name, durationText(duration), ratioText(ratio));
}
