/** Everything that talks to docker, in a bundle of its own that is loaded on first use. */
export { startBuilder } from '../adapters/docker/buildx.ts';
export { readBake } from '../adapters/workspace/bakePrint.ts';
export { engineAddress } from '../adapters/docker/contexts.ts';
export { runDocker } from '../adapters/docker/dockerCommand.ts';
export { explainFailure } from '../adapters/docker/dockerProblem.ts';
export { engineImages } from '../adapters/docker/localImages.ts';
export { readEngineRegistries } from '../adapters/docker/engineRegistries.ts';
export { readBuilders } from '../adapters/docker/readBuilders.ts';
