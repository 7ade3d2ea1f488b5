/**
 * What reads project, compose and ignore files, with the parsers that it takes: a bundle of its own, loaded
 * when a Dockerfile lies in a folder and shared by all programs.
 */
export { readBuiltDockerfiles, withBuiltBases } from './builtImages.ts';
export { readComposeBeside } from './composeBeside.ts';
export { readComposeBuilds } from './composeFile.ts';
export { readComposeServices } from './composeServices.ts';
export { createContextReader } from './contextReader.ts';
export { readEnvironmentFile } from './environmentFile.ts';
export { readImageUses } from './imageUses.ts';
export { readManifestSpec } from './manifestSpec.ts';
export { projectPlatformWords } from './projectFileWords.ts';
export { createProjectReader } from './projectReader.ts';
