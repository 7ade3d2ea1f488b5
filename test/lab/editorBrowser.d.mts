/** Finds or installs the browser in which tests look at pages; gives its path. */
export function installBrowser(surroundings?: {
  readonly say?: (message: string) => void;
  readonly signal?: AbortSignal;
}): Promise<string>;

/** What it is started with. */
export const browserArguments: readonly string[];
