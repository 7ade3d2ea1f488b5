import type { Settings } from './settings.ts';

/**
 * What the settings say of registries as options of `multiarch` (docs/cli.md), each with its value in the same word, so
 * that none of them can be another option. What holds without being said is left out.
 */
export function registryFlags({
  lookups,
  allowedHosts,
  mirrors,
  insecure,
}: Settings['registry']): readonly string[] {
  return [
    ...(lookups === 'on' ? [] : [`--lookups=${lookups}`]),
    ...allowedHosts.map((host) => `--allow-host=${host}`),
    ...Object.entries(mirrors).flatMap(([host, urls]) =>
      urls.map((url) => `--mirror=${host}=${url}`),
    ),
    ...insecure.map((host) => `--insecure=${host}`),
  ];
}
