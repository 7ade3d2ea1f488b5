import { parseReference } from '../../image/reference.ts';
import type { ShownPlatform } from './reader.ts';
import type { BuildOptions } from '../resolution.ts';

/** A named context that takes the place of a stage or an image. */
export interface NamedContext {
  readonly name: string;
  /** What it stands for, e.g. `docker-image://alpine:3.20`; absent when only the name is known. */
  readonly value?: string;
}

/**
 * Finds the named context for a stage or an image (BuildKit 0.32, dockerui, Client.NamedContext):
 * `name::platform` goes before `name`; the name is the short form without `:latest`. The names
 * `scratch` and `context` are never replaced.
 */
export function findContext(
  contexts: BuildOptions['contexts'],
  name: string,
  platform: ShownPlatform | undefined,
): NamedContext | undefined {
  if (!contexts || isEmpty(contexts) || /^(?:scratch|context)$/i.test(name)) return undefined;
  const reference = parseReference(name);
  if (!reference.ok) return undefined;
  const short = reference.value.familiar.replace(/:latest$/, '');
  const keys = platform === undefined ? [short] : [`${short}::${platform.text}`, short];
  for (const key of keys) {
    if (isList(contexts)) {
      if (contexts.includes(key)) return { name: key };
    } else if (Object.hasOwn(contexts, key)) {
      const value = contexts[key];
      return { name: key, ...(value !== undefined && { value }) };
    }
  }
  return undefined;
}

function isEmpty(contexts: NonNullable<BuildOptions['contexts']>): boolean {
  return (isList(contexts) ? contexts : Object.keys(contexts)).length === 0;
}

/** The image that a context stands for, as written after `docker-image://`. */
export function imageOfContext({ value }: NamedContext): string | undefined {
  const image = /^docker-image:(?:\/\/)?(.+)$/s.exec(value ?? '')?.[1];
  return image === 'scratch' ? undefined : image;
}

function isList(contexts: NonNullable<BuildOptions['contexts']>): contexts is readonly string[] {
  return Array.isArray(contexts);
}
