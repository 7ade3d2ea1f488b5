/** What builds, in a bundle of its own that is loaded on first use. */
export { bake } from './bake/bake.ts';
export { buildLensTitle, lastStageLine } from './buildLens.ts';
export { generateBakeFile } from './bake/generateBakeFile.ts';
export { generateWorkflow } from './ci/generateWorkflow.ts';
export { buildFamily } from './family/buildFamily.ts';
export { copyPodmanCommands } from './podman/copyPodmanCommands.ts';
export { offerBakes } from '../tasks/offerBakes.ts';
export { buildImage } from './buildImage.ts';
export { openTerminal } from './openTerminal.ts';
export { buildAgain, cancelBuild, rememberLast } from './lastBuild.ts';
export { costLenses, rememberCost } from './emulationHistory.ts';
export { openBuilds } from './openBuilds.ts';
