import type { Analysis } from '../../core/analysis/analyze.ts';
import { frontendVersions } from '../../core/build/frontend.ts';
import { buildPlatformOf } from '../../core/build/targetNode.ts';
import { parseReference, pulledReference, type Reference } from '../../core/image/reference.ts';
import { say } from '../../core/language.ts';
import type { Position } from '../../core/text.ts';
import { code, contains, siteText, type HoverFacts, type HoverText } from './imageHover.ts';

/** What the image in `# syntax=` is: a program that reads the file, on the machine that builds. */
export async function syntaxHover(
  { dockerfile }: Analysis,
  position: Position,
  facts: HoverFacts,
): Promise<HoverText | undefined> {
  const directive = dockerfile.directives.find(({ name }) => name === 'syntax');
  if (directive === undefined) return undefined;
  const range = dockerfile.lines.range(directive.valueSpan);
  if (!contains(range, position)) return undefined;
  // What follows the first blank is for the frontend (BuildKit 0.32, frontend/dockerfile/parser/directives.go).
  const [written = ''] = directive.value.split(/[ \t]/, 1);
  const parsed = parseReference(written);
  if (!parsed.ok) return undefined;
  const reference = pulledReference(parsed.value);
  await facts.settle([reference.canonical]);
  const native = facts.builder && buildPlatformOf(facts.builder);
  const site = {
    reference: reference.canonical,
    familiar: reference.familiar,
    written,
    by: 'syntax',
    range,
    requests: native === undefined ? [] : [{ platform: native, targets: [native] }],
    isPlatformUnknown: native === undefined,
  } as const;
  const parts = [
    siteText(site, facts),
    say(
      'A frontend: BuildKit pulls this image and lets it read the file, in place of the frontend that it brings itself. It runs on the machine that builds, whatever the targets are.',
    ),
    pinText(parsed.value),
    versionText(reference, facts),
  ];
  return { range, markdown: parts.filter((part) => part !== '').join('\n\n') };
}

function pinText({ digest, tag }: Reference): string {
  if (digest !== undefined)
    return say('It is pinned by its digest, so every build takes the same one.');
  const name = code(tag ?? 'latest');
  return say('It is not pinned: {0} may name another image at the next build.', name);
}

function versionText(reference: Reference, { builder }: HoverFacts): string {
  const buildkit = builder?.known === true ? builder.value.nodes[0]?.buildkitVersion : undefined;
  const versions = frontendVersions(reference, buildkit);
  if (versions?.builtIn === undefined || buildkit === undefined) return '';
  const { builtIn, order } = versions;
  const own = say(
    'The builder’s BuildKit {0} brings Dockerfile {1} itself',
    code(buildkit),
    code(builtIn),
  );
  switch (order) {
    case 'same':
      return say('{0}, the same release: this line is not needed there.', own);
    case 'older':
      return say('{0}: this line takes an older one.', own);
    case 'newer':
      return say('{0}: this line takes a newer one.', own);
    default:
      return `${own}.`;
  }
}
