/** Path of the docker plugin of the oldest buildx that is supported; see toolPackages.mjs. */
export function oldBuildx(surroundings: {
  /** Folder that keeps what was unpacked. */
  cache: string;
  say: (message: string) => void;
  signal?: AbortSignal;
}): Promise<string>;
