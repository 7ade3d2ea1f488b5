/** Work on manifest lists, in a bundle of its own that is loaded on first use. */
export { addPlatform, copyImage, removePlatform, replacePlatform } from './changeList.ts';
export { createList } from './createList.ts';
export { deleteTag } from './deleteTag.ts';
export { showLocalLists } from './localLists.ts';
export { undoPush } from './undoPush.ts';
export { convertManifestCommands } from '../manifestSpecs/convertCommands.ts';
export { ListTaskProvider } from '../manifestSpecs/listTaskProvider.ts';
export { runSpec } from '../manifestSpecs/runSpec.ts';
