import type { Reference } from '../image/reference.ts';

/** The frontend that a file asks for beside the one that BuildKit brings: releases of `docker/dockerfile`. */
export interface FrontendVersions {
  /** As written in the tag, e.g. `1`, `1.7` or `1.7-labs`. */
  readonly asked: string;
  /** Of the frontend in BuildKit, e.g. `1.19`; absent where its version is not known. */
  readonly builtIn?: string;
  /** How the asked one compares; absent where that is not known, or moves with each release (`1`). */
  readonly order?: 'older' | 'same' | 'newer';
}

const official = 'docker.io/docker/dockerfile';

/**
 * Compares the frontend of `# syntax=` with the one in BuildKit. BuildKit 0.N brings Dockerfile 1.(N−6) since
 * 0.12 (release notes of moby/buildkit: 0.21 with 1.15, 0.27 with 1.21, 0.32 with 1.26).
 *
 * @param buildkit version of the builder's BuildKit, e.g. `v0.25.1`
 * @returns undefined for the frontends of others
 */
export function frontendVersions(
  { domain, path, tag }: Pick<Reference, 'domain' | 'path' | 'tag'>,
  buildkit: string | undefined,
): FrontendVersions | undefined {
  if (`${domain}/${path}` !== official || tag === undefined) return undefined;
  const minor = Number(/^v?0\.(\d{1,4})(?:\.|$)/.exec(buildkit ?? '')?.[1] ?? Number.NaN);
  const own = minor >= 12 ? minor - 6 : undefined;
  const asked = /^1\.(\d{1,4})(?:[.-]|$)/.exec(tag)?.[1];
  return {
    asked: tag,
    ...(own !== undefined && { builtIn: `1.${own}` }),
    ...(own !== undefined && asked !== undefined && { order: orderOf(Number(asked), own) }),
  };
}

function orderOf(asked: number, own: number): 'older' | 'same' | 'newer' {
  if (asked === own) return 'same';
  return asked < own ? 'older' : 'newer';
}
