/** Everything that talks to docker, in a bundle of its own that is loaded on first use. */
export { runAction } from '../adapters/docker/builderActions.ts';
export { followBuilders } from '../adapters/docker/builderEvents.ts';
export { watchBuilderFiles } from '../adapters/docker/builderFiles.ts';
export { listBuilders } from '../adapters/docker/builderList.ts';
export { BuilderReader } from '../adapters/docker/builderReader.ts';
export { readInstance } from '../adapters/docker/buildxStore.ts';
export { freedSize, readCacheUsage } from '../adapters/docker/cacheUsage.ts';
export { bakeNeedsLeave } from '../adapters/docker/buildx.ts';
export { listContexts } from '../adapters/docker/contextList.ts';
export { openBuildMetadata } from '../adapters/docker/buildMetadata.ts';
export { printBakePlan, readBakePlan } from '../adapters/workspace/bakePlan.ts';
export { canDebugBuilds } from '../adapters/docker/buildDebug.ts';
export { readBake } from '../adapters/workspace/bakePrint.ts';
export { currentEngine, engineAddress } from '../adapters/docker/contexts.ts';
export { runDocker } from '../adapters/docker/dockerCommand.ts';
export { checkBuildx, engineProblem, explainFailure } from '../adapters/docker/dockerProblem.ts';
export { readEngine } from '../adapters/docker/engine.ts';
export { inspectEngineImage } from '../adapters/docker/engineInspection.ts';
export { readEnginePresence } from '../adapters/docker/enginePresence.ts';
export { followEngine } from '../adapters/docker/engineEvents.ts';
export { readEngineStore } from '../adapters/docker/listImages.ts';
export { engineImages, readImagePlatform } from '../adapters/docker/localImages.ts';
export { readLoadedImage } from '../adapters/docker/loadedImage.ts';
export { readEngineRegistries } from '../adapters/docker/engineRegistries.ts';
export { lacksLogin } from '../adapters/docker/logins.ts';
export { readDistribution, readOwnKernel } from '../adapters/docker/kernelEmulation.ts';
export { readSeenEmulation, writeSeenEmulation } from '../adapters/state/emulationHistory.ts';
export { isOnPath } from '../adapters/programOnPath.ts';
export { stateFolder } from '../adapters/state/stateFolder.ts';
export { smokeRun } from '../adapters/docker/smokeRun.ts';
export { runBuild } from '../adapters/docker/runBuild.ts';
export {
  describePastBuild,
  inspectPastBuild,
  lacksHistory,
  listPastBuilds,
  pastBuildEvents,
  pastBuildFile,
  pastBuildLog,
} from '../adapters/docker/buildHistory.ts';
