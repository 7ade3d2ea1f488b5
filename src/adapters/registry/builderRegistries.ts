import { parse } from 'smol-toml';
import * as z from 'zod/mini';
import type { StoredNode } from '../../core/build/storedNode.ts';
import { readInstance } from '../docker/buildxStore.ts';
import type { HostCertificates } from './hostCertificates.ts';
import { dockerHub } from './mirrors.ts';
import type { Network } from './network.ts';

/** How a builder's BuildKit reaches one host. */
export interface BuilderRegistry {
  /** Hosts, with a path if they want one, that are asked before it. */
  readonly mirrors: readonly string[];
  /** Whether it is asked by plain http. */
  readonly plainHttp: boolean;
  /** What its TLS is judged by; nothing of it where it needs nothing of its own. */
  readonly certificates: HostCertificates;
}

/** Host, with its port, → how it is reached. */
export type BuilderRegistries = ReadonlyMap<string, BuilderRegistry>;

/**
 * The part `[registry."host"]` of buildkitd.toml (BuildKit 0.32, docs/buildkitd.toml.md). A key that is
 * new or of another type must not hide the others: it counts as absent.
 */
const configSchema = z.object({ registry: z.record(z.string(), z.unknown()) });
const strings = z.catch(z.array(z.string()), []);
const flag = z.catch(z.boolean(), false);
const registrySchema = z.catch(
  z.object({
    mirrors: z._default(strings, []),
    http: z._default(flag, false),
    insecure: z._default(flag, false),
    ca: z._default(strings, []),
    keypair: z._default(z.catch(z.array(z.object({ key: z.string(), cert: z.string() })), []), []),
  }),
  { mirrors: [], http: false, insecure: false, ca: [], keypair: [] },
);

/** Where BuildKit finds the files that buildx gives to it (buildx 0.29, util/confutil). */
const filesFolder = '/etc/buildkit/';

/**
 * Reads what a builder was configured with by `buildx create --buildkitd-config`: buildx keeps a copy,
 * certificates and keys included. As `docker buildx imagetools` does (buildx 0.29, storeutil), the first
 * node counts. Undefined for a builder that brings no configuration of its own.
 */
export async function readBuilderRegistries(
  builder: string,
  environment: NodeJS.ProcessEnv,
): Promise<BuilderRegistries | undefined> {
  const [node] = (await readInstance(builder, environment))?.nodes ?? [];
  return node && parseBuilderRegistries(node.files);
}

/** Reads the files of a builder's node. */
export function parseBuilderRegistries(files: StoredNode['files']): BuilderRegistries | undefined {
  const text = fileText(files, 'buildkitd.toml');
  const config = configSchema.safeParse(text === undefined ? undefined : parseToml(text));
  if (!config.success) return undefined;
  return new Map(
    Object.entries(config.data.registry).map(([host, table]) => [host, readTable(table, files)]),
  );
}

/** The hosts that a builder asks by plain http. */
export function plainHttpHosts(registries: BuilderRegistries = new Map()): readonly string[] {
  return [...registries].filter(([, { plainHttp }]) => plainHttp).map(([host]) => host);
}

/** Mirrors by host: those that are given, then the builder's. Every host that it knows has a key. */
export function withBuilderMirrors(
  mirrors: Readonly<Record<string, readonly string[]>>,
  registries: BuilderRegistries = new Map(),
): Readonly<Record<string, readonly string[]>> {
  const known = [...registries].map(([host, { mirrors: own }]) => {
    const given = Object.hasOwn(mirrors, host) ? (mirrors[host] ?? []) : [];
    return [host, [...given, ...own]] as const;
  });
  return { ...mirrors, ...Object.fromEntries(known) };
}

/** A network in which the builder's certificates go before all others. */
export function withBuilderCertificates(
  network: Network,
  registries: () => BuilderRegistries | undefined,
): Network {
  return {
    ...network,
    async certificatesFor(host) {
      // The name of Docker Hub in references is not that of its server.
      const names = host === 'registry-1.docker.io' ? [host, dockerHub] : [host];
      const own = names.map((name) => registries()?.get(name)?.certificates).find(isOwn);
      return own ?? network.certificatesFor(host);
    },
  };
}

function isOwn(certificates: HostCertificates | undefined): boolean {
  const { authorities = [], client, unverified } = certificates ?? {};
  return authorities.length > 0 || client !== undefined || unverified === true;
}

function readTable(table: unknown, files: StoredNode['files']): BuilderRegistry {
  const { mirrors, http, insecure, ca, keypair } = registrySchema.parse(table);
  const [client] = keypair.flatMap(({ key: keyFile, cert }) => {
    const key = given(files, keyFile);
    const certificate = given(files, cert);
    return key !== undefined && certificate !== undefined ? [{ key, certificate }] : [];
  });
  return {
    mirrors,
    plainHttp: http,
    certificates: {
      authorities: ca.flatMap((file) => given(files, file) ?? []),
      ...(client && { client }),
      ...(insecure && { unverified: true }),
    },
  };
}

function parseToml(text: string): unknown {
  try {
    return parse(text);
  } catch {
    return undefined;
  }
}

/** A file as the configuration names it. */
function given(files: StoredNode['files'], path: string): string | undefined {
  return path.startsWith(filesFolder) ? fileText(files, path.slice(filesFolder.length)) : undefined;
}

function fileText(files: StoredNode['files'], name: string): string | undefined {
  const content = Object.hasOwn(files, name) ? files[name] : undefined;
  return content === undefined ? undefined : Buffer.from(content, 'base64').toString('utf8');
}
