import { isJsonObject, type JsonObject } from '../image/jsonFields.ts';
import { parseManifest, type Descriptor, type Manifest } from '../image/manifest.ts';
import { fail, succeed, type Result } from '../result.ts';

/** One entry of a manifest list, with everything that its author wrote. */
export interface ListEntry {
  readonly descriptor: Descriptor;
  /** Members that mean nothing to us, such as `urls` and `data`: they are written again as they are. */
  readonly rest: JsonObject;
  /** The same of its platform, such as Docker's `features`. */
  readonly platformRest?: JsonObject;
}

/** An entry and where it comes from. */
export interface AssembledEntry extends ListEntry {
  /** Position of the source, 0-based; of several with the same image the first. */
  readonly source: number;
}

/** What a registry keeps under a digest: an image, or a list with its entries. */
export interface ReadManifest {
  readonly manifest: Manifest;
  /** Empty for an image. */
  readonly entries: readonly ListEntry[];
  /** Members of the list itself that mean nothing to us, such as `subject`; empty for an image. */
  readonly rest: JsonObject;
}

const ENTRY_MEMBERS: ReadonlySet<string> = new Set([
  'mediaType',
  'digest',
  'size',
  'annotations',
  'platform',
  'artifactType',
]);
const PLATFORM_MEMBERS: ReadonlySet<string> = new Set([
  ...['architecture', 'os', 'os.version', 'os.features', 'variant'],
]);
const LIST_MEMBERS: ReadonlySet<string> = new Set([
  'schemaVersion',
  'mediaType',
  'manifests',
  'annotations',
]);

/**
 * Reads a manifest so that its entries can be put into another list without a loss.
 *
 * @param body the bytes as text
 * @param mediaType what the registry or the descriptor calls it
 */
export function readManifest(body: string, mediaType: string): Result<ReadManifest> {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    return fail('the manifest is not JSON');
  }
  const manifest = parseManifest(json, mediaType);
  if (!manifest.ok) return manifest;
  if (manifest.value.kind !== 'index' || !isJsonObject(json)) {
    return succeed({ manifest: manifest.value, entries: [], rest: {} });
  }
  const written = Array.isArray(json['manifests']) ? json['manifests'].filter(isJsonObject) : [];
  const entries = manifest.value.manifests.map((descriptor, at): ListEntry => {
    const { platform } = written[at] ?? {};
    const platformRest = isJsonObject(platform) ? without(platform, PLATFORM_MEMBERS) : {};
    return {
      descriptor,
      rest: without(written[at] ?? {}, ENTRY_MEMBERS),
      ...(Object.keys(platformRest).length > 0 && { platformRest }),
    };
  });
  return succeed({ manifest: manifest.value, entries, rest: without(json, LIST_MEMBERS) });
}

function without(object: JsonObject, members: ReadonlySet<string>): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([name]) => !members.has(name)));
}
