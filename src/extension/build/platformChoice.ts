import { Disposable, l10n, QuickPickItemKind, type QuickPick, type QuickPickItem } from 'vscode';
import { nodePlatforms } from '../../core/build/nodeStates.ts';
import { platformOutlook, type PlatformOutlook } from '../../core/build/platformOutlook.ts';
import type { Builder } from '../../core/build/workerNode.ts';
import { formatPlatform, normalizePlatform, parsePlatform } from '../../core/platform/platform.ts';
import { usualPlatforms } from '../../core/platform/usualPlatforms.ts';
import type { BuilderStore } from '../builders/builderStore.ts';
import { stateText } from '../builders/platformRendering.ts';
import { problemText } from '../builders/problemText.ts';
import type { AccessProblem } from '../dockerAccess.ts';
import { plainLabel } from '../plainRow.ts';
import { chooseSeveral } from '../steps/quickInputs.ts';
import type { StepAnswer, StepPosition } from '../steps/runSteps.ts';

interface PlatformItem extends QuickPickItem {
  /** '' of a line between rows. */
  readonly platform: string;
}

/** Asks for platforms; each row says what the builder makes of it, once that is known. */
export async function choosePlatforms(
  question: StepPosition & { readonly title: string },
  initial: readonly string[],
  builders: BuilderStore,
  /** Told why there are no builders; true leaves the question. */
  leaves: (problem: AccessProblem) => boolean = () => false,
): Promise<StepAnswer<readonly string[]>> {
  const rows = [...new Set([...initial, ...usualPlatforms])].map((platform) => ({
    label: plainLabel(platform),
    platform,
  }));
  const answer = await chooseSeveral<PlatformItem>({
    ...question,
    placeholder: l10n.t('Platforms (type another one, such as linux/loong64, to add it)'),
    items: [headingRow(l10n.t('asking the builder…')), ...rows],
    initial: rows.slice(0, initial.length),
    prepare: (pick) => new PlatformRows(pick, builders, leaves),
  });
  if (answer.kind !== 'next') return answer;
  return { kind: 'next', value: platformsOf(answer.value) };
}

/** Keeps the rows in step with the builder, with the choice, and with what is typed. */
class PlatformRows extends Disposable {
  readonly #pick: QuickPick<PlatformItem>;
  readonly #platforms: string[];
  /** The platform that is being typed; it becomes a row of its own once it is chosen. */
  #typed: string | undefined;
  #builder: Builder | undefined;
  #problem: string | undefined;
  #isOpen = true;

  constructor(
    pick: QuickPick<PlatformItem>,
    builders: BuilderStore,
    leaves: (problem: AccessProblem) => boolean,
  ) {
    super(() => {
      this.#isOpen = false;
    });
    this.#pick = pick;
    this.#platforms = platformsOf(pick.items);
    pick.onDidChangeValue((text) => {
      this.#typed = readTyped(text);
      this.#show();
    });
    pick.onDidChangeSelection(() => {
      this.#show();
    });
    // Enter takes what was typed without having to tick it first.
    pick.onDidAccept(() => {
      const row = this.#pick.items.find(({ platform }) => platform === this.#typed);
      if (row === undefined || pick.selectedItems.includes(row)) return;
      pick.selectedItems = [...pick.selectedItems, row];
    });
    pick.busy = true;
    void this.#readBuilder(builders, leaves);
  }

  async #readBuilder(
    builders: BuilderStore,
    leaves: (problem: AccessProblem) => boolean,
  ): Promise<void> {
    const answer = await builders.readSelected();
    if (!this.#isOpen) return;
    this.#pick.busy = false;
    if (answer.ok) {
      const { builder, missing } = answer;
      this.#builder = builder;
      if (missing !== undefined) this.#problem = l10n.t('there is no builder "{0}"', missing);
      const offered = this.#builder?.nodes.flatMap((node) => nodePlatforms(node)) ?? [];
      this.#add(offered.map(({ platform }) => platform));
    } else if (leaves(answer.problem)) {
      this.#pick.hide();
      return;
    } else {
      this.#problem = problemText(answer.problem);
    }
    this.#show();
  }

  #add(platforms: readonly string[]): void {
    for (const platform of platforms) {
      if (!this.#platforms.includes(platform)) this.#platforms.push(platform);
    }
  }

  #show(): void {
    const chosen = platformsOf(this.#pick.selectedItems);
    this.#add(chosen);
    const typed = this.#typed === undefined ? [] : [this.#typed];
    const platforms = [...new Set([...this.#platforms, ...typed])].map(
      (platform): PlatformItem => ({
        label: plainLabel(platform),
        platform,
        // An alias is typed, its platform is shown.
        alwaysShow: platform === this.#typed,
        ...this.#description(platform, chosen),
      }),
    );
    const rows = [headingRow(this.#heading()), ...platforms];
    // Setting the rows gives another selection event: only when a row differs.
    if (JSON.stringify(rows) === JSON.stringify(this.#pick.items)) return;
    this.#pick.items = rows;
    this.#pick.selectedItems = rows.filter(({ platform }) => chosen.includes(platform));
  }

  /** Whose outlook the rows have, or why they have none: once, above all of them. */
  #heading(): string {
    if (this.#problem !== undefined) return this.#problem;
    if (this.#builder === undefined) return l10n.t('asking the builder…');
    return plainLabel(l10n.t('builder {0}', this.#builder.name));
  }

  #description(platform: string, chosen: readonly string[]): { readonly description?: string } {
    if (this.#builder === undefined) return {};
    const together = chosen.includes(platform) ? chosen : [...chosen, platform];
    const outlook = platformOutlook(this.#builder, platform, together);
    return { description: plainLabel(outlookText(outlook, this.#builder)) };
  }
}

/**
 * It is there from the beginning: the editor tells what is ticked by the place of its row, and what it tells
 * may be of the rows before.
 */
function headingRow(label: string): PlatformItem {
  return { label, kind: QuickPickItemKind.Separator, platform: '' };
}

function platformsOf(rows: readonly PlatformItem[]): string[] {
  return rows.flatMap(({ platform }) => (platform === '' ? [] : [platform]));
}

function readTyped(text: string): string | undefined {
  if (!text.includes('/')) return undefined;
  const platform = parsePlatform(text.trim());
  return platform.ok ? formatPlatform(normalizePlatform(platform.value)) : undefined;
}

/** What a builder makes of a platform, in a few words. */
function outlookText(outlook: PlatformOutlook, builder: Builder): string {
  if (outlook.state === 'unknown') return l10n.t('unknown: builder {0} does not run', builder.name);
  const where = builder.nodes.length > 1 ? l10n.t(' on {0}', outlook.node) : '';
  if (outlook.state === 'not-runnable') return l10n.t('not runnable: no emulator') + where;
  return stateText(outlook.state, outlook.emulator) + where;
}
