/** Everything that talks to docker, in a bundle of its own that is loaded on first use. */
export { runAction } from '../adapters/docker/builderActions.ts';
export { readInstance } from '../adapters/docker/buildxStore.ts';
export { readCacheUsage } from '../adapters/docker/cacheUsage.ts';
export { listContexts } from '../adapters/docker/contextList.ts';
export { readBake } from '../adapters/workspace/bakePrint.ts';
export { currentEngine, engineAddress } from '../adapters/docker/contexts.ts';
export { runDocker } from '../adapters/docker/dockerCommand.ts';
export { explainFailure } from '../adapters/docker/dockerProblem.ts';
export { followEngine } from '../adapters/docker/engineEvents.ts';
export { readEngineStore } from '../adapters/docker/listImages.ts';
export { engineImages, readImagePlatform } from '../adapters/docker/localImages.ts';
export { readEngineRegistries } from '../adapters/docker/engineRegistries.ts';
export { readBuilders } from '../adapters/docker/readBuilders.ts';
export { readDistribution, readOwnKernel } from '../adapters/docker/kernelEmulation.ts';
export { readSeenEmulation, writeSeenEmulation } from '../adapters/state/emulationHistory.ts';
export { stateFolder } from '../adapters/state/stateFolder.ts';
export { runBuild } from '../adapters/docker/runBuild.ts';
