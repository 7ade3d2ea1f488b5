import { onlyMatcher } from '../../core/platform/match.ts';
import { parsePlatform } from '../../core/platform/platform.ts';
import { imageCommand } from '../commands/image.ts';
import { UsageError } from '../terminal.ts';
import { wholeReference } from './roots.ts';
import { runCommand } from './runCommand.ts';
import { count, list, object, text } from './shapes.ts';
import { defineTool, few, more } from './tool.ts';

/** Which platforms an image has. */
export const inspectImage = defineTool({
  name: 'inspect_image_platforms',
  title: 'Inspect image platforms',
  description:
    'Lists the platforms of a container image as its registry has them now, with the digest of each. Use it before saying that an image exists, which tag to take, or for which platforms (architectures) it can be pulled. It reads the manifest only and pulls no layers. It says which of the platforms you ask about would be missing.',
  asksRegistries: true,
  fields: {
    image: {
      kind: 'text',
      required: true,
      description:
        'Reference of an image in a registry, for example alpine:3.22, ghcr.io/owner/app:1.0 or app@sha256:….',
    },
    platforms: {
      kind: 'texts',
      description:
        'Platforms to ask about, each os/architecture[/variant], for example ["linux/arm64"].',
    },
  },
  output: object(
    {
      reference: text,
      digest: text,
      mediaType: text,
      platforms: list(object({ platform: text, digest: text }, { created: text })),
      attestations: count,
      asOf: text,
    },
    { missing: list(text), more: count, registry: text, mirror: text, remembered: text },
  ),
  async run({ image, platforms = [] }, around) {
    const found = await runCommand<ImageJson>(imageCommand, [], [wholeReference(image)], around);
    const missing = platforms.filter((wanted) => !isThere(wanted, found));
    return {
      reference: found.reference,
      digest: found.digest,
      mediaType: found.mediaType,
      platforms: few(found.platforms).map(({ platform, digest, created }) => ({
        ...{ platform, digest },
        ...(created !== undefined && { created }),
      })),
      ...more(found.platforms),
      ...(platforms.length > 0 && { missing }),
      attestations: found.attestations.length,
      ...found.source,
      asOf: found.asOf,
      ...(found.remembered !== undefined && { remembered: found.remembered }),
    };
  },
});

/** Whether BuildKit would find something for a platform. */
function isThere(wanted: string, { platforms }: ImageJson): boolean {
  const asked = parsePlatform(wanted);
  if (!asked.ok) throw new UsageError(`platforms: ${asked.problem.message}.`);
  const matcher = onlyMatcher(asked.value);
  return platforms.some(({ platform }) => {
    const offered = parsePlatform(platform);
    return offered.ok && matcher.match(offered.value);
  });
}

/** What `multiarch image --format json` prints. */
interface ImageJson {
  readonly reference: string;
  readonly digest: string;
  readonly mediaType: string;
  readonly platforms: readonly {
    readonly platform: string;
    readonly digest: string;
    readonly created?: string;
  }[];
  readonly attestations: readonly unknown[];
  readonly source: { readonly registry: string; readonly mirror?: string };
  readonly asOf: string;
  readonly remembered?: string;
}
