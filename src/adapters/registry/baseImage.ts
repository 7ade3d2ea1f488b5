import * as z from 'zod/mini';
import type { BaseImage } from '../../core/dockerfile/resolution.ts';
import type { ImageConfig } from '../../core/image/config.ts';
import { formatPlatformAll } from '../../core/platform/platform.ts';

/** The one member of an image config that only builds look at (OCI image specification 1.1). */
const buildConfig = z.object({ config: z.object({ WorkingDir: z.string() }) });

/** What a build on an image inherits from it. @param json the config's JSON, of which `config` was read */
export function baseImageOf(config: ImageConfig, json: unknown): BaseImage {
  const { environment, onBuild, platform } = config;
  const folder = buildConfig.safeParse(json).data?.config.WorkingDir ?? '';
  return {
    env: Object.entries(environment).map(([name, value]) => `${name}=${value}`),
    onbuild: onBuild,
    ...(folder !== '' && { workingDirectory: folder }),
    ...(platform.os !== '' && { platform: formatPlatformAll(platform) }),
  };
}
