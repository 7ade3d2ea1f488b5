import path from 'node:path';
import { exportedImage } from '../../adapters/docker/exportedImage.ts';
import { fileImage } from '../../adapters/imageFiles/fileImage.ts';
import type { LocalImage } from '../../adapters/registry/write/localImage.ts';
import { parseReference, pulledReference, type Reference } from '../../core/image/reference.ts';
import { UsageError } from '../terminal.ts';

/** `oci:<folder or archive>[:name]`; a colon of Windows' drives is none of these. */
const layout = /^oci:((?:[A-Za-z]:(?=[/\\]))?[^:]+)(?::(.+))?$/s;
const engine = 'docker-daemon:';

/**
 * Reads a source of this machine, in the words of containers-transports(5): `oci:<path>[:name]` for an OCI layout in a
 * folder or an archive, `docker-daemon:<reference>` for an image of the engine. Undefined for all else.
 */
export function readLocalSource(
  text: string,
): { readonly reference: Reference; readonly local: LocalImage } | undefined {
  const reference = { domain: '', path: text, familiar: text, canonical: text };
  if (text.startsWith(engine)) {
    const name = text.slice(engine.length);
    const parsed = parseReference(name);
    if (!parsed.ok) throw new UsageError(`"${text}": ${parsed.problem.message}.`);
    const { canonical } = pulledReference(parsed.value);
    const surroundings = { environment: process.env, platform: process.platform };
    return { reference, local: exportedImage(canonical, surroundings) };
  }
  const [, place, name] = layout.exec(text) ?? [];
  if (place === undefined) return undefined;
  return { reference, local: fileImage(path.resolve(place), name) };
}
