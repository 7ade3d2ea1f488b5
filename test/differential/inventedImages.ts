import type { BaseImage } from '../../src/core/dockerfile/resolve.ts';

/** What the config of an invented image says, by its repository on Docker Hub. */
const configs: Readonly<Record<string, { env: readonly string[]; onbuild: readonly string[] }>> = {
  'library/golang': { env: ['PATH=/usr/local/go/bin:/bin', 'GOARCH=from-image'], onbuild: [] },
  'library/onbuild': {
    env: ['FROM_IMAGE=yes'],
    onbuild: ['ARG TARGETARCH', 'ENV TRIGGERED=${TARGETARCH}-$FROM_IMAGE'],
  },
};

/** The `config` of an image's configuration file (OCI image specification). */
export function imageConfig(repository: string): { Env: readonly string[]; OnBuild?: unknown } {
  const { env, onbuild } = configs[repository] ?? { env: ['PATH=/bin'], onbuild: [] };
  return { Env: env, ...(onbuild.length > 0 && { OnBuild: onbuild }) };
}

/** The same, as {@link resolveBuild} takes it. */
export function baseImage(repository: string): BaseImage {
  const { Env } = imageConfig(repository);
  return { env: Env, onbuild: configs[repository]?.onbuild ?? [], workingDirectory: '/' };
}
