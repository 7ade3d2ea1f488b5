import { emulatorsOf, partOf, suffixes, type CiImage, type CiPart, type CiPlan } from './ciPlan.ts';
import { apart, comment, indent, scalar, shellWord, type Lines } from './yamlLines.ts';

/**
 * A pipeline of GitLab: docker in docker with TLS (docs.gitlab.com, "Use Docker to build Docker images"), on
 * the machines of GitLab.com ("Hosted runners on Linux"), with a job for each platform and one that joins
 * the digests, or with one job that emulates.
 */
export function gitlabPipeline(plan: CiPlan): Lines {
  const names = suffixes(plan.images);
  const isNative = plan.strategy === 'native';
  const jobs = plan.images.flatMap((image, index): readonly Lines[] => {
    const suffix = names[index] ?? '';
    return isNative
      ? [buildJob(plan, image, suffix), joinJob(image, suffix)]
      : [emulatedJob(plan, image, suffix)];
  });
  return apart([...head(plan, isNative), ...jobs]);
}

function head({ images }: CiPlan, isNative: boolean): readonly Lines[] {
  const names = images.map(({ repository }) => repository).join(', ');
  const how = isNative
    ? 'Each platform is built on the nearest machine and pushed by its digest, without a tag; then all digests are joined to one manifest list, which gets the tags.'
    : 'One machine builds all platforms. What is not its own is emulated: simple, and slow where something is compiled.';
  return [
    [...comment(`Builds ${names}. ${how}`), isNative ? 'stages: [build, join]' : 'stages: [build]'],
    [
      ...comment(
        'One pipeline for a commit. A merge request is built, to see that it can be; nothing is pushed.',
      ),
      'workflow:',
      '  rules:',
      '    - if: $CI_PIPELINE_SOURCE == "merge_request_event"',
      '      variables:',
      '        PUSH: "false"',
      '    - if: $CI_COMMIT_TAG',
      '    - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH',
    ],
    [
      'variables:',
      '  PUSH: "true"',
      ...comment('Where the daemon and its client find their certificates.').map(
        (line) => `  ${line}`,
      ),
      '  DOCKER_TLS_CERTDIR: /certs',
    ],
    [
      ...comment(
        'The job talks to a Docker engine of its own, for which the runner must be privileged: those of GitLab.com are.',
      ),
      '.docker:',
      '  image: docker:29-cli',
      '  services:',
      '    - docker:29-dind',
      '  before_script:',
      ...indent(loginScript(images), 2),
      ...indent(
        [
          ...comment(
            "The engine's own builder cannot push by digest. One that can is told of the engine by a context, because certificates come from the environment.",
          ),
          '- docker context create engine',
          '- docker buildx create --name ci --driver docker-container --use engine',
        ],
        2,
      ),
    ],
  ];
}

/** GitLab's registry takes the token of the job; others take variables of the project. */
function loginScript(images: readonly CiImage[]): Lines {
  const registries = [...new Set(images.map(({ registry }) => registry))];
  return registries.flatMap((registry) =>
    isGitlab(registry)
      ? [
          `- if [ "$PUSH" = true ]; then echo "$CI_REGISTRY_PASSWORD" | docker login --username "$CI_REGISTRY_USER" --password-stdin "$CI_REGISTRY"; fi`,
        ]
      : [
          ...comment(
            'Set both variables in the settings of the project: masked, and protected if your branches are.',
          ),
          `- if [ "$PUSH" = true ]; then echo "$REGISTRY_TOKEN" | docker login --username "$REGISTRY_USERNAME" --password-stdin ${shellWord(registry)}; fi`,
        ],
  );
}

function isGitlab(registry: string): boolean {
  return registry.startsWith('$') || registry === 'registry.gitlab.com';
}

function buildJob(plan: CiPlan, image: CiImage, suffix: string): Lines {
  const parts = image.platforms.map(partOf);
  const isEmulated = parts.some(({ emulator }) => emulator !== '');
  return [
    `build${suffix}:`,
    ...indent(
      [
        'extends: .docker',
        'stage: build',
        'parallel:',
        '  matrix:',
        ...indent(parts.flatMap(row), 2),
        'tags:',
        '  - $RUNNER',
        'variables:',
        `  IMAGE: ${scalar(image.repository)}`,
        'script:',
        ...indent(
          [
            ...(isEmulated
              ? [
                  ...comment('Only where the machine does not run the platform itself.'),
                  '- if [ -n "$EMULATOR" ]; then docker run --privileged --rm tonistiigi/binfmt --install "$EMULATOR"; fi',
                ]
              : []),
            ...cacheScript(
              plan,
              '$SLUG',
              'One for each platform: in a shared one, each takes the place of the others.',
            ),
            ...comment(
              'No tags: a push by digest refuses them, and what several jobs tag the same is what the last one made of it.',
            ),
            '- >-',
            ...indent(
              [
                'docker buildx build --platform "$PLATFORM" --metadata-file metadata.json $CACHE',
                '--output "type=image,name=$IMAGE,push-by-digest=true,name-canonical=true,push=$PUSH"',
                ...buildOptions(image),
              ],
              1,
            ),
            ...comment('The only trace of what was pushed: without it nothing names the image.'),
            `- mkdir -p digests${suffix}`,
            `- grep -o '"containerimage.digest":[^,}]*' metadata.json | grep -o 'sha256:[0-9a-f]*' > "digests${suffix}/$SLUG"`,
          ],
          0,
        ).map((line) => `  ${line}`),
        'artifacts:',
        '  paths:',
        `    - digests${suffix}/`,
        '  expire_in: 1 day',
      ],
      1,
    ),
  ];
}

function row(part: CiPart): Lines {
  return [
    ...(part.emulator === 'arm'
      ? comment(
          'The nearest machine. Without an emulator it is for the processor to run 32-bit ARM itself, which not each one can.',
        )
      : part.emulator === ''
        ? []
        : comment('No machine of GitLab runs it: it is emulated, beside the others.')),
    `- PLATFORM: ${part.platform}`,
    `  SLUG: ${part.slug}`,
    `  RUNNER: saas-linux-small-${part.machine}`,
    ...(part.emulator === '' ? [] : [`  EMULATOR: ${part.emulator}`]),
  ];
}

/** The cache of a platform, which a merge request reads and does not write. */
function cacheScript({ cache }: CiPlan, scope: string, reason: string): Lines {
  if (cache === 'none') return ['- CACHE='];
  return [
    ...comment(`${reason} A merge request only reads.`),
    `- CACHE="--cache-from type=registry,ref=$IMAGE:cache-${scope}"`,
    `- if [ "$PUSH" = true ]; then CACHE="$CACHE --cache-to type=registry,mode=max,ref=$IMAGE:cache-${scope}"; fi`,
  ];
}

function buildOptions(image: CiImage): Lines {
  return [
    `--file ${shellWord(image.dockerfile)}`,
    ...(image.target === undefined ? [] : [`--target ${shellWord(image.target)}`]),
    ...Object.entries(image.buildArgs).map(
      ([name, value]) => `--build-arg ${shellWord(`${name}=${value}`)}`,
    ),
    shellWord(image.context),
  ];
}

/** Sets TAGS to what the list is called: `--tag` and a name each. */
const tagScript: Lines = [
  ...comment('A tag of the repository, else the branch; `latest` is the default branch.'),
  '- TAGS="--tag $IMAGE:$CI_COMMIT_REF_SLUG"',
  '- if [ -n "$CI_COMMIT_TAG" ]; then TAGS="--tag $IMAGE:${CI_COMMIT_TAG#v}"; fi',
  '- if [ "$CI_COMMIT_BRANCH" = "$CI_DEFAULT_BRANCH" ]; then TAGS="$TAGS --tag $IMAGE:latest"; fi',
];

function joinJob(image: CiImage, suffix: string): Lines {
  return [
    `join${suffix}:`,
    ...indent(
      [
        'extends: .docker',
        'stage: join',
        `needs: [build${suffix}]`,
        'rules:',
        '  - if: $PUSH == "true"',
        ...comment('The later of two pipelines tags last.'),
        `resource_group: join${suffix}`,
        'variables:',
        `  IMAGE: ${scalar(image.repository)}`,
        'script:',
        ...[
          ...tagScript,
          ...comment(
            'Joins by digest what was pushed: nothing is pulled or built. A list with a platform too few would take it away from everybody, so that is refused.',
          ),
          '- set --',
          `- for file in digests${suffix}/*; do set -- "$@" "$IMAGE@$(cat "$file")"; done`,
          `- if [ "$#" -ne ${image.platforms.length} ]; then echo "$# digests, not ${image.platforms.length}"; exit 1; fi`,
          '- docker buildx imagetools create $TAGS "$@"',
          '- docker buildx imagetools inspect "${TAGS##* }"',
        ].map((line) => `  ${line}`),
      ],
      1,
    ),
  ];
}

function emulatedJob(plan: CiPlan, image: CiImage, suffix: string): Lines {
  const emulators = emulatorsOf(image.platforms);
  return [
    `image${suffix}:`,
    ...indent(
      [
        'extends: .docker',
        'stage: build',
        'tags:',
        '  - saas-linux-small-amd64',
        ...comment('The later of two pipelines tags last.'),
        `resource_group: image${suffix}`,
        'variables:',
        `  IMAGE: ${scalar(image.repository)}`,
        'script:',
        ...[
          ...(emulators.length === 0
            ? []
            : [
                ...comment('Only what is needed, on the engine of this job.'),
                `- docker run --privileged --rm tonistiigi/binfmt --install ${emulators.join(',')}`,
              ]),
          ...tagScript,
          ...cacheScript(
            plan,
            suffix === '' ? 'image' : suffix.slice(1),
            'Of this image alone: another one would take its place.',
          ),
          ...comment(
            'One build for all platforms: its result is one manifest list, and so it gets the tags here.',
          ),
          '- >-',
          `  docker buildx build --platform ${image.platforms.join(',')} $TAGS $CACHE`,
          '  --output "type=image,push=$PUSH"',
          ...indent(buildOptions(image), 1),
        ].map((line) => `  ${line}`),
      ],
      1,
    ),
  ];
}
