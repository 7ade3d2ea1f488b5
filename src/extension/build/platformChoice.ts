import { Disposable, l10n, type QuickPick, type QuickPickItem } from 'vscode';
import { platformOutlook, type PlatformOutlook } from '../../core/build/platformOutlook.ts';
import type { Builder } from '../../core/build/workerNode.ts';
import { formatPlatform, parsePlatform } from '../../core/platform/platform.ts';
import { selectedBuilder, type BuilderStore } from '../builders/builderStore.ts';
import { stateText } from '../builders/itemRendering.ts';
import { problemText } from '../builders/problemText.ts';
import { chooseSeveral } from '../steps/quickInputs.ts';
import type { StepAnswer, StepPosition } from '../steps/runSteps.ts';

/** Platforms that images are commonly built for (those of Docker's official images). */
const common = [
  'linux/amd64',
  'linux/arm64',
  'linux/arm/v7',
  'linux/arm/v6',
  'linux/386',
  'linux/ppc64le',
  'linux/s390x',
  'linux/riscv64',
];

interface PlatformItem extends QuickPickItem {
  readonly platform: string;
}

/** Asks for platforms; each row says what the builder makes of it, once that is known. */
export async function choosePlatforms(
  question: StepPosition & { readonly title: string },
  initial: readonly string[],
  builders: BuilderStore,
): Promise<StepAnswer<readonly string[]>> {
  const rows = [...new Set([...initial, ...common])].map((platform) => ({
    label: platform,
    platform,
  }));
  const answer = await chooseSeveral<PlatformItem>({
    ...question,
    placeholder: l10n.t('Platforms (type another one, such as linux/loong64, to add it)'),
    items: rows,
    initial: rows.slice(0, initial.length),
    prepare: (pick) => new PlatformRows(pick, builders),
  });
  if (answer.kind !== 'next') return answer;
  return { kind: 'next', value: answer.value.map(({ platform }) => platform) };
}

/** Keeps the rows in step with the builder, with the choice, and with what is typed. */
class PlatformRows extends Disposable {
  readonly #pick: QuickPick<PlatformItem>;
  readonly #platforms: string[];
  #builder: Builder | undefined;
  #reason: string | undefined;
  #isOpen = true;

  constructor(pick: QuickPick<PlatformItem>, builders: BuilderStore) {
    super(() => {
      this.#isOpen = false;
    });
    this.#pick = pick;
    this.#platforms = pick.items.map(({ platform }) => platform);
    pick.busy = true;
    pick.onDidChangeValue((text) => {
      this.#offer(text);
    });
    pick.onDidChangeSelection(() => {
      this.#show();
    });
    void this.#readBuilder(builders);
  }

  async #readBuilder(builders: BuilderStore): Promise<void> {
    const answer = await builders.read();
    if (!this.#isOpen) return;
    this.#pick.busy = false;
    if (answer.ok) {
      this.#builder = selectedBuilder(answer.builders);
      const offered = this.#builder?.nodes.flatMap(({ platforms }) => platforms) ?? [];
      for (const platform of offered) {
        if (!isLevel(platform)) this.#add(platform);
      }
    } else {
      this.#reason = problemText(answer.problem);
    }
    this.#show();
  }

  /** Adds what is typed to the rows when it is a platform. */
  #offer(text: string): void {
    const platform = parsePlatform(text.trim());
    if (!text.includes('/') || !platform.ok) return;
    this.#add(formatPlatform(platform.value));
    this.#show();
  }

  #add(platform: string): void {
    if (!this.#platforms.includes(platform)) this.#platforms.push(platform);
  }

  #show(): void {
    const chosen = this.#pick.selectedItems.map(({ platform }) => platform);
    const rows = this.#platforms.map((platform): PlatformItem => {
      const description = this.#describe(platform, chosen);
      return { label: platform, platform, ...(description === undefined ? {} : { description }) };
    });
    const same = rows.every((row, at) => {
      const shown = this.#pick.items[at];
      return shown?.platform === row.platform && shown.description === row.description;
    });
    // Setting the rows changes the selection event's cause again: only when something differs.
    if (same && rows.length === this.#pick.items.length) return;
    this.#pick.items = rows;
    this.#pick.selectedItems = rows.filter(({ platform }) => chosen.includes(platform));
  }

  #describe(platform: string, chosen: readonly string[]): string | undefined {
    if (this.#builder === undefined) return this.#reason;
    const together = chosen.includes(platform) ? chosen : [...chosen, platform];
    return outlookText(platformOutlook(this.#builder, platform, together), this.#builder);
  }
}

function isLevel(platform: string): boolean {
  return platform.startsWith('linux/amd64/');
}

/** What a builder makes of a platform, in a few words. */
export function outlookText(outlook: PlatformOutlook, builder: Builder): string {
  if (outlook.state === 'unknown') return l10n.t('unknown: builder {0} does not run', builder.name);
  const where = builder.nodes.length > 1 ? l10n.t(' on {0}', outlook.node) : '';
  if (outlook.state === 'not-runnable') return l10n.t('not runnable: no emulator') + where;
  return stateText(outlook.state, outlook.emulator) + where;
}
