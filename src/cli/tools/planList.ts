import { commandLine } from '../../core/build/commandLine.ts';
import { isAttestation } from '../../core/image/attestation.ts';
import type { Descriptor } from '../../core/image/manifest.ts';
import { formatPlatformAll } from '../../core/platform/platform.ts';
import { createList } from '../lists/listCommands.ts';
import { UsageError } from '../terminal.ts';
import { wholeReference } from './roots.ts';
import { runCommand } from './runCommand.ts';
import { count, list, object, oneOf, text } from './shapes.ts';
import { defineTool, few, short } from './tool.ts';

/** What a manifest list would be. */
export const planList = defineTool({
  name: 'plan_manifest_list',
  title: 'Plan a manifest list',
  description:
    'Says what a manifest list (multi-platform image) made from images in registries would contain, which problems it would have (two images for one platform, a missing one), what it would change in tags that are there already, and which platforms they would lose. It gives the command that would publish it, and publishes nothing itself.',
  asksRegistries: true,
  fields: {
    tags: {
      kind: 'texts',
      required: true,
      description:
        'The tags that the list would get, all of one repository, for example ["ghcr.io/owner/app:1.0"].',
    },
    sources: {
      kind: 'texts',
      required: true,
      description:
        'The images that go into it, for example ["ghcr.io/owner/app:1.0-amd64", "ghcr.io/owner/app:1.0-arm64"]. "=os/architecture[/variant]" behind one changes what the list says of it.',
    },
    platforms: {
      kind: 'texts',
      description: 'Only these platforms of the sources. Left out: all.',
    },
  },
  output: object(
    {
      target: text,
      entries: list(object({ platform: text, digest: text, source: text })),
      attestations: count,
      problems: list(object({ code: text, severity: oneOf('error', 'warning'), message: text })),
      missing: list(object({ source: text, reason: text })),
      tags: list(
        object(
          { tag: text, changes: list(object({ platform: text, change: text })) },
          { before: text },
        ),
      ),
      lost: list(text),
      command: text,
    },
    { digest: text, mediaType: text },
  ),
  async run({ tags, sources, platforms = [] }, around) {
    if (tags.length === 0) throw new UsageError('tags: name one at least.');
    if (sources.length === 0) throw new UsageError('sources: name one at least.');
    const options = [
      '--dry-run',
      ...tags.map((tag) => `--tag=${wholeReference(tag)}`),
      ...platforms.map((platform) => `--platform=${platform}`),
    ];
    const named = sources.map(wholeSource);
    const plan = await runCommand<PlanJson>({ run: createList }, options, named, around);
    const changes = plan.tags.flatMap((tag) => tag.platforms);
    const { entries = [] } = plan;
    // They say unknown/unknown, which is no platform.
    const images = entries.filter((entry) => !isAttestation(entry));
    return {
      target: plan.target,
      ...(plan.digest !== undefined && { digest: plan.digest }),
      ...(plan.mediaType !== undefined && { mediaType: plan.mediaType }),
      entries: few(images).map(({ platform, digest, source }) => ({
        ...{ platform: platform ? formatPlatformAll(platform) : '', digest, source },
      })),
      attestations: entries.length - images.length,
      problems: few(plan.problems).map(({ code, severity, message }) => ({
        ...{ code, severity, message: short(message) },
      })),
      missing: plan.missing.map(({ source, message }) => ({ source, reason: short(message) })),
      tags: plan.tags.map(({ tag, before, platforms: changed }) => ({
        tag,
        ...(before !== undefined && { before }),
        changes: few(changed).map(({ platform, change }) => ({ platform, change })),
      })),
      lost: [...new Set(changes.flatMap((each) => (each.change === 'lost' ? each.platform : [])))],
      command: commandLine([
        ...['multiarch', 'index', 'create', ...options.filter((word) => word !== '--dry-run')],
        ...['--', ...named],
      ]),
    };
  },
});

/** `alpine:3.22=linux/arm64` with the whole reference in front. */
function wholeSource(written: string): string {
  const at = written.lastIndexOf('=');
  return at === -1
    ? wholeReference(written)
    : `${wholeReference(written.slice(0, at))}${written.slice(at)}`;
}

/** What `multiarch index create --dry-run --format json` prints. */
interface PlanJson {
  readonly target: string;
  readonly digest?: string;
  readonly mediaType?: string;
  readonly entries?: readonly (Descriptor & { readonly source: string })[];
  readonly problems: readonly {
    readonly code: string;
    readonly severity: string;
    readonly message: string;
  }[];
  readonly missing: readonly { readonly source: string; readonly message: string }[];
  readonly tags: readonly {
    readonly tag: string;
    readonly before?: string;
    readonly platforms: readonly { readonly platform: string; readonly change: string }[];
  }[];
}
