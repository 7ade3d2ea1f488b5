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
import { commandLine } from '../../core/build/commandLine.ts';
import { comparePlatforms } from '../../core/build/producedPlatforms.ts';
import type { ImageReport } from '../../core/image/report.ts';
import type { Inspector } from '../images/inspector/contributeInspector.ts';
import type { LanguageServer } from '../languageServer.ts';
import { notify, type Remedy } from '../notify.ts';
import { run } from '../register.ts';
import type { BuildFailures } from './buildFailures.ts';
import type { BuildRuns, EndedBuild } from './buildRuns.ts';
import { showProgress } from './buildNotification.ts';

/** Says what became of the builds of this window, also of those of tasks.json. */
export class BuildResults implements Disposable {
  readonly #server: LanguageServer;
  readonly #inspector: Inspector;
  readonly #log: LogOutputChannel;
  readonly #failures: BuildFailures;
  readonly #disposables: readonly Disposable[];

  constructor(
    runs: BuildRuns,
    server: LanguageServer,
    inspector: Inspector,
    log: LogOutputChannel,
    failures: BuildFailures,
  ) {
    this.#server = server;
    this.#inspector = inspector;
    this.#log = log;
    this.#failures = failures;
    this.#disposables = [
      runs.onDidBegin((build) => {
        log.info(commandLine(build.command));
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
    const { end, request } = build;
    switch (end.kind) {
      case 'cancelled':
        this.#log.info(`The build of ${request.file} was cancelled.`);
        return;
      case 'failed':
      case 'not-started':
        this.#log.error(`The build of ${request.file} failed (${JSON.stringify(end)}).`);
        await this.#failures.report(build);
        return;
      case 'done':
        if (request.output === 'push') await this.#reportPush(build);
        else await notify({ severity: 'information', ...success(build) });
    }
  }

  /** Reads the pushed image back, because a push can succeed and lack a platform. */
  async #reportPush({ request: build, command }: EndedBuild): Promise<void> {
    const [tag = ''] = build.tags;
    const result = await window.withProgress(
      { location: ProgressLocation.Window, title: l10n.t('Reading {0} back', tag) },
      () => this.#server.readImage(tag),
    );
    if (result?.known !== true) {
      const reason = result?.reason.message ?? l10n.t('the language server does not run');
      this.#log.warn(`${tag} was pushed, but could not be read back: ${reason}`);
      await notify({
        severity: 'warning',
        message: l10n.t('{0} was pushed. Its platforms could not be read back: {1}', tag, reason),
        remedies: [showLog()],
      });
      return;
    }
    const image = result.value;
    this.#logImage(tag, image);
    const { missing, present, unexpected } = comparePlatforms(
      build.platforms,
      image.platforms.map(({ platform }) => platform),
    );
    const remarks = [
      l10n.t('Asked for and there: {0}', platformList(present)),
      l10n.t('Asked for and missing: {0}', platformList(missing)),
      ...(unexpected.length === 0
        ? []
        : [l10n.t('There without being asked for: {0}', platformList(unexpected))]),
      l10n.t('Built by: {0}', commandLine(command)),
    ];
    await notify({
      severity: missing.length === 0 ? 'information' : 'warning',
      message:
        missing.length === 0
          ? l10n.t('{0} was pushed for {1}.', tag, platformList(present))
          : l10n.t('{0} was pushed without {1}, which was asked for.', tag, platformList(missing)),
      remedies: [
        { label: l10n.t('Copy Digest'), run: () => env.clipboard.writeText(image.digest) },
        {
          label: l10n.t('Show Details'),
          run: () =>
            this.#inspector.show({ kind: 'registry', reference: image.reference }, remarks),
        },
      ],
    });
  }

  #logImage(tag: string, image: ImageReport): void {
    this.#log.info(`${tag}@${image.digest} (${image.mediaType})`);
    for (const { platform, digest, size } of image.platforms) {
      this.#log.info(`  ${platform.padEnd(16)} ${digest} ${size} bytes`);
    }
    if (image.attestations.length > 0) {
      this.#log.info(`  and ${image.attestations.length} attestations`);
    }
  }
}

function success({ request: build, scope }: EndedBuild): {
  readonly message: string;
  readonly remedies?: readonly Remedy[];
} {
  const platforms = platformList(build.platforms);
  const [tag = l10n.t('An image without a name')] = build.tags;
  switch (build.output) {
    case 'load':
      return { message: l10n.t('{0} was loaded into the Docker engine for {1}.', tag, platforms) };
    case 'oci':
    case 'docker':
    case 'local':
    case 'tar': {
      const path = destinationOf(build) ?? '';
      const destination = Uri.joinPath(scope.uri, path);
      return {
        message: l10n.t('{0} was written for {1}.', path, platforms),
        remedies: [
          {
            label: l10n.t('Reveal in Explorer'),
            run: () => commands.executeCommand('revealInExplorer', destination),
          },
        ],
      };
    }
    case 'digest':
      return {
        message: l10n.t(
          '{0} was pushed for {1}, without a tag.',
          repositoryOf(tag) ?? tag,
          platforms,
        ),
      };
    case 'push':
    case 'cache':
      return {
        message: l10n.t(
          '{0} builds for {1}. The result is in the build cache.',
          build.file,
          platforms,
        ),
      };
  }
}

function platformList(platforms: readonly string[]): string {
  return platforms.length === 0 ? l10n.t('none') : platforms.join(', ');
}

function showLog(): Remedy {
  return {
    label: l10n.t('Show Log'),
    run: () => {
      run('multiarch.showLog');
    },
  };
}
