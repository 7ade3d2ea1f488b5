import {
  DebugAdapterExecutable,
  l10n,
  Uri,
  window,
  workspace,
  type DebugAdapterDescriptorFactory,
  type DebugConfiguration,
  type DebugConfigurationProvider,
  type DebugSession,
  type LogOutputChannel,
  type ProviderResult,
  type WorkspaceFolder,
} from 'vscode';
import { debugArguments, debugEnvironment } from '../../core/build/debugRequest.ts';
import { shownLine } from '../shownLine.ts';
import type { BuildRequest } from '../../core/build/buildRequest.ts';
import { parsePlatform } from '../../core/platform/platform.ts';
import { fail, type Result } from '../../core/result.ts';
import { buildDebugType, dockerfileLanguage } from '../contributions.ts';
import type { Docker } from '../dockerAccess.ts';
import { chosenBuilder, dockerProgram, targetPlatforms } from '../settings.ts';
import { readBuildDefinition } from '../tasks/buildDefinition.ts';

/** Turns what launch.json says, or F5 in a Dockerfile without one, into a build that is stepped through. */
export class BuildDebugging implements DebugConfigurationProvider, DebugAdapterDescriptorFactory {
  readonly #docker: Docker;
  readonly #log: LogOutputChannel;

  constructor(docker: Docker, log: LogOutputChannel) {
    this.#docker = docker;
    this.#log = log;
  }

  provideDebugConfigurations(): DebugConfiguration[] {
    return [
      {
        type: buildDebugType,
        request: 'launch',
        name: l10n.t('Step through the build'),
        file: '${file}',
        platform: 'linux/arm64',
        stopOnEntry: true,
      },
    ];
  }

  resolveDebugConfiguration(
    _: WorkspaceFolder | undefined,
    configuration: DebugConfiguration,
  ): DebugConfiguration | undefined {
    // F5 without launch.json comes with nothing.
    if (configuration.type !== '') return configuration;
    const document = window.activeTextEditor?.document;
    if (document?.languageId !== dockerfileLanguage) return undefined;
    const [first] = this.provideDebugConfigurations();
    const platform = targetPlatforms(document.uri)[0];
    return first && { ...first, ...(platform !== undefined && { platform }) };
  }

  async resolveDebugConfigurationWithSubstitutedVariables(
    folder: WorkspaceFolder | undefined,
    configuration: DebugConfiguration,
  ): Promise<DebugConfiguration | undefined> {
    const request = requestOf(folder, configuration);
    if (!request.ok) {
      await window.showErrorMessage(
        l10n.t('The build cannot be stepped through: {0}.', request.problem.message),
      );
      return undefined;
    }
    if (!(await this.#canDebug())) return undefined;
    const { file, context } = request.value;
    // The names under which the adapter wants them.
    return { ...configuration, dockerfile: file, contextPath: context };
  }

  createDebugAdapterDescriptor({
    workspaceFolder,
    configuration,
  }: DebugSession): ProviderResult<DebugAdapterExecutable> {
    if (!workspace.isTrusted) return undefined;
    const request = requestOf(workspaceFolder, configuration);
    if (!request.ok) return undefined;
    const words = debugArguments(request.value);
    const shown = shownLine([dockerProgram(), ...words]);
    this.#log.info(`BUILDX_EXPERIMENTAL=1 ${shown}`);
    return new DebugAdapterExecutable(dockerProgram(), [...words], {
      env: { ...debugEnvironment },
      ...(workspaceFolder && { cwd: workspaceFolder.uri.fsPath }),
    });
  }

  async #canDebug(): Promise<boolean> {
    const answer = await this.#docker.use(({ canDebugBuilds }, program) => canDebugBuilds(program));
    if (answer === undefined) {
      await window.showErrorMessage(
        l10n.t('Nothing is built while this workspace is not trusted. Trust it first.'),
      );
      return false;
    }
    if (answer) return true;
    await window.showErrorMessage(
      l10n.t(
        'This Docker cannot step through builds: "docker buildx dap" came with buildx 0.26, and breakpoints work from 0.28 on. Update Docker, or buildx alone.',
      ),
    );
    return false;
  }
}

function requestOf(
  folder: WorkspaceFolder | undefined,
  configuration: DebugConfiguration,
): Result<BuildRequest> {
  const platform: unknown = configuration['platform'];
  if (typeof platform !== 'string') return fail(l10n.t('"platform" names no platform'));
  const parsed = parsePlatform(platform);
  if (!parsed.ok) return fail(parsed.problem.message);
  const absolute = (path: unknown): unknown =>
    typeof path === 'string' && path !== '' && folder ? inFolder(folder, path) : path;
  const file = absolute(configuration['file']);
  const context = absolute(configuration['context']);
  return readBuildDefinition(
    {
      ...configuration,
      file,
      ...(context !== undefined && { context }),
      platforms: [platform],
      output: 'cache',
      tags: [],
    },
    { platforms: [platform], builder: chosenBuilder() },
  );
}

/** The adapter tells places by whole paths, and the editor finds files by them. */
function inFolder({ uri }: WorkspaceFolder, path: string): string {
  const isWhole = /^(?:[/\\]|[A-Za-z]:[/\\])/.test(path);
  return isWhole ? path : Uri.joinPath(uri, path).fsPath;
}
