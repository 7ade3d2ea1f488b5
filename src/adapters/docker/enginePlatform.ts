import * as z from 'zod/mini';
import type { Platform } from '../../core/platform/platform.ts';

/** A platform as the engine's answers write it (image-spec 1.1, image-index.md). */
export const platformSchema = z.object({
  os: z.optional(z.string()),
  architecture: z.optional(z.string()),
  variant: z.optional(z.string()),
  'os.version': z.optional(z.string()),
});

/** The same as a value; `unknown` for what is not said. */
export function toPlatform(written: z.infer<typeof platformSchema> | null | undefined): Platform {
  const { os = '', architecture = '', variant = '', 'os.version': osVersion = '' } = written ?? {};
  return {
    os: os === '' ? 'unknown' : os,
    architecture: architecture === '' ? 'unknown' : architecture,
    ...(variant !== '' && { variant }),
    ...(osVersion !== '' && { osVersion }),
  };
}
