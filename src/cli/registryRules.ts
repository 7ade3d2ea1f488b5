import { UsageError, type RegistryRules } from './terminal.ts';

/** Options that say which registries may be asked, and how. */
export const registryOptions = {
  lookups: { type: 'string' },
  'allow-host': { type: 'string', multiple: true },
  mirror: { type: 'string', multiple: true },
  insecure: { type: 'string', multiple: true },
} as const;

/** Reads {@link registryOptions}. */
export function readRegistryRules(values: {
  readonly lookups?: string | undefined;
  readonly 'allow-host'?: readonly string[] | undefined;
  readonly mirror?: readonly string[] | undefined;
  readonly insecure?: readonly string[] | undefined;
}): RegistryRules {
  return {
    lookups: readLookups(values.lookups),
    allowedHosts: values['allow-host'] ?? [],
    mirrors: readMirrors(values.mirror ?? []),
    insecure: values.insecure ?? [],
  };
}

function readLookups(word = 'on'): RegistryRules['lookups'] {
  if (word === 'on' || word === 'ask' || word === 'off') return word;
  throw new UsageError(`--lookups is on, ask or off, not "${word}".`);
}

function readMirrors(words: readonly string[]): Readonly<Record<string, readonly string[]>> {
  const mirrors = new Map<string, string[]>();
  for (const word of words) {
    const at = word.indexOf('=');
    if (at < 1) throw new UsageError(`--mirror is HOST=URL, not "${word}".`);
    const host = word.slice(0, at);
    mirrors.set(host, [...(mirrors.get(host) ?? []), word.slice(at + 1)]);
  }
  return Object.fromEntries(mirrors);
}
