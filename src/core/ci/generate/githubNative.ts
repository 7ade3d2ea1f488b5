import { partOf, suffixes, type CiImage, type CiPart, type CiPlan } from './ciPlan.ts';
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
import { apart, comment, indent, scalar, type Lines } from './yamlLines.ts';

/**
 * A workflow with a job for each platform on a machine that runs it, if there is one, and a job that joins
 * the digests (docs.docker.com, "Multi-platform image with GitHub Actions"; labels of machines:
 * docs.github.com, "GitHub-hosted runners reference").
 */
export function githubNative(plan: CiPlan): Lines {
  const names = suffixes(plan.images);
  const jobs = plan.images.flatMap((image, index) => {
    const suffix = names[index] ?? '';
    return [buildJob(plan, image, suffix), joinJob(image, suffix)];
  });
  return apart([githubHead(plan), ['jobs:', ...indent(apart(jobs), 1)]]);
}

function buildJob({ cache }: CiPlan, image: CiImage, suffix: string): Lines {
  const parts = image.platforms.map(partOf);
  const scope = suffix === '' ? '${{ matrix.slug }}' : `${suffix.slice(1)}-\${{ matrix.slug }}`;
  const isEmulated = parts.some(({ emulator }) => emulator !== '');
  return [
    `build${suffix}:`,
    ...indent(
      [
        jobName('Build ${{ matrix.platform }}', suffix),
        'strategy:',
        ...comment('When one platform fails, what the others find out is worth having.').map(
          (line) => `  ${line}`,
        ),
        '  fail-fast: false',
        '  matrix:',
        '    include:',
        ...indent(parts.flatMap(row), 3),
        'runs-on: ${{ matrix.runner }}',
        ...permissions(image.registry, true),
        'steps:',
        ...indent(
          apart([
            checkoutStep,
            ...(isEmulated
              ? [
                  qemuStep(
                    '${{ matrix.emulator }}',
                    'Only where the machine does not run the platform itself, and before the builder is made, which looks once what it can run.',
                    'matrix.emulator',
                  ),
                ]
              : []),
            buildxStep,
            loginStep(image, notPullRequest),
            metadataStep(
              image,
              'Here for the labels; the tags are given when all platforms are there.',
            ),
            buildStep(image, cacheInputs(cache, image, scope)),
            keepStep,
            uploadStep(suffix),
          ]),
          1,
        ),
      ],
      1,
    ),
  ];
}

function row(part: CiPart): Lines {
  return [
    ...(part.emulator === 'arm'
      ? comment(
          'The nearest machine. Without `emulator` it is for the processor to run 32-bit ARM itself, which not each one can.',
        )
      : part.emulator === ''
        ? []
        : comment('No machine of GitHub runs it: it is emulated, beside the others.')),
    `- platform: ${part.platform}`,
    `  slug: ${part.slug}`,
    `  runner: ${part.machine === 'arm64' ? 'ubuntu-24.04-arm' : 'ubuntu-24.04'}`,
    ...(part.emulator === '' ? [] : [`  emulator: ${scalar(part.emulator)}`]),
  ];
}

function buildStep(image: CiImage, cache: Lines): Lines {
  const push = `\${{ ${notPullRequest} }}`;
  return useStep(
    'No tags: a push by digest refuses them, and what several jobs tag the same is what the last one made of it.',
    {
      ...{ name: 'Build, and push by digest', id: 'build', uses: 'docker/build-push-action@v7' },
      inputs: [
        ...buildInputs(image),
        'platforms: ${{ matrix.platform }}',
        'labels: ${{ steps.names.outputs.labels }}',
        `outputs: type=image,name=${image.repository},push-by-digest=true,name-canonical=true,push=${push}`,
        ...(cache.length === 0
          ? []
          : comment('One for each platform: in a shared one, each takes the place of the others.')),
        ...cache,
      ],
    },
  );
}

const keepStep: Lines = [
  ...comment('The only trace of what was pushed: without it nothing names the image.'),
  '- name: Keep the digest',
  `  if: ${notPullRequest}`,
  '  env:',
  '    DIGEST: ${{ steps.build.outputs.digest }}',
  '  run: |',
  '    mkdir -p "$RUNNER_TEMP/digests"',
  '    touch "$RUNNER_TEMP/digests/${DIGEST#sha256:}"',
];

function uploadStep(suffix: string): Lines {
  return useStep('Each job under a name of its own: an artifact is never added to.', {
    ...{
      name: 'Hand on the digest',
      uses: 'actions/upload-artifact@v7',
      condition: notPullRequest,
    },
    inputs: [
      `name: digest${suffix}-\${{ matrix.slug }}`,
      'path: ${{ runner.temp }}/digests/*',
      'if-no-files-found: error',
      'retention-days: 1',
    ],
  });
}

function joinJob(image: CiImage, suffix: string): Lines {
  const count = image.platforms.length;
  return [
    `join${suffix}:`,
    ...indent(
      [
        jobName('Join the platforms', suffix),
        `needs: build${suffix}`,
        `if: ${notPullRequest}`,
        'runs-on: ubuntu-24.04',
        ...permissions(image.registry, false),
        'steps:',
        ...indent(
          apart([
            useStep('All digests in one folder, each as the name of a file.', {
              ...{ name: 'Take the digests', uses: 'actions/download-artifact@v8' },
              inputs: [
                'path: ${{ runner.temp }}/digests',
                `pattern: digest${suffix}-linux-*`,
                'merge-multiple: true',
              ],
            }),
            useStep('A current buildx: from 0.30 on it takes attestations along whole.', {
              ...{ name: 'Set up buildx', uses: 'docker/setup-buildx-action@v4' },
            }),
            loginStep(image),
            metadataStep(image, 'The tags, all of which name the one list.'),
            [
              ...comment(
                'Joins by digest what was pushed: nothing is pulled or built. A list with a platform too few would take it away from everybody, so that is refused.',
              ),
              '- name: Join and tag',
              '  working-directory: ${{ runner.temp }}/digests',
              '  env:',
              `    IMAGE: ${scalar(image.repository)}`,
              `    EXPECTED: ${count}`,
              '  run: |',
              '    set -- *',
              '    [ "$#" -eq "$EXPECTED" ] || { echo "::error::$# digests, not $EXPECTED"; exit 1; }',
              '    mapfile -t tags <<< "$DOCKER_METADATA_OUTPUT_TAGS"',
              '    docker buildx imagetools create "${tags[@]/#/--tag=}" "${@/#/$IMAGE@sha256:}"',
            ],
            [
              ...comment('For the log: the platforms that each tag has now.'),
              '- name: Show the list',
              '  run: docker buildx imagetools inspect "${DOCKER_METADATA_OUTPUT_TAGS%%$\'\\n\'*}"',
            ],
          ]),
          1,
        ),
      ],
      1,
    ),
  ];
}
