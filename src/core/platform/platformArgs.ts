import { formatPlatform, formatPlatformAll, normalizePlatform, type Platform } from './platform.ts';

/** The arguments that BuildKit defines by itself, in its order. */
export const PLATFORM_ARGUMENTS = [
  'BUILDPLATFORM',
  'BUILDOS',
  'BUILDOSVERSION',
  'BUILDARCH',
  'BUILDVARIANT',
  'TARGETPLATFORM',
  'TARGETOS',
  'TARGETOSVERSION',
  'TARGETARCH',
  'TARGETVARIANT',
  'TARGETSTAGE',
] as const;

/** The name of an automatic argument. */
export type PlatformArgument = (typeof PLATFORM_ARGUMENTS)[number];

/**
 * The values of the automatic arguments (BuildKit 0.32, dockerfile2llb defaultArgs). An empty value is
 * known to be empty; `undefined` is a value that is not known, because no builder said where it builds.
 *
 * @param target the platform that is built for; normalised here, as BuildKit does
 * @param build the first platform of the worker that builds, used as the worker reports it
 * @param stage name of the stage that is built; empty when it has none
 */
export function platformArguments(
  target: Platform,
  build: Platform | undefined,
  stage: string,
): Readonly<Record<PlatformArgument, string | undefined>> {
  const normalized = normalizePlatform(target);
  return {
    BUILDPLATFORM: build && formatPlatform(build),
    BUILDOS: build?.os,
    BUILDOSVERSION: build && (build.osVersion ?? ''),
    BUILDARCH: build?.architecture,
    BUILDVARIANT: build && (build.variant ?? ''),
    TARGETPLATFORM: formatPlatformAll(normalized),
    TARGETOS: normalized.os,
    TARGETOSVERSION: normalized.osVersion ?? '',
    TARGETARCH: normalized.architecture,
    TARGETVARIANT: normalized.variant ?? '',
    TARGETSTAGE: stage === '' ? 'default' : stage,
  };
}
