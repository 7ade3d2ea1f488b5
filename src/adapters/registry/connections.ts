import { Agent as HttpAgent, type Agent, type AgentOptions } from 'node:http';
import { Agent as HttpsAgent, type AgentOptions as SecureOptions } from 'node:https';
import { createSecureContext } from 'node:tls';
import { failures, hostFailure, UnknownAuthority } from './errors.ts';
import type { Network } from './network.ts';
import { ProxyAgent } from './proxyAgent.ts';
import { keepSpares, type SpareConnections } from './spareConnections.ts';

/** The way to one host. */
export interface Connection {
  readonly agent: Agent;
  /** A plain http request goes to this proxy, with its whole address. */
  readonly forward?: URL;
  /** Whether every authority of the computer is trusted on it, not only Node's own. */
  readonly trustsMore?: boolean;
}

/** Kept connections, at most {@link maxConnections} at a time to one host. */
export interface Connections {
  to(url: URL): Promise<Connection>;
  /** Many requests to a host are about to come: `count` connections are opened where its next one is. */
  foresee(url: URL, count: number): Promise<void>;
  /**
   * Trusts from now on every authority that the computer trusts, where Node's own were not enough.
   *
   * @param connection on which the error came: others may have found out meanwhile
   * @returns whether it is worth trying again
   */
  trustMore(url: URL, error: Error, connection: Connection): boolean;
  dispose(): void;
}

/** Requests at a time to one host; the others wait in the agent's queue. */
export const maxConnections = 16;

const settings: AgentOptions & { autoSelectFamilyAttemptTimeout: number } = {
  keepAlive: true,
  maxSockets: maxConnections,
  scheduling: 'lifo',
  // Node's 250 ms per address is too short for far registries: each is given up before it answers.
  autoSelectFamilyAttemptTimeout: 2000,
};

const defaultPorts: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443 };

/** @param timeout for a proxy to connect, in ms */
export function createConnections(network: Network, timeout: number): Connections {
  const agents: Agent[] = [];
  const spares = new Map<Agent, SpareConnections>();
  const http = keep(new HttpAgent(settings));
  const plain = keep(new HttpsAgent(settings));
  const secure = new Map<string, Promise<Agent>>();
  const trustingMore = new Set<string>();
  let version = network.version?.();

  function keep<A extends Agent>(agent: A): A {
    agents.push(agent);
    return agent;
  }

  let careless: HttpsAgent | undefined;
  /** For a proxy that the user wants to be believed whatever it shows. */
  function unverified(): HttpsAgent {
    return (careless ??= keep(new HttpsAgent({ ...settings, rejectUnauthorized: false })));
  }

  async function secureAgent(url: URL): Promise<Agent> {
    const proxy = network.proxyFor(url);
    const options = await secureOptions(url.host);
    if (proxy) {
      const isVerified = network.verifiesProxies?.() ?? true;
      return keep(new ProxyAgent(proxy, timeout, isVerified, { ...settings, ...options }));
    }
    return options ? keep(new HttpsAgent({ ...settings, ...options })) : plain;
  }

  /** Undefined where Node's own way is the right one: reading authorities takes time. */
  async function secureOptions(host: string): Promise<SecureOptions | undefined> {
    const { authorities, client, unverified } = await network.certificatesFor(host);
    if (authorities.length === 0 && !client && !unverified && !trustingMore.has(host)) {
      return undefined;
    }
    const ca = [...(await network.authorities()), ...authorities];
    const material = {
      ...(ca.length > 0 && { ca }),
      ...(client && { cert: client.certificate, key: client.key }),
    };
    try {
      // Made once: it would be made anew for each connection.
      const secureContext = createSecureContext(material);
      return { secureContext, ...(unverified && { rejectUnauthorized: false }) };
    } catch {
      throw hostFailure(failures.badCertificates(host));
    }
  }

  async function to(url: URL): Promise<Connection> {
    if (version !== network.version?.()) {
      version = network.version?.();
      secure.clear();
    }
    if (url.protocol === 'http:') {
      const forward = network.proxyFor(url);
      if (forward?.protocol !== 'https:') return { agent: http, ...(forward && { forward }) };
      const isVerified = network.verifiesProxies?.() ?? true;
      return { agent: isVerified ? plain : unverified(), forward };
    }
    const known = secure.get(url.host) ?? secureAgent(url);
    secure.set(url.host, known);
    const trustsMore = trustingMore.has(url.host);
    return { agent: await known, trustsMore };
  }

  return {
    to,
    async foresee(url, count) {
      const { agent, forward } = await to(url);
      if (forward || agent instanceof ProxyAgent) return;
      const kept = spares.get(agent) ?? keepSpares(agent);
      spares.set(agent, kept);
      kept.foresee(`${url.hostname}:${url.port || defaultPorts[url.protocol]}`, count);
    },
    trustMore({ host }, error, { trustsMore = false }) {
      if (!(error instanceof UnknownAuthority) || trustsMore) return false;
      if (trustingMore.has(host)) return true;
      trustingMore.add(host);
      secure.delete(host);
      return true;
    },
    dispose() {
      for (const kept of spares.values()) kept.dispose();
      for (const agent of agents) agent.destroy();
    },
  };
}
