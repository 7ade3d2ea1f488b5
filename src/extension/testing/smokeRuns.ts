import { randomUUID } from 'node:crypto';
import {
  l10n,
  TestMessage,
  window,
  workspace,
  type CancellationToken,
  type Memento,
  type TestController,
  type TestItem,
  type TestRun,
  type TestRunRequest,
} from 'vscode';
import { shownLine } from '../shownLine.ts';
import { commandWords } from '../../core/build/commandWords.ts';
import { smokeArguments, type PlatformImage } from '../../core/image/runCommands.ts';
import type { SentPlatform } from '../../protocol/audit.ts';
import type { Audits } from '../audit/openAudits.ts';
import { verdictOf, verdictWord } from '../audit/auditWords.ts';
import { editorWording } from '../images/inspector/editorWording.ts';
import { plainText } from '../plainRow.ts';
import { dockerProgram } from '../settings.ts';
import { smokeEntries, type SmokeEntry } from './smokeEntries.ts';
import { readSmokeImage, runOf, type SmokeImage, type SmokeImagePorts } from './smokeImages.ts';
import { judgeSmokeRun, runText } from './smokeText.ts';

/** What smoke runs need of their surroundings. */
export interface SmokePorts extends SmokeImagePorts {
  readonly controller: TestController;
  readonly audits: Pick<Audits, 'readStart'>;
  /** Of the workspace: remembers the command that was asked for. */
  readonly memory: Memento;
  /** Images that were built in this window. */
  readonly built: () => readonly string[];
}

/** Longest time for one platform, a pull included, in ms. */
const timeout = 120_000;

const commandKey = 'smokeCommand';

/** Images and their platforms as tests: each is run once with a command, and its files are audited. */
export class SmokeRuns {
  readonly #ports: SmokePorts;
  readonly #images = new Map<string, SmokeImage>();

  constructor(ports: SmokePorts) {
    this.#ports = ports;
  }

  /** Fills in the images of the setting and of this window, or the platforms of one of them. */
  async resolve(item?: TestItem): Promise<void> {
    if (item !== undefined) {
      await this.#resolveImage(item);
      return;
    }
    const { controller, built } = this.#ports;
    const named = [...smokeEntries().map(({ image }) => image), ...built()];
    const items = [...new Set(named)].map((image) => {
      const known = controller.items.get(image);
      if (known !== undefined) return known;
      const made = controller.createTestItem(image, plainText(image));
      made.canResolveChildren = true;
      return made;
    });
    controller.items.replace(items);
  }

  /** Runs what is asked for, one platform after the other. */
  async run(request: TestRunRequest, token: CancellationToken): Promise<void> {
    const { controller } = this.#ports;
    if (!workspace.isTrusted) return;
    await this.resolve();
    const run = controller.createTestRun(request);
    const stop = new AbortController();
    token.onCancellationRequested(() => {
      stop.abort();
    });
    try {
      const wanted = request.include ?? [...controller.items].map(([, item]) => item);
      const images = new Map<TestItem, Set<TestItem>>();
      for (const item of wanted) {
        const image = item.parent ?? item;
        if (item.parent === undefined) await this.#resolveImage(image);
        const chosen =
          item.parent === undefined ? [...image.children].map(([, one]) => one) : [item];
        images.set(image, new Set([...(images.get(image) ?? []), ...chosen]));
      }
      for (const [image, platforms] of images) {
        const some = [...platforms].filter((one) => request.exclude?.includes(one) !== true);
        for (const one of some) run.enqueued(one);
        if (image.error !== undefined) run.errored(image, new TestMessage(image.error));
        if (!stop.signal.aborted) await this.#runImage(run, image, some, stop.signal);
      }
    } finally {
      run.end();
    }
  }

  async #resolveImage(item: TestItem): Promise<void> {
    item.busy = true;
    const found = await readSmokeImage(this.#ports, item.id);
    item.busy = false;
    if (!found.ok) {
      item.error = found.problem.message;
      return;
    }
    item.error = undefined;
    this.#images.set(item.id, found.value);
    const { platforms: only } = entryOf(item.id);
    const children = found.value.platforms
      .filter(({ platform }) => only === undefined || only.includes(platform))
      .map(({ platform }) => {
        const id = `${item.id} ${platform}`;
        const child = item.children.get(id) ?? this.#ports.controller.createTestItem(id, platform);
        child.description = runText(runOf(platform, found.value.host));
        return child;
      });
    item.children.replace(children);
  }

  async #runImage(
    run: TestRun,
    item: TestItem,
    platforms: readonly TestItem[],
    signal: AbortSignal,
  ): Promise<void> {
    const image = this.#images.get(item.id);
    if (image === undefined) return;
    const entry = entryOf(item.id);
    const words = entry.command ?? (await this.#askCommand());
    if (words === undefined) {
      for (const one of platforms) run.skipped(one);
      return;
    }
    const reading = this.#ports.audits.readStart(image.subject, signal);
    const audited = reading.then((state) =>
      state.kind === 'done' ? state.audit.platforms : ([] as readonly SentPlatform[]),
    );
    for (const test of platforms) {
      const platform = image.platforms.find((one) => test.id === `${item.id} ${one.platform}`);
      if (platform === undefined || signal.aborted) run.skipped(test);
      else await this.#runPlatform(run, test, { image, platform, entry, words, audited }, signal);
    }
  }

  async #runPlatform(
    run: TestRun,
    test: TestItem,
    { image, platform, entry, words, audited }: PlatformRun,
    signal: AbortSignal,
  ): Promise<void> {
    const { docker } = this.#ports;
    run.started(test);
    const { entrypoint } = entry;
    const container = `multiarch-smoke-${randomUUID()}`;
    const command = { container, words, ...(entrypoint !== undefined && { entrypoint }) };
    const args = smokeArguments(platform, command);
    if (args.ok) print(run, test, `$ ${shownLine([dockerProgram(), ...args.value])}`);
    const began = Date.now();
    const end = await docker.use(({ smokeRun }, program) =>
      smokeRun(program, platform, command, { timeout, signal }),
    );
    const took = Date.now() - began;
    if (end === undefined || signal.aborted) {
      run.skipped(test);
      return;
    }
    if (end.kind === 'exit') print(run, test, end.output);
    const audit = (await audited).find((one) => one.platform === platform.platform);
    const how = runOf(platform.platform, image.host);
    const { os, architecture } = image.host.engine;
    const judged = { platform: platform.platform, host: `${os}/${architecture}`, run: how, end };
    const { state, reasons, remarks } = judgeSmokeRun({ ...judged, audit });
    const code = end.kind === 'exit' ? [l10n.t('Exit code {0}.', String(end.code))] : [];
    print(run, test, [...new Set([...code, ...reasons, ...remarks])].join('\n'));
    const verdict = audit && l10n.t('audit: {0}', verdictWord(verdictOf(audit), editorWording));
    test.description = [runText(how), ...(verdict === undefined ? [] : [verdict])].join(' · ');
    if (state === 'passed') {
      run.passed(test, took);
      return;
    }
    const output = end.kind === 'exit' ? end.output : '';
    const message = new TestMessage([...reasons, ...remarks, output].filter(Boolean).join('\n'));
    run[state](test, message, took);
  }

  /** Asks once which command images of this window are tried with; undefined when the user leaves. */
  async #askCommand(): Promise<readonly string[] | undefined> {
    const { memory } = this.#ports;
    const known = memory.get<string>(commandKey);
    const text = known ?? (await askCommand());
    if (text === undefined) return undefined;
    if (known === undefined) await memory.update(commandKey, text);
    return commandWords(text);
  }
}

interface PlatformRun {
  readonly image: SmokeImage;
  readonly platform: PlatformImage;
  readonly entry: SmokeEntry;
  readonly words: readonly string[];
  readonly audited: Promise<readonly SentPlatform[]>;
}

/** Asks for the words after an image's name. */
export async function askCommand(): Promise<string | undefined> {
  return window.showInputBox({
    title: l10n.t('Smoke Run'),
    prompt: l10n.t(
      'Words that the container is started with, behind the name of the image; they go to its entrypoint, or are the command where it has none.',
    ),
    value: '--version',
  });
}

function entryOf(image: string): SmokeEntry {
  return smokeEntries().find((entry) => entry.image === image) ?? { image };
}

/** A terminal wants both characters at the end of a line. */
function print(run: TestRun, test: TestItem, text: string): void {
  if (text.trim() === '') return;
  run.appendOutput(`${text.trimEnd().replaceAll(/\r?\n/g, '\r\n')}\r\n`, undefined, test);
}
