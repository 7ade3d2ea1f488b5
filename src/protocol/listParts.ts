import * as z from 'zod/mini';
import type { Platform } from '../core/platform/platform.ts';

/** Parts of messages about manifest lists: texts. */
export const texts = z.array(z.string());

/** Annotations. */
export const notes = z.record(z.string(), z.string());

/** A platform, as far as it is said. */
export const partOfPlatform: z.ZodMiniType<Partial<Platform>> = z.strictObject({
  os: z.exactOptional(z.string()),
  architecture: z.exactOptional(z.string()),
  variant: z.exactOptional(z.string()),
  osVersion: z.exactOptional(z.string()),
  osFeatures: z.exactOptional(texts),
});

/** A whole platform. */
export const platform: z.ZodMiniType<Platform> = z.strictObject({
  os: z.string(),
  architecture: z.string(),
  variant: z.exactOptional(z.string()),
  osVersion: z.exactOptional(z.string()),
  osFeatures: z.exactOptional(texts),
});
