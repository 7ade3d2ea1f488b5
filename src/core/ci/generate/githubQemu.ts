import { emulatorsOf, suffixes, type CiImage, type CiPlan } from './ciPlan.ts';
import { githubHead, permissions } from './githubHead.ts';
import {
  buildInputs,
  buildxStep,
  cacheInputs,
  checkoutStep,
  jobName,
  loginStep,
  metadataStep,
  notPullRequest,
  qemuStep,
  useStep,
} from './githubSteps.ts';
import { apart, comment, indent, type Lines } from './yamlLines.ts';

/** A workflow that builds all platforms in one job (docs.docker.com, "Multi-platform image with GitHub Actions"). */
export function githubQemu(plan: CiPlan): Lines {
  const names = suffixes(plan.images);
  const jobs = plan.images.map((image, index) => job(plan, image, names[index] ?? ''));
  return apart([githubHead(plan), ['jobs:', ...indent(apart(jobs), 1)]]);
}

function job({ cache }: CiPlan, image: CiImage, suffix: string): Lines {
  const emulators = emulatorsOf(image.platforms);
  const scope = suffix === '' ? 'image' : suffix.slice(1);
  const kept = cacheInputs(cache, image, scope);
  return [
    `image${suffix}:`,
    ...indent(
      [
        jobName('Build all platforms', suffix),
        'runs-on: ubuntu-24.04',
        ...permissions(image.registry, true),
        'steps:',
        ...indent(
          apart([
            checkoutStep,
            ...(emulators.length === 0
              ? []
              : [
                  qemuStep(
                    emulators.join(','),
                    'Only what is needed, and before the builder is made, which looks once what it can run.',
                  ),
                ]),
            buildxStep,
            loginStep(image, notPullRequest),
            metadataStep(image, 'Tags and labels of the branch or version.'),
            useStep(
              'One build for all platforms: its result is one manifest list, and so it gets the tags here.',
              {
                ...{ name: 'Build and push', uses: 'docker/build-push-action@v7' },
                inputs: [
                  ...buildInputs(image),
                  `platforms: ${image.platforms.join(',')}`,
                  'tags: ${{ steps.names.outputs.tags }}',
                  'labels: ${{ steps.names.outputs.labels }}',
                  `push: \${{ ${notPullRequest} }}`,
                  ...(kept.length === 0
                    ? []
                    : comment('Of this image alone: another one would take its place.')),
                  ...kept,
                ],
              },
            ),
          ]),
          1,
        ),
      ],
      1,
    ),
  ];
}
