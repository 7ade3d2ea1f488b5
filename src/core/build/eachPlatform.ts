import { parseReference } from '../image/reference.ts';
import { parsePlatform } from '../platform/platform.ts';
import { destinationOf, repositoryOf, type BuildRequest } from './buildRequest.ts';

/** Which images are joined to one index, and under which names. */
export interface IndexJoin {
  readonly builder?: string;
  readonly tags: readonly string[];
  /** Tags of the images; `digests`: what the builds pushed without a tag, in their repository. */
  readonly sources: readonly string[] | 'digests';
}

/** Builds of one platform each, one after the other; then an index of them, where there is a join. */
export interface PlatformBuilds {
  readonly requests: readonly BuildRequest[];
  readonly join?: IndexJoin;
}

/**
 * A build for each platform, with a name of its own for what it makes; undefined where there is one
 * platform only, no name could tell the images apart, or bake files say the names.
 *
 * @param builder that builds, where it is known and the request does not say it
 */
export function eachPlatform(
  request: BuildRequest,
  builder: string | undefined,
): PlatformBuilds | undefined {
  const { bake, output, platforms, tags } = request;
  const suffixes = platforms.map(suffixOf);
  if (bake !== undefined || platforms.length < 2) return undefined;
  if (new Set(suffixes).size < suffixes.length) return undefined;
  const requests = platforms.map((platform, at): BuildRequest => {
    const suffix = suffixes[at] ?? '';
    const destination = destinationOf(request);
    return {
      ...request,
      platforms: [platform],
      tags: output === 'digest' ? tags : tags.map((tag) => suffixedTag(tag, suffix)),
      ...(destination !== undefined && { destination: suffixedPath(request, suffix) }),
    };
  });
  if (requests.some((each) => each.tags.some((tag) => !parseReference(tag).ok))) return undefined;
  const name = request.builder ?? builder;
  const joined = { ...(name !== undefined && { builder: name }), tags };
  if (output === 'digest') return { requests, join: { ...joined, sources: 'digests' } };
  if (output !== 'push') return { requests };
  const sources = requests.flatMap((each) => each.tags.slice(0, 1));
  return { requests, join: { ...joined, sources } };
}

/** What tells the images of one name apart: `arm64`, `armv7`, `windows-amd64`. */
function suffixOf(text: string): string {
  const platform = parsePlatform(text);
  if (!platform.ok) return text.replaceAll('/', '-');
  const { os, architecture, variant = '' } = platform.value;
  return `${os === 'linux' ? '' : `${os}-`}${architecture}${variant}`;
}

function suffixedTag(text: string, suffix: string): string {
  const reference = parseReference(text);
  const tag = (reference.ok ? reference.value.tag : undefined) ?? 'latest';
  return `${repositoryOf(text) ?? text}:${tag}-${suffix}`;
}

/** `image.oci.tar` → `image-arm64.oci.tar`; a folder gets one within it. */
function suffixedPath(request: BuildRequest, suffix: string): string {
  const path = destinationOf(request) ?? '';
  if (request.output === 'local') return `${path.replace(/\/$/, '')}/${suffix}`;
  const name = path.slice(path.lastIndexOf('/') + 1);
  const dot = name.indexOf('.', 1);
  const at = dot === -1 ? path.length : path.length - name.length + dot;
  return `${path.slice(0, at)}-${suffix}${path.slice(at)}`;
}

/**
 * Arguments of `docker` that join images to one index. Words, not a shell line.
 *
 * @param digests of what the builds pushed, where the join asks for them
 */
export function joinArguments(
  { builder, tags, sources }: IndexJoin,
  digests: readonly string[] = [],
): readonly string[] {
  const repository = repositoryOf(tags[0] ?? '') ?? '';
  return [
    ...['buildx', 'imagetools', 'create'],
    ...(builder === undefined ? [] : ['--builder', builder]),
    ...tags.flatMap((tag) => ['--tag', tag]),
    ...(sources === 'digests' ? digests.map((digest) => `${repository}@${digest}`) : sources),
  ];
}
