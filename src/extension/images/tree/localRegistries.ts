import { parseReference } from '../../../core/image/reference.ts';

/** What names registries that may be listed. */
export interface RegistryNames {
  /** Hosts and networks (CIDR) that are spoken to by plain http, of the settings and of the engine. */
  readonly insecure: readonly string[];
  /** References of images, as people write them. */
  readonly references: readonly string[];
}

/** What looks like it, so that thousands of other names need not be read. */
const mayBeLoopback = /^(?:localhost|127\.|\[::1\])/;
const loopback = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d{1,5})?$/;

/**
 * The registries of this machine and its network, by name: hosts that are named as insecure, and hosts on
 * this machine that images come from. A network is no host that could be asked.
 */
export function localRegistries({ insecure, references }: RegistryNames): readonly string[] {
  const hosts = insecure.filter((name) => {
    const reference = parseReference(`${name}/any`);
    return reference.ok && reference.value.domain === name && reference.value.path === 'any';
  });
  const named = references
    .filter((text) => mayBeLoopback.test(text))
    .flatMap((text) => {
      const reference = parseReference(text);
      return reference.ok && loopback.test(reference.value.domain) ? [reference.value.domain] : [];
    });
  return [...new Set([...hosts, ...named])].sort();
}
