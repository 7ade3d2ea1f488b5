import type { Platform } from '../platform/platform.ts';
import { fail, succeed, type Result } from '../result.ts';
import { parseDigest } from './digest.ts';
import {
  createFieldReader,
  isJsonObject,
  readPlatformFields,
  type FieldReader,
  type JsonObject,
} from './jsonFields.ts';
import {
  DEFAULT_IMAGE_TYPE,
  DEFAULT_INDEX_TYPE,
  LEGACY_TYPE,
  manifestKind,
  mediaTypeOfHeader,
} from './mediaTypes.ts';

/** A pointer to content, as in the OCI image specification 1.1 (descriptor.md). */
export interface Descriptor {
  readonly mediaType: string;
  readonly digest: string;
  /** Length of the content in bytes. */
  readonly size: number;
  /** As written in the index: not normalised. */
  readonly platform?: Platform;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly artifactType?: string;
}

/** What a registry answers for a reference: a manifest list, one image, or Docker's schema 1. */
export type Manifest =
  | {
      readonly kind: 'index';
      readonly mediaType: string;
      readonly manifests: readonly Descriptor[];
      readonly annotations?: Readonly<Record<string, string>>;
    }
  | {
      readonly kind: 'image';
      readonly mediaType: string;
      readonly config: Descriptor;
      readonly layers: readonly Descriptor[];
      readonly annotations?: Readonly<Record<string, string>>;
      readonly artifactType?: string;
    }
  | { readonly kind: 'legacy'; readonly mediaType: string; readonly architecture?: string };

/**
 * Reads the JSON of a manifest. What it says of itself decides its kind; a body that says nothing is an
 * image if it has a config or layers, else a manifest list (BuildKit 0.32, DetectManifestBlobMediaType).
 * Fails on what contradicts itself, so that nobody can be shown one image and pull another.
 *
 * @param contentType header of the answer, parameters included; names the media type where it is known
 */
export function parseManifest(json: unknown, contentType = ''): Result<Manifest> {
  if (!isJsonObject(json)) return fail('the manifest is not a JSON object');
  const fields = createFieldReader();
  const mediaType = findMediaType(json, contentType, fields);
  if (!mediaType.ok) return mediaType;
  const manifest = readManifest(json, mediaType.value, fields);
  const problem = fields.problem();
  return problem === undefined ? succeed(manifest) : fail(`malformed manifest: ${problem}`);
}

function findMediaType(json: JsonObject, contentType: string, fields: FieldReader): Result<string> {
  const served = mediaTypeOfHeader(contentType);
  const written = fields.text(json, 'mediaType');
  const isImage = Object.hasOwn(json, 'config') || Object.hasOwn(json, 'layers');
  const isIndex = Object.hasOwn(json, 'manifests');
  if (isImage && isIndex) return fail('invalid ambiguous manifest and manifest list');

  const declared = [served, written].filter((mediaType) => manifestKind(mediaType) !== undefined);
  const legacy = declared.find((mediaType) => manifestKind(mediaType) === 'legacy');
  if (legacy !== undefined) return succeed(legacy);
  if (declared.length === 0 && json['schemaVersion'] === 1) return succeed(LEGACY_TYPE);

  if (!isImage && !isIndex) return fail('the manifest names neither layers nor manifests');
  const kind = isImage ? 'image' : 'index';
  if (declared.some((mediaType) => manifestKind(mediaType) !== kind)) {
    return fail('mediaType in manifest does not match manifest contents');
  }
  return succeed(declared[0] ?? (isImage ? DEFAULT_IMAGE_TYPE : DEFAULT_INDEX_TYPE));
}

function readManifest(json: JsonObject, mediaType: string, fields: FieldReader): Manifest {
  if (manifestKind(mediaType) === 'legacy') {
    const architecture = fields.text(json, 'architecture');
    return { kind: 'legacy', mediaType, ...(architecture !== '' && { architecture }) };
  }
  const annotations = fields.record(json, 'annotations');
  if (manifestKind(mediaType) === 'index') {
    return {
      kind: 'index',
      mediaType,
      manifests: fields.objects(json, 'manifests').map((entry) => readDescriptor(entry, fields)),
      ...(annotations && { annotations }),
    };
  }
  const config = fields.object(json, 'config');
  if (config === undefined) fields.reject('config', 'is missing');
  const artifactType = fields.text(json, 'artifactType');
  return {
    kind: 'image',
    mediaType,
    config: readDescriptor(config ?? {}, fields),
    layers: fields.objects(json, 'layers').map((entry) => readDescriptor(entry, fields)),
    ...(annotations && { annotations }),
    ...(artifactType !== '' && { artifactType }),
  };
}

function readDescriptor(json: JsonObject, fields: FieldReader): Descriptor {
  const digest = fields.text(json, 'digest');
  const validated = parseDigest(digest);
  if (!validated.ok) fields.reject('digest', `of a descriptor: ${validated.problem.message}`);
  const platform = fields.object(json, 'platform');
  const annotations = fields.record(json, 'annotations');
  const artifactType = fields.text(json, 'artifactType');
  return {
    mediaType: fields.text(json, 'mediaType'),
    digest,
    size: fields.count(json, 'size'),
    ...(platform && { platform: readPlatformFields(platform, fields) }),
    ...(annotations && { annotations }),
    ...(artifactType !== '' && { artifactType }),
  };
}
