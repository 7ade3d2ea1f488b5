import {
  commands,
  env,
  l10n,
  ProgressLocation,
  tasks,
  Uri,
  window,
  workspace,
  type Disposable,
  type LogOutputChannel,
  type Task,
} from 'vscode';
import type { BuildRequest } from '../../core/build/buildRequest.ts';
import { commandLine } from '../../core/build/commandLine.ts';
import { comparePlatforms } from '../../core/build/producedPlatforms.ts';
import type { ImageReport } from '../../core/image/report.ts';
import type { ImageDetails } from '../images/imageDetails.ts';
import type { LanguageServer } from '../languageServer.ts';
import { notify, type Remedy } from '../notify.ts';
import { run } from '../register.ts';
import { buildCommand, isBuildDefinition, requestOf, type BuildScope } from '../tasks/buildTask.ts';

/** Exit codes of a build that the user ended: Ctrl-C, and the signals of a closed terminal. */
const endedByUser: readonly (number | undefined)[] = [undefined, 130, 137, 143];

/** Watches our build tasks, also those of tasks.json, and says what became of them. */
export class BuildResults implements Disposable {
  readonly #server: LanguageServer;
  readonly #details: ImageDetails;
  readonly #log: LogOutputChannel;
  readonly #disposables: readonly Disposable[];

  constructor(server: LanguageServer, details: ImageDetails, log: LogOutputChannel) {
    this.#server = server;
    this.#details = details;
    this.#log = log;
    this.#disposables = [
      tasks.onDidStartTask(({ execution }) => {
        const build = buildOf(execution.task);
        if (build !== undefined) log.info(commandLine(buildCommand(build)));
      }),
      tasks.onDidEndTaskProcess(({ execution, exitCode }) => {
        const build = buildOf(execution.task);
        if (build !== undefined) void this.#report(build, execution.task, exitCode);
      }),
    ];
  }

  dispose(): void {
    for (const disposable of this.#disposables) disposable.dispose();
  }

  async #report(build: BuildRequest, task: Task, exitCode: number | undefined): Promise<void> {
    if (endedByUser.includes(exitCode)) {
      this.#log.info(`The build of ${build.file} was ended.`);
    } else if (exitCode !== 0) {
      await this.#reportFailure(build, task, exitCode ?? 0);
    } else if (build.output === 'push') {
      await this.#reportPush(build);
    } else {
      await notify({ severity: 'information', ...success(build, task) });
    }
  }

  async #reportFailure(build: BuildRequest, task: Task, exitCode: number): Promise<void> {
    this.#log.error(`The build of ${build.file} failed with exit code ${exitCode}.`);
    await notify({
      severity: 'error',
      message: l10n.t(
        'The build of {0} for {1} failed. The last lines of its terminal say why.',
        build.file,
        platformList(build.platforms),
      ),
      remedies: [
        {
          label: l10n.t('Show Terminal'),
          run: () => {
            showTerminal(task);
          },
        },
        { label: l10n.t('Build Again'), run: () => tasks.executeTask(task) },
      ],
    });
  }

  /** Reads the pushed image back, because a push can succeed and lack a platform. */
  async #reportPush(build: BuildRequest): Promise<void> {
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
      l10n.t('Built by: {0}', commandLine(buildCommand(build))),
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
          run: () => this.#details.show(image, remarks),
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

function buildOf({ definition, scope }: Task): BuildRequest | undefined {
  if (!isBuildDefinition(definition)) return undefined;
  const request = requestOf(definition, scopeOf(scope));
  return request.ok ? request.value : undefined;
}

function scopeOf(scope: Task['scope']): BuildScope {
  if (typeof scope === 'object') return scope;
  return workspace.workspaceFolders?.[0] ?? { uri: Uri.file('/') };
}

function success(
  build: BuildRequest,
  task: Task,
): { readonly message: string; readonly remedies?: readonly Remedy[] } {
  const platforms = platformList(build.platforms);
  const [tag = l10n.t('An image without a name')] = build.tags;
  switch (build.output) {
    case 'load':
      return { message: l10n.t('{0} was loaded into the Docker engine for {1}.', tag, platforms) };
    case 'oci': {
      const destination = Uri.joinPath(scopeOf(task.scope).uri, build.destination ?? '');
      return {
        message: l10n.t('{0} was written for {1}.', build.destination ?? '', platforms),
        remedies: [
          {
            label: l10n.t('Reveal in Explorer'),
            run: () => commands.executeCommand('revealInExplorer', destination),
          },
        ],
      };
    }
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

/** The terminal of a task is known by its name only. */
function showTerminal(task: Task): void {
  const terminal = window.terminals.find(({ name }) => name.includes(task.name));
  terminal?.show();
}
