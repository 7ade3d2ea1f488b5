/** Publisher and name of package.json. */
export const extensionId = 'multiarch.multiarch';
