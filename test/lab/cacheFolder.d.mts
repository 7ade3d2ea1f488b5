/** See cacheFolder.mjs. */
export function cacheFolder(
  env?: Readonly<Record<string, string | undefined>>,
  platform?: string,
  home?: string,
): string;
