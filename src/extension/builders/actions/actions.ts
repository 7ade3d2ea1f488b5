/** What can be done with builders, in a bundle of its own that is loaded on first use. */
export { appendNode } from './appendNode.ts';
export { createBuilder } from './createBuilder.ts';
export { inspectBuilder } from './inspectBuilder.ts';
export { pinPlatforms } from './pinPlatforms.ts';
export { pruneBuilder } from './pruneBuilder.ts';
export { removeBuilder } from './removeBuilder.ts';
export { removeNode } from './removeNode.ts';
export { startBuilder } from './startBuilder.ts';
export { stopBuilder } from './stopBuilder.ts';
export { useBuilder } from './useBuilder.ts';
