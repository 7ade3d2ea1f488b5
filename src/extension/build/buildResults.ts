import {
  commands,
  env,
  l10n,
  ProgressLocation,
  Uri,
  window,
  type Disposable,
  type LogOutputChannel,
} from 'vscode';
import { destinationOf, repositoryOf } from '../../core/build/buildRequest.ts';
import { shownLine } from '../shownLine.ts';
import { withoutSecretValues } from '../../core/build/secretArguments.ts';
import type { ImageSubject } from '../../core/image/inspection.ts';
import { views } from '../contributions.ts';
import type { Inspector } from '../images/inspector/contributeInspector.ts';
import { notify, type Notice, type Remedy } from '../notify.ts';
import { run } from '../register.ts';
import type { BuildTaskPorts } from '../tasks/buildTask.ts';
import { bakedText } from './bake/bakeText.ts';
import type { BuildFailures } from './buildFailures.ts';
import { showProgress } from './buildNotification.ts';
import type { BuildOutcome } from './buildOutcome.ts';
import type { BuildRuns, EndedBuild } from './buildRuns.ts';
import { endedLine } from './endedLine.ts';
import { readOutcome, type OutcomePorts } from './readOutcome.ts';
import { buildOnceMore } from './rebuild.ts';
import { subjectOfOutput } from './subjectOfOutput.ts';
import { resultDigest, resultPlatform, type ResultRow } from './view/buildItem.ts';
import type { BuildView } from './view/buildView.ts';

/** What the results of builds need of their surroundings. */
export interface ResultPorts extends OutcomePorts {
  readonly runs: BuildRuns;
  readonly inspector: Inspector;
  readonly log: LogOutputChannel;
  readonly failures: BuildFailures;
  readonly view: BuildView;
  readonly tasks: BuildTaskPorts;
}

/** Says what became of the builds of this window, also of those of tasks.json. */
export class BuildResults implements Disposable {
  readonly #ports: ResultPorts;
  readonly #disposables: readonly Disposable[];

  constructor(ports: ResultPorts) {
    this.#ports = ports;
    const { runs, log, failures } = ports;
    this.#disposables = [
      runs.onDidBegin((build) => {
        log.info(shownLine(withoutSecretValues(build.command)));
        failures.forget(build);
        showProgress(build, runs);
      }),
      runs.onDidEnd((build) => {
        void this.#report(build);
      }),
    ];
  }

  dispose(): void {
    for (const disposable of this.#disposables) disposable.dispose();
  }

  async #report(build: EndedBuild): Promise<void> {
    const { log, failures } = this.#ports;
    const line = endedLine(build) ?? '';
    switch (build.end.kind) {
      case 'cancelled':
        log.info(line);
        return;
      case 'failed':
      case 'not-started':
        log.error(line);
        await failures.report(build);
        return;
      case 'done':
        await this.#reportResult(build);
    }
  }

  async #reportResult(build: EndedBuild): Promise<void> {
    const [tag = destinationOf(build.request) ?? build.request.file] = build.request.tags;
    const outcome = await window.withProgress(
      { location: ProgressLocation.Window, title: l10n.t('Reading {0} back', tag) },
      () => readOutcome(this.#ports, build),
    );
    if (outcome !== undefined) this.#ports.view.setOutcome(build, outcome);
    if (build.told !== undefined) return;
    if (outcome === undefined) {
      await notify({ severity: 'information', ...this.#unread(build) });
      return;
    }
    if (outcome.kind === 'unknown') await this.#reportUnknown(outcome);
    else await this.#reportImage(build, outcome);
  }

  /** What is not read back; what was a try of one platform leads back to all of them. */
  #unread(build: EndedBuild): Omit<Notice, 'severity'> {
    const { request, whole, scope } = build;
    const platforms = platformList(request.platforms);
    if (request.bake !== undefined) {
      const [made] = subjectOfOutput(build);
      const audit = made === undefined ? [] : [auditRemedy(made)];
      return { message: bakedText(request), remedies: [...audit, showBuilds()] };
    }
    switch (request.output) {
      case 'load':
        return { message: l10n.t('An image without a name was loaded for {0}.', platforms) };
      case 'local':
      case 'tar': {
        const path = destinationOf(request) ?? '';
        const destination = Uri.joinPath(scope.uri, path);
        return {
          message: l10n.t('{0} was written for {1}.', path, platforms),
          remedies: [
            ...subjectOfOutput(build).map(auditRemedy),
            {
              label: l10n.t('Reveal in Explorer'),
              run: () => commands.executeCommand('revealInExplorer', destination),
            },
          ],
        };
      }
      case 'digest': {
        const [tag = ''] = request.tags;
        const name = repositoryOf(tag) ?? tag;
        return { message: l10n.t('{0} was pushed for {1}, without a tag.', name, platforms) };
      }
      default: {
        const all = whole && {
          label: l10n.t('Build All Platforms'),
          run: () => buildOnceMore(this.#ports.tasks, whole),
        };
        return {
          message: l10n.t(
            '{0} builds for {1}. The result is in the build cache.',
            request.file,
            platforms,
          ),
          ...(all && { remedies: [all] }),
        };
      }
    }
  }

  async #reportUnknown({
    how,
    reference,
    reason,
  }: Extract<BuildOutcome, { kind: 'unknown' }>): Promise<void> {
    this.#ports.log.warn(`${reference} was ${how}, but could not be read back: ${reason}`);
    const message = {
      pushed: l10n.t(
        '{0} was pushed. Its platforms could not be read back: {1}',
        reference,
        reason,
      ),
      loaded: l10n.t(
        '{0} was loaded. Its platforms could not be read back: {1}',
        reference,
        reason,
      ),
      written: l10n.t(
        '{0} was written. Its platforms could not be read back: {1}',
        reference,
        reason,
      ),
    }[how];
    await notify({ severity: 'warning', message, remedies: [showLog()] });
  }

  /** What is there is compared with what was asked for: a build can succeed and lack a platform. */
  async #reportImage(
    { command }: EndedBuild,
    outcome: Extract<BuildOutcome, { kind: 'image' }>,
  ): Promise<void> {
    const { compared, digest, subject } = outcome;
    this.#logImage(outcome);
    const { missing, present, unexpected } = compared;
    const remarks = [
      l10n.t('Asked for and there: {0}', platformList(present)),
      l10n.t('Asked for and missing: {0}', platformList(missing)),
      ...(unexpected.length === 0
        ? []
        : [l10n.t('There without being asked for: {0}', platformList(unexpected))]),
      l10n.t('Built by: {0}', shownLine(withoutSecretValues(command))),
    ];
    const [only, ...others] = outcome.platforms;
    const runs = only !== undefined && only.kind !== 'archived';
    await notify({
      severity: missing.length === 0 ? 'information' : 'warning',
      message: resultText(outcome),
      remedies: [
        { label: l10n.t('Copy Digest'), run: () => env.clipboard.writeText(digest) },
        auditRemedy(subject),
        ...(runs
          ? [
              {
                label: l10n.t('Run as Platform…'),
                run: () => this.#runOne([only, ...others]),
              },
            ]
          : []),
        ...(outcome.how === 'pushed' && present.length + unexpected.length === 1
          ? [
              {
                label: l10n.t('Create Manifest List…'),
                run: () => {
                  run('multiarch.createManifestList', { reference: outcome.reference });
                },
              },
            ]
          : []),
        {
          label: l10n.t('Show Details'),
          run: () => this.#ports.inspector.show(subject, remarks),
        },
      ],
    });
  }

  async #runOne(rows: readonly ResultRow[]): Promise<void> {
    const items = rows.flatMap((row) =>
      row.kind === 'archived' ? [] : [{ label: resultPlatform(row), row }],
    );
    const chosen =
      items.length === 1
        ? items[0]
        : await window.showQuickPick(items, { placeHolder: l10n.t('Which platform?') });
    if (chosen !== undefined) run('multiarch.runAsPlatform', chosen.row);
  }

  #logImage({ reference, digest, platforms }: Extract<BuildOutcome, { kind: 'image' }>): void {
    const { log } = this.#ports;
    log.info(`${reference}@${digest}`);
    for (const row of platforms) {
      log.info(`  ${resultPlatform(row).padEnd(16)} ${resultDigest(row)}`);
    }
  }
}

function withShortDigest(reference: string): string {
  const sign = '@sha256:';
  const digest = reference.indexOf(sign) + sign.length;
  return digest < sign.length ? reference : `${reference.slice(0, digest + 12)}…`;
}

/** What came out, and loudly what did not. */
function resultText({
  how,
  reference: name,
  compared: { missing, present },
}: Extract<BuildOutcome, { kind: 'image' }>): string {
  const reference = withShortDigest(name);
  const is = platformList(present);
  const lacks = platformList(missing);
  switch (how) {
    case 'pushed':
      return missing.length === 0
        ? l10n.t('{0} was pushed for {1}.', reference, is)
        : l10n.t('{0} was pushed without {1}, which was asked for.', reference, lacks);
    case 'loaded':
      return missing.length === 0
        ? l10n.t('{0} was loaded into the Docker engine for {1}.', reference, is)
        : l10n.t('{0} was loaded without {1}, which was asked for.', reference, lacks);
    case 'written':
      return missing.length === 0
        ? l10n.t('{0} was written for {1}.', reference, is)
        : l10n.t('{0} was written without {1}, which was asked for.', reference, lacks);
  }
}

function platformList(platforms: readonly string[]): string {
  return platforms.length === 0 ? l10n.t('none') : platforms.join(', ');
}

/** Asks whether the files of an image are for the platforms that it names. */
function auditRemedy(subject: ImageSubject): Remedy {
  return {
    label: l10n.t('Audit'),
    run: () => {
      run('multiarch.auditImage', subject);
    },
  };
}

/** A message without a button is cut after its first line. */
function showBuilds(): Remedy {
  return {
    label: l10n.t('Show Builds'),
    run: () => commands.executeCommand(`${views.build}.focus`),
  };
}

function showLog(): Remedy {
  return {
    label: l10n.t('Show Log'),
    run: () => {
      run('multiarch.showLog');
    },
  };
}
