import { parseReference } from '../../image/reference.ts';
import type { PipelineBuild } from '../builds.ts';
import { legValue } from '../legValue.ts';
import {
  foundAt,
  isByDigest,
  legsOf,
  platformsOf,
  pushes,
  type PipelineRule,
} from '../pipelineRule.ts';

/**
 * Runs of one job, or builds of one pipeline, push the same tag for different platforms. A tag names what the last
 * push gave it (distribution-spec, "Pushing Manifests"), and `docker/build-push-action` in a matrix pushes an image or
 * a list of one platform each time, so the other platforms are lost. What joins them is shown in
 * docs.docker.com, "Multi-platform image with GitHub Actions".
 */
export const tagsOverwritten: PipelineRule = {
  code: 'ci-tags-overwritten',
  severity: 'warning',
  check: (input) =>
    input.builds.flatMap((build) => {
      if (!pushes(build) || isByDigest(build)) return [];
      const legs = legsOf(build.job);
      const [tag] = build.tags;
      if (tag === undefined || legs.length < 2) return [];
      const names = legs.map((leg) => tagsIn(build, leg));
      const platforms = legs.map((leg) => platformsOf(build, leg));
      if (names.includes(undefined) || platforms.includes(undefined)) return [];
      // Runs that differ in something else than the platform may well push the same.
      const later = new Map<string, Set<string>>();
      const lost: string[] = [];
      for (let index = legs.length - 1; index >= 0; index -= 1) {
        const own = platforms[index] ?? [];
        for (const name of names[index] ?? []) {
          const others = later.get(name) ?? new Set();
          if ([...others].some((each) => each !== own.join(','))) lost.unshift(...own);
          // Two are enough: each one differs from one of them.
          if (others.size < 2) later.set(name, others.add(own.join(',')));
        }
      }
      const all = new Set(platforms.flat());
      if (lost.length === 0 || all.size < 2) return [];
      const isFixed = build.tags.some(({ text }) => parseReference(text).ok);
      return [
        foundAt(input, tag.span, {
          severity: isFixed && build.push?.text === 'true' ? 'error' : 'warning',
          message: {
            text: 'Each run of the job “{0}” pushes this tag for another platform, and the last one wins: of {1}, one stays. Push by digest and join the digests, or give each run a tag of its own and join those.',
            args: [build.job.name, [...all].join(', ')],
          },
          platforms: [...new Set(lost)],
        }),
      ];
    }),
};

function tagsIn(
  build: PipelineBuild,
  leg: Parameters<typeof platformsOf>[1],
): readonly string[] | undefined {
  const place = { job: build.job, leg, variables: build.step.variables };
  const names = build.tags.map(({ text }) => legValue(text, place));
  const known = names.filter((name) => name !== undefined);
  return known.length === names.length ? known : undefined;
}
