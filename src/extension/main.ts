import { l10n, tasks, workspace, type ExtensionContext, type TextDocument } from 'vscode';
import { speak } from '../core/language.ts';
import { contributeAgents } from './agents/contributeAgents.ts';
import { contributeAudits } from './audit/contributeAudits.ts';
import { contributeBake } from './build/bake/contributeBake.ts';
import { lastPushed } from './build/lastPushed.ts';
import { contributeBuilds } from './build/contributeBuilds.ts';
import { BuildRuns } from './build/buildRuns.ts';
import type { FollowedBuilds } from './build/openBuilds.ts';
import { registerBuildView } from './build/registerBuildView.ts';
import { BuilderDocuments } from './builders/actions/builderDocuments.ts';
import { registerBuilderActions } from './builders/actions/registerActions.ts';
import { ActiveTargets } from './builders/activeTargets.ts';
import { BuilderStore } from './builders/builderStore.ts';
import { BuildersView } from './builders/buildersView.ts';
import { checkDownloads } from './commands/checkDownloads.ts';
import { chooseTargetPlatforms } from './commands/choosePlatforms.ts';
import { dropTargets } from './commands/dropTargets.ts';
import { explainStage } from './commands/explainStage.ts';
import { findTag } from './commands/findTag.ts';
import { fixRuleInWorkspace } from './commands/fixRuleInWorkspace.ts';
import { setRuleLevel } from './commands/setRuleLevel.ts';
import { lookAtPlatform } from './commands/lookAtPlatform.ts';
import { buildTaskType, composeLanguage, dockerfileLanguage } from './contributions.ts';
import { contributeDebugging } from './debug/contributeDebugging.ts';
import { Docker } from './dockerAccess.ts';
import { contributeEmulation } from './emulation/contributeEmulation.ts';
import { contributeFirstSteps } from './firstSteps/contributeFirstSteps.ts';
import { FirstSteps } from './firstSteps/steps.ts';
import { contributeSpecs } from './manifestSpecs/contributeSpecs.ts';
import { namesImages } from './imageFiles.ts';
import { contributeInspector } from './images/inspector/contributeInspector.ts';
import { registerImages } from './images/registerImages.ts';
import { lazy } from './lazy.ts';
import { LanguageServer } from './languageServer.ts';
import { createLog } from './log.ts';
import { contributeLists } from './manifestLists/contributeLists.ts';
import { register } from './register.ts';
import { contributeSmokeRuns } from './testing/contributeSmokeRuns.ts';
import { TargetStatus } from './statusBar.ts';
import type { BuildTaskPorts } from './tasks/buildTask.ts';
import { BuildTaskProvider } from './tasks/buildTaskProvider.ts';

let server: LanguageServer | undefined;

/** Registers what the editor can ask for. Starts nothing and reads nothing: that waits for a first use. */
export function activate(context: ExtensionContext): void {
  if (l10n.bundle) speak(l10n.bundle, l10n.uri?.fsPath);
  const log = createLog();
  const docker = new Docker(() => import('./docker.ts'));
  const builders = new BuilderStore(docker);
  const languageServer = new LanguageServer({
    program: context.asAbsolutePath('dist/server.js'),
    loadClient: () => import('./client.ts'),
    docker,
    builders,
    log,
    memory: context.globalState,
  });
  const hasPodman = () => docker.use(({ isOnPath }) => isOnPath('podman'));
  const buildersView = new BuildersView(
    builders,
    new ActiveTargets(languageServer),
    log,
    hasPodman,
  );
  const runs = new BuildRuns();
  const worker = context.asAbsolutePath('dist/worker.js');
  const audits = contributeAudits({ server: languageServer, docker, runs, worker });
  const inspector = contributeInspector({
    ...{ server: languageServer, builders, audits, runs, worker },
    extension: context.extensionUri,
  });
  const builderDocuments = new BuilderDocuments(docker, builders);
  const steps = new FirstSteps();
  const builds = lazy(() => import('./build/builds.ts'));
  const buildPorts: BuildTaskPorts = {
    openTerminal: async (order) => {
      // Who follows builds must be there before the first one begins.
      await followed();
      const { openTerminal } = await builds();
      return openTerminal(
        { docker, runs, builders, server: languageServer, tasks: buildPorts },
        order,
      );
    },
  };
  let followedBuilds: FollowedBuilds | undefined;
  const buildView = registerBuildView(() => followed());
  const followed = lazy(async () => {
    const { openBuilds } = await builds();
    const { tree, onChange } = buildView;
    const ports = { docker, runs, builders, server: languageServer, inspector, log };
    return (followedBuilds ??= openBuilds({ ...ports, tasks: buildPorts, tree, onChange }));
  });
  server = languageServer;
  const listPorts = {
    server: languageServer,
    memory: context.workspaceState,
    documents: builderDocuments,
    lastPushed: () => lastPushed(runs),
    worker,
  };

  const startFor = (document: TextDocument) => {
    const languages: readonly string[] = [dockerfileLanguage, composeLanguage];
    if (languages.includes(document.languageId) || namesImages(document)) {
      void languageServer.ensureStarted();
    }
  };

  context.subscriptions.push(
    log,
    builders,
    buildersView,
    languageServer,
    new TargetStatus(languageServer),
    inspector,
    audits,
    builderDocuments,
    runs,
    buildView,
    { dispose: () => followedBuilds?.dispose() },
    tasks.registerTaskProvider(
      buildTaskType,
      new BuildTaskProvider(buildPorts, async (token) =>
        (await builds()).offerBakes(docker, token),
      ),
    ),
    workspace.onDidOpenTextDocument(startFor),
    ...contributeEmulation(docker, builders, log),
    registerImages(
      { docker, server: languageServer, log, memory: context.workspaceState },
      inspector,
      () => import('./images/images.ts'),
    ),
    ...contributeBuilds(buildPorts, {
      ...{ runs, builds, followed, builders, docker },
      ...{ memory: context.workspaceState, server: languageServer },
    }),
    ...contributeBake(buildPorts, {
      ...{ runs, builds, builders, docker, documents: builderDocuments },
      ...{ memory: context.workspaceState, server: languageServer },
    }),
    contributeSmokeRuns({
      ...{ docker, server: languageServer, audits, runs, memory: context.workspaceState },
    }),
    ...contributeDebugging(docker, log),
    ...contributeAgents(
      {
        commandLine: context.asAbsolutePath('dist/cli.js'),
        version: String((context.extension.packageJSON as { version?: unknown }).version),
        storage: context.globalStorageUri.fsPath,
      },
      () => import('./agents/tools.ts'),
    ),
    ...contributeLists(listPorts),
    ...contributeSpecs({ ...listPorts, commandLine: context.asAbsolutePath('dist/cli.js') }),
    contributeFirstSteps({ steps, server: languageServer, builders, runs }),
    register('multiarch.choosePlatforms', async () => {
      if (await chooseTargetPlatforms(builders, languageServer)) steps.finish('targets');
    }),
    register('multiarch.refreshBuilders', () => {
      builders.refresh();
    }),
    ...registerBuilderActions(
      { docker, builders, documents: builderDocuments, log },
      () => import('./builders/actions/actions.ts'),
    ),
    register('multiarch.lookAtPlatform', () => lookAtPlatform(languageServer)),
    register('multiarch.findTag', (place, image) => findTag(place, image, languageServer)),
    register('multiarch.dropTargets', (uri, platforms) =>
      dropTargets(uri, platforms, languageServer),
    ),
    register('multiarch.checkDownloads', (downloads) => checkDownloads(downloads, languageServer)),
    register('multiarch.explainStage', explainStage),
    register('multiarch.setRuleLevel', setRuleLevel),
    register('multiarch.fixRuleInWorkspace', (rule) => fixRuleInWorkspace(rule, languageServer)),
    register('multiarch.restartServer', () => languageServer.restart()),
    register('multiarch.showLog', () => {
      log.show();
    }),
  );
  // The file that activated the extension is open already.
  setImmediate(() => {
    workspace.textDocuments.forEach(startFor);
  });
}

/** Stops the language server; the editor waits for it. */
export function deactivate(): Promise<void> | undefined {
  return server?.stop();
}
