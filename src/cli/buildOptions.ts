import { readBuildArgs, readBuildPlatform, readContexts, readGivenPlatforms } from './options.ts';
import type { GivenBuild } from './oneBuild.ts';

/** The options of every command that judges builds of Dockerfiles, for `parseCall`. */
export const buildOptions = {
  platform: { type: 'string', multiple: true },
  target: { type: 'string' },
  'build-arg': { type: 'string', multiple: true },
  'build-context': { type: 'string', multiple: true },
  'build-platform': { type: 'string' },
  pull: { type: 'boolean' },
  offline: { type: 'boolean' },
  format: { type: 'string' },
} as const;

/** What {@link buildOptions} were given. */
interface BuildValues {
  readonly platform?: readonly string[] | undefined;
  readonly target?: string | undefined;
  readonly 'build-arg'?: readonly string[] | undefined;
  readonly 'build-context'?: readonly string[] | undefined;
  readonly 'build-platform'?: string | undefined;
}

/**
 * Reads what a call says of a build.
 *
 * @throws {UsageError} for what is no platform, no build argument or no context
 */
export function readGivenBuild(
  values: BuildValues,
): GivenBuild & { readonly buildPlatform: string | undefined } {
  return {
    platforms: readGivenPlatforms(values.platform),
    target: values.target,
    buildArgs: readBuildArgs(values['build-arg'], process.env),
    contexts: readContexts(values['build-context']),
    buildPlatform: readBuildPlatform(values['build-platform']),
  };
}
