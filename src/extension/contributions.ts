import type { Uri } from 'vscode';
import type { ImageSubject } from '../core/image/inspection.ts';
import type { ServerCommands } from '../protocol/commands.ts';
import type { AuditItem } from './audit/auditTree.ts';
import type { BuildItem } from './build/view/buildItem.ts';
import type { BuilderItem } from './builders/buildersTree.ts';
import type { EmulationItem } from './emulation/emulationTree.ts';
import type { ImageItem } from './images/tree/imagesTree.ts';
import type { ListPlace } from './manifestLists/listPlace.ts';
import type { GivenList } from './manifestLists/createList.ts';

/**
 * Every id that package.json and the code share, written here and nowhere else in the code. A contract
 * test holds package.json to it.
 */

/** Language of the files that this extension is about. */
export const dockerfileLanguage = 'dockerfile';

/** Language of compose files, where the editor knows it. */
export const composeLanguage = 'dockercompose';

/** Language of other files in which images and platforms may stand. */
export const yamlLanguage = 'yaml';

/** Languages of `devcontainer.json`, and of workflows where GitHub's own extension is there. */
export const jsonLanguage = 'jsonc';
export const workflowLanguage = 'github-actions-workflow';

/** Commands and what they are called with. */
export interface CommandArguments extends ServerCommands {
  /** From the palette without a file, from menus with one. */
  'multiarch.buildImage': [file?: Uri];
  'multiarch.buildAndLoad': [file?: Uri];
  'multiarch.buildAndPush': [file?: Uri];
  'multiarch.buildTarget': [file?: Uri];
  /** From the palette without a row: the last build, and the one that runs. */
  'multiarch.buildAgain': [item?: BuildItem];
  'multiarch.cancelBuild': [item?: BuildItem];
  'multiarch.showStepLog': [item: BuildItem];
  'multiarch.showStepLine': [item: BuildItem];
  'multiarch.showPastBuild': [item: BuildItem];
  'multiarch.retryPlatform': [item: BuildItem];
  'multiarch.buildWithoutPlatform': [item: BuildItem];
  'multiarch.copyResultDigest': [item: BuildItem];
  'multiarch.inspectResult': [item: BuildItem];
  'multiarch.refreshBuilds': [];
  /** From the palette without a file, from menus with a bake or compose file. */
  'multiarch.bake': [file?: Uri];
  /** The same with a Dockerfile. */
  'multiarch.generateBakeFile': [file?: Uri];
  'multiarch.generateWorkflow': [file?: Uri];
  'multiarch.buildFamily': [file?: Uri];
  'multiarch.copyPodmanCommands': [file?: Uri];
  /** From the palette without a file, from menus with one. */
  'multiarch.debugBuild': [file?: Uri];
  'multiarch.choosePlatforms': [];
  'multiarch.lookAtPlatform': [];
  'multiarch.refreshBuilders': [];
  'multiarch.createBuilder': [];
  /** From the palette without an item: the builder, and its node, are asked for. */
  'multiarch.appendNode': [item?: BuilderItem];
  'multiarch.removeNode': [item?: BuilderItem];
  /** With the platforms that are to be ticked, where it is known which ones help. */
  'multiarch.pinPlatforms': [item?: BuilderItem, platforms?: readonly string[]];
  'multiarch.useBuilder': [item?: BuilderItem];
  'multiarch.startBuilder': [item?: BuilderItem];
  'multiarch.stopBuilder': [item?: BuilderItem];
  'multiarch.removeBuilder': [item?: BuilderItem];
  'multiarch.pruneBuilder': [item?: BuilderItem];
  'multiarch.inspectBuilder': [item?: BuilderItem];
  'multiarch.copyName': [item: BuilderItem];
  'multiarch.checkEmulation': [];
  'multiarch.installEmulators': [];
  'multiarch.removeEmulators': [];
  'multiarch.installEmulator': [item: EmulationItem];
  'multiarch.removeEmulator': [item: EmulationItem];
  'multiarch.refreshImages': [];
  'multiarch.filterImages': [];
  'multiarch.clearImageFilter': [];
  'multiarch.sortImages': [];
  'multiarch.pinImage': [];
  'multiarch.pinListedImage': [item: ImageItem];
  'multiarch.unpinImage': [item: ImageItem];
  'multiarch.copyReference': [item: ImageItem];
  'multiarch.inspectListedImage': [item: ImageItem];
  'multiarch.showEmulatedContainers': [];
  'multiarch.runAsPlatform': [item?: ImageItem];
  'multiarch.pullPlatform': [item?: ImageItem];
  'multiarch.openShell': [item: ImageItem];
  'multiarch.copyDigest': [item: ImageItem];
  /** From the palette without an image: it is asked for. */
  'multiarch.createManifestList': [what?: ImageItem | ListPlace | GivenList];
  'multiarch.addPlatform': [place?: ImageItem | ListPlace];
  'multiarch.replacePlatform': [place?: ImageItem | ListPlace];
  'multiarch.removePlatform': [place?: ImageItem | ListPlace];
  'multiarch.copyImage': [place?: ImageItem | ListPlace];
  'multiarch.deleteTag': [place?: ImageItem | ListPlace];
  /** With the canonical reference of a tag, where it is known which. */
  'multiarch.undoPush': [reference?: string];
  'multiarch.showLocalLists': [];
  'multiarch.compareListedImage': [item: ImageItem];
  /** From the palette without targets. */
  'multiarch.showReadinessReport': [targets?: readonly string[]];
  /** From menus with the file's URI, from the palette without. */
  'multiarch.explainBuild': [file?: { readonly fsPath: string }];
  'multiarch.compareImages': [before?: ImageSubject, after?: ImageSubject];
  'multiarch.convertManifestCommands': [];
  'multiarch.auditListedImage': [item: ImageItem | BuildItem];
  'multiarch.auditAgain': [item: AuditItem];
  'multiarch.cancelAudit': [item: AuditItem];
  'multiarch.removeAudit': [item: AuditItem];
  'multiarch.inspectAudited': [item: AuditItem];
  'multiarch.showAuditedLine': [item: AuditItem];
  /** From the palette without an item: the image is asked for. */
  'multiarch.addSmokeRun': [item?: ImageItem];
  'multiarch.getStarted': [];
  'multiarch.openSample': [];
  'multiarch.restartServer': [];
  'multiarch.showLog': [];
}

/** Id of a command. */
export type CommandId = keyof CommandArguments;

/** Commands that the palette offers. */
export const paletteCommands = [
  'multiarch.buildImage',
  'multiarch.buildAndLoad',
  'multiarch.buildAndPush',
  'multiarch.buildTarget',
  'multiarch.debugBuild',
  'multiarch.refreshBuilds',
  'multiarch.bake',
  'multiarch.generateBakeFile',
  'multiarch.generateWorkflow',
  'multiarch.buildFamily',
  'multiarch.copyPodmanCommands',
  'multiarch.choosePlatforms',
  'multiarch.lookAtPlatform',
  'multiarch.explainBuild',
  'multiarch.refreshBuilders',
  'multiarch.checkEmulation',
  'multiarch.installEmulators',
  'multiarch.removeEmulators',
  'multiarch.createBuilder',
  'multiarch.refreshImages',
  'multiarch.filterImages',
  'multiarch.clearImageFilter',
  'multiarch.sortImages',
  'multiarch.pinImage',
  'multiarch.showEmulatedContainers',
  'multiarch.inspectImage',
  'multiarch.compareImages',
  'multiarch.showReadinessReport',
  'multiarch.auditImage',
  'multiarch.convertManifestCommands',
  'multiarch.planManifestSpec',
  'multiarch.pushManifestSpec',
  'multiarch.undoPush',
  'multiarch.showLocalLists',
  'multiarch.getStarted',
  'multiarch.openSample',
  'multiarch.restartServer',
  'multiarch.showLog',
] as const satisfies readonly CommandId[];

/** Commands for an item of a view that the palette offers too: there they ask which one is meant. */
export const choosingCommands = [
  'multiarch.buildAgain',
  'multiarch.cancelBuild',
  'multiarch.appendNode',
  'multiarch.removeNode',
  'multiarch.pinPlatforms',
  'multiarch.useBuilder',
  'multiarch.startBuilder',
  'multiarch.stopBuilder',
  'multiarch.removeBuilder',
  'multiarch.pruneBuilder',
  'multiarch.inspectBuilder',
  'multiarch.runAsPlatform',
  'multiarch.pullPlatform',
  'multiarch.createManifestList',
  'multiarch.addPlatform',
  'multiarch.replacePlatform',
  'multiarch.removePlatform',
  'multiarch.copyImage',
  'multiarch.deleteTag',
  'multiarch.addSmokeRun',
] as const satisfies readonly CommandId[];

/** Commands that need an item of a view, and so stay out of the palette. */
export const itemCommands = [
  'multiarch.showStepLog',
  'multiarch.showStepLine',
  'multiarch.showPastBuild',
  'multiarch.retryPlatform',
  'multiarch.buildWithoutPlatform',
  'multiarch.copyResultDigest',
  'multiarch.inspectResult',
  'multiarch.copyName',
  'multiarch.installEmulator',
  'multiarch.removeEmulator',
  'multiarch.pinListedImage',
  'multiarch.unpinImage',
  'multiarch.copyReference',
  'multiarch.openShell',
  'multiarch.copyDigest',
  'multiarch.inspectListedImage',
  'multiarch.compareListedImage',
  'multiarch.auditListedImage',
  'multiarch.auditAgain',
  'multiarch.cancelAudit',
  'multiarch.removeAudit',
  'multiarch.inspectAudited',
  'multiarch.showAuditedLine',
] as const satisfies readonly CommandId[];

/** Views. */
export const views = {
  builders: 'multiarch.builders',
  build: 'multiarch.build',
  images: 'multiarch.images',
  audits: 'multiarch.audits',
  emulation: 'multiarch.emulation',
  inspector: 'multiarch.inspector',
} as const;

/** Container of the views in the activity bar. */
export const viewContainer = 'multiarch';

/** Values of `viewItem` that menus look at. */
export const itemContexts = {
  builder: 'builder',
  builderStopped: 'builder.stopped',
  node: 'node',
  platform: 'platform',
  targets: 'targets',
  target: 'target',
  surprise: 'surprise',
  surprisePinnable: 'surprise.pinnable',
  cache: 'cache',
  problem: 'problem',
  /** Nothing runs programs of the architecture, and an emulator can be installed. */
  emulationMissing: 'emulation.missing',
  /** An emulator is at work, which can be removed. */
  emulationPresent: 'emulation.present',
  /** There is one that does not work in containers; it can be replaced or removed. */
  emulationBroken: 'emulation.broken',
} as const;

/** The same, of the images view. */
export const imageContexts = {
  repository: 'repository',
  image: 'image',
  presentPlatform: 'imagePlatform.present',
  absentPlatform: 'imagePlatform.absent',
  registry: 'registry',
  remoteRepository: 'remoteRepository',
  pinned: 'remoteImage.pinned',
  remoteImage: 'remoteImage.listed',
  remotePlatform: 'remotePlatform',
  container: 'container',
  note: 'note',
} as const;

/** The same, of the build view. */
export const buildContexts = {
  running: 'build.running',
  ended: 'build.ended',
  /** One that the builder remembers. */
  past: 'pastBuild',
  /** Of several platforms, so that it can be built alone or left out. */
  platformRunning: 'buildPlatform.running',
  platformEnded: 'buildPlatform.ended',
  step: 'buildStep',
  /** A step that no line of the file stands for. */
  internalStep: 'buildStep.internal',
  outcome: 'buildResult',
  archived: 'buildResult.archived',
} as const;

/** The same, of the view of audits. */
export const auditContexts = {
  auditRunning: 'audit.running',
  auditEnded: 'audit.ended',
  /** What a build has written instead of an image. */
  auditedOutput: 'audit.output',
  /** A layer with wrong files. */
  auditedLayer: 'auditedLayer',
} as const;

/** Context keys that `when` clauses look at. */
export const contextKeys = {
  /** Code of the problem that keeps the builders from being listed; unset until docker was asked. */
  buildersProblem: 'multiarch.buildersProblem',
  /** True when neither a kernel nor BuildKit could be asked; unset until the view was shown. */
  emulationUnknown: 'multiarch.emulationUnknown',
  /** Code of the problem that keeps the engine's images from being listed; unset until it was asked. */
  imagesProblem: 'multiarch.imagesProblem',
  /** Whether the images view shows only some of them. */
  imagesFiltered: 'multiarch.imagesFiltered',
} as const;

/** The walkthrough, as the editor names it: the extension's id, and the walkthrough's own. */
export const walkthroughId = 'multiarch.multiarch#firstSteps';

/** The steps of the walkthrough that the extension ends by itself, when what they are for has come true. */
export const firstSteps = ['targets', 'look', 'builder', 'build'] as const;

/** One of {@link firstSteps}. */
export type FirstStep = (typeof firstSteps)[number];

/** Context key that is true once a step is done, by which the walkthrough ticks it off. */
export function stepKey<Step extends FirstStep>(step: Step): `multiarch.finished.${Step}` {
  return `multiarch.finished.${step}`;
}

/** Value of `buildersProblem` and `imagesProblem` when there is none, but nothing to show either. */
export const noProblem = 'none';

/**
 * Value of `buildersProblem` and `imagesProblem` when rows are shown. No welcome has it: one that is shown before the
 * first rows come hides the tree, and what had the keyboard's focus in it has lost it then.
 */
export const rowsShown = 'rows';

/** Value of `buildersProblem` when there is no docker, but podman. */
export const podmanOnly = 'podman-only';

/** Settings, without the section `multiarch`. */
export const settingKeys = [
  'platforms',
  'rules',
  'overlappingRules',
  'buildArgs',
  'codeLens',
  'inlayHints',
  'builder',
  'docker.path',
  'registry.lookups',
  'registry.allowedHosts',
  'registry.mirrors',
  'registry.insecure',
  'smokeRuns',
  'trace.server',
] as const;

/** Tools for language models; the editor knows them as `multiarch_<name>`. */
export const toolNames = [
  'inspect_image_platforms',
  'check_dockerfile',
  'explain_stage_platforms',
  'plan_build',
  'explain_build_error',
  'audit_image',
  'plan_manifest_list',
] as const;

/** One of {@link toolNames}. */
export type ToolName = (typeof toolNames)[number];

/** Who tells the editor of the server with the same tools. */
export const mcpProvider = 'multiarch.mcp';

/** Type of the build task in tasks.json. */
export const buildTaskType = 'multiarch-build';

/** Type of the task that makes a manifest list. */
export { listTaskType } from '../core/manifestSpec/convert/listTaskType.ts';

/** Type of a build that is stepped through, in launch.json. */
export const buildDebugType = 'multiarch-build';

/** Of the tests that run images. */
export const smokeController = 'multiarch.smokeRuns';

/** Scheme of manifests, configs and statements of images as documents. */
export const imageDocumentScheme = 'multiarch-image';

/** Type of the platform inspector's editors. */
export const inspectorPanel = 'multiarch.imageInspector';

/** The editor of the readiness report. */
export const reportPanel = 'multiarch.readinessReport';

/** The editor that explains a build. */
export const explainPanel = 'multiarch.explainBuild';

/** Scheme of what steps and builds printed. */
export const buildLogScheme = 'multiarch-build-log';

/** Scheme of the documents about builders. */
export const builderScheme = 'multiarch-builder';

/** Scheme of texts that are shown before something is done with them. */
export const textScheme = 'multiarch-text';
