import { l10n, Uri, type LogOutputChannel } from 'vscode';
import { explainFailure } from '../../../core/build/failures/explain.ts';
import { BuildProgress } from '../../../core/build/progress/buildProgress.ts';
import { emulationCost } from '../../../core/build/progress/emulationCost.ts';
import {
  builderOf,
  type PastBuild,
  type PastBuildDetails,
} from '../../../core/build/progress/pastBuild.ts';
import type { BuilderStore } from '../../builders/builderStore.ts';
import type { Docker } from '../../dockerAccess.ts';
import { chosenBuilder } from '../../settings.ts';
import { translated } from '../../translated.ts';
import { emulatedPlatforms } from '../emulated.ts';
import type { ShownBuild } from './shownBuild.ts';

/** The builds that a builder remembers, or why it does not tell. */
export type PastAnswer =
  | { readonly kind: 'known'; readonly builds: readonly PastBuild[] }
  | { readonly kind: 'unknown'; readonly reason: string };

/** Builds that are listed. */
const mostBuilds = 50;
/** Of so many of them the platforms are looked up: each takes a program. */
const mostDetails = 15;
/** Longest time for reading one log, in ms. */
const logTimeout = 30_000;

/** What past builds are read with. */
export interface PastBuildPorts {
  readonly docker: Docker;
  readonly builders: BuilderStore;
  readonly log: LogOutputChannel;
}

/** Reads the builds that the builder in use remembers. Nothing is kept here but details, which do not change. */
export class PastBuilds {
  readonly #ports: PastBuildPorts;
  readonly #details = new Map<string, PastBuildDetails>();

  constructor(ports: PastBuildPorts) {
    this.#ports = ports;
  }

  /** The builds that are over, the newest first. */
  async list(): Promise<PastAnswer> {
    const answer = await this.#ports.docker.use(({ listPastBuilds, runDocker }, program) =>
      runDocker(program, listPastBuilds(chosenBuilder())),
    );
    const lacks = await this.#ports.docker.use(({ lacksHistory }) =>
      Promise.resolve(
        answer?.ok === false &&
          answer.failure.kind === 'exit' &&
          lacksHistory(answer.failure.stderr),
      ),
    );
    if (lacks === true) {
      return unknown(l10n.t('This buildx keeps no history: buildx 0.21 or newer does.'));
    }
    if (answer === undefined) {
      return unknown(l10n.t('Docker is not asked in a workspace that is not trusted.'));
    }
    if (!answer.ok) {
      const { failure } = answer;
      const words = failure.kind === 'exit' ? failure.stderr : failure.kind;
      this.#ports.log.warn(`docker buildx history ls: ${words}`);
      return unknown(l10n.t('Docker does not tell its past builds: {0}', lastLine(words)));
    }
    const builds = answer.value.filter(({ state }) => state !== 'running').slice(0, mostBuilds);
    return { kind: 'known', builds: builds.map((build) => this.#withDetails(build)) };
  }

  /** Looks platforms up that the list does not have. @param onFound is called for each */
  async lookUp(
    builds: readonly PastBuild[],
    onFound: (build: PastBuild) => Promise<void>,
    signal: AbortSignal,
  ): Promise<void> {
    for (const build of builds.slice(0, mostDetails)) {
      if (build.platforms !== undefined || signal.aborted) continue;
      if ((await this.details(build)) !== undefined) await onFound(this.#withDetails(build));
    }
  }

  /** What a builder knows of one of them. */
  async details(build: PastBuild): Promise<PastBuildDetails | undefined> {
    const known = this.#details.get(build.ref);
    if (known !== undefined) return known;
    const answer = await this.#ports.docker.use(({ inspectPastBuild, runDocker }, program) =>
      runDocker(program, inspectPastBuild(build)),
    );
    if (answer?.ok !== true) return undefined;
    this.#details.set(build.ref, answer.value);
    return answer.value;
  }

  /** One of them with all its steps; undefined when its log could not be read. */
  async read(build: PastBuild): Promise<ShownBuild | undefined> {
    const { docker, builders } = this.#ports;
    const details = await this.details(build);
    const progress = new BuildProgress();
    const end = await docker.use(({ runBuild, pastBuildEvents }, command) =>
      runBuild(
        { command, args: pastBuildEvents(build) },
        { signal: AbortSignal.timeout(logTimeout) },
        {
          onEvents: (events) => {
            for (const event of events) progress.add(event);
          },
          onLines: () => undefined,
        },
      ),
    );
    if (end?.kind !== 'done' || progress.steps().length === 0) return undefined;
    const platforms = details?.platforms ?? [];
    const isEmulated = await emulatedPlatforms(builders, {
      builder: builderOf(build.ref),
      platforms,
    });
    const file = await docker.use(({ pastBuildFile }) => pastBuildFile(build, process.env));
    const state = details?.state ?? build.state;
    return {
      id: build.ref,
      title: build.name,
      platforms,
      progress,
      file: file === undefined ? undefined : Uri.file(file),
      started: build.started,
      isEmulated,
      end: {
        state: state === 'running' ? 'done' : state,
        duration: (build.completed ?? build.started) - build.started,
        cost: emulationCost(progress.steps(), isEmulated),
        ...(details?.error !== undefined && {
          reason: reasonOf(details.error, progress, platforms),
        }),
      },
    };
  }

  /** The log of one of them; its end, when it is long. */
  async log(build: PastBuild): Promise<string> {
    const lines: string[] = [];
    let dropped = 0;
    await this.#ports.docker.use(({ runBuild, pastBuildLog }, command) =>
      runBuild(
        { command, args: pastBuildLog(build) },
        { signal: AbortSignal.timeout(logTimeout) },
        {
          onEvents: () => undefined,
          onLines: (more) => {
            lines.push(...more);
            if (lines.length < 2 * mostLines) return;
            dropped += lines.splice(0, lines.length - mostLines).length;
          },
        },
      ),
    );
    const before = dropped === 0 ? [] : [l10n.t('… {0} lines before these are not kept.', dropped)];
    return [...before, ...lines].join('\n');
  }

  /** What buildx tells people of one of them. */
  async describe(build: PastBuild): Promise<string> {
    const answer = await this.#ports.docker.use(({ describePastBuild, runDocker }, program) =>
      runDocker(program, describePastBuild(build)),
    );
    if (answer?.ok === true) return answer.value;
    return l10n.t('Docker does not tell about this build any more.');
  }

  #withDetails(build: PastBuild): PastBuild {
    const platforms = this.#details.get(build.ref)?.platforms;
    return platforms === undefined ? build : { ...build, platforms };
  }
}

/** Lines of a log that are shown. */
const mostLines = 20_000;

/** Why a build failed, in plain words where its failure is known. */
function reasonOf(error: string, progress: BuildProgress, platforms: readonly string[]): string {
  const step = progress.failed();
  const { cause } = explainFailure({
    output: { error },
    ...(step && { step }),
    log: progress.log(step?.digest ?? '').lines,
    platforms,
  });
  return translated(cause);
}

function unknown(reason: string): PastAnswer {
  return { kind: 'unknown', reason };
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
}
