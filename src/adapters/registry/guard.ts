import type { UnknownReason } from '../../core/facts.ts';
import { failures } from './errors.ts';
import { dockerHub, isPlainHttpHost, mayUsePlainHttp, mirrorHost } from './mirrors.ts';

/**
 * Who wants to know: `background` when the program asks on its own, `asked` when the user named
 * the image and waits for the answer.
 */
export type Purpose = 'background' | 'asked';

/** What the user allows. */
export interface AccessRules {
  readonly trusted: boolean;
  readonly lookups: 'on' | 'off' | 'ask';
  /** Hosts that the user has agreed to, `host` or `host:port`. */
  readonly allowedHosts: readonly string[];
  /** Hosts of the docker config: the user has logged in there. */
  readonly dockerConfigHosts: readonly string[];
  readonly mirrors: Readonly<Record<string, readonly string[]>>;
  readonly insecure: readonly string[];
}

/** Docker Hub under all its names; its auth host is where its tokens come from. */
const dockerHubHosts: readonly string[] = [
  dockerHub,
  'index.docker.io',
  'registry-1.docker.io',
  'auth.docker.io',
];

/**
 * Decides whether a registry host may be asked, before anything is sent.
 *
 * - In an untrusted workspace, and with look-ups off, nobody is asked anything.
 * - On the user's own request every host is asked.
 * - In the background with look-ups `ask`: hosts that the user has agreed to.
 * - In the background with look-ups `on`: these, Docker Hub, loopback, hosts of the docker config,
 *   and hosts with a configured mirror or an insecure entry.
 *
 * The host of a mirror, of a token endpoint and of a redirect needs no leave of its own: the
 * first is the user's configuration, the others are part of an allowed registry's answer.
 *
 * @returns undefined when the host may be asked
 */
export function refusal(
  host: string,
  purpose: Purpose,
  rules: AccessRules,
): UnknownReason | undefined {
  if (!rules.trusted) return failures.untrusted(host);
  if (rules.lookups === 'off') return failures.lookupsOff(host);
  if (purpose === 'asked' || listed(rules.allowedHosts, host)) return undefined;
  if (rules.lookups === 'on' && knownHost(host, rules)) return undefined;
  return failures.hostNotAllowed(host);
}

function knownHost(host: string, rules: AccessRules): boolean {
  return (
    listed(dockerHubHosts, host) ||
    isPlainHttpHost(host) ||
    listed(rules.dockerConfigHosts, host) ||
    listed(Object.keys(rules.mirrors), host) ||
    listed(Object.values(rules.mirrors).flat().map(mirrorHost), host) ||
    mayUsePlainHttp(host, rules.insecure)
  );
}

/** Host names do not differ in case; a port does make another host. */
function listed(hosts: readonly (string | undefined)[], host: string): boolean {
  const wanted = host.toLowerCase();
  return hosts.some((candidate) => candidate?.trim().toLowerCase() === wanted);
}
