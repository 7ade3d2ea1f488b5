import type { CiCache, CiImage } from './ciPlan.ts';
import { comment, indent, scalar, type Lines } from './yamlLines.ts';

/**
 * Steps of workflows, each a list item with the reason in front. Versions are the major tags of the actions'
 * own documentation: checkout 6, setup-qemu 4, setup-buildx 4, login 4, metadata 6, build-push 7,
 * upload-artifact 7, download-artifact 8.
 */
export const notPullRequest = "github.event_name != 'pull_request'";

/** A step that uses an action. */
export function useStep(
  reason: string,
  step: {
    readonly uses: string;
    readonly name: string;
    readonly id?: string;
    readonly condition?: string;
    readonly inputs?: Lines;
  },
): Lines {
  const { uses, name, id, condition, inputs = [] } = step;
  return [
    ...comment(reason),
    `- name: ${name}`,
    ...(id === undefined ? [] : [`  id: ${id}`]),
    ...(condition === undefined ? [] : [`  if: ${condition}`]),
    `  uses: ${uses}`,
    ...(inputs.length === 0 ? [] : ['  with:', ...indent(inputs, 2)]),
  ];
}

/** The files of the repository. */
export const checkoutStep: Lines = useStep(
  'The build context: without it a build gets no local changes of earlier steps, and no .dockerignore.',
  {
    ...{ name: 'Check out', uses: 'actions/checkout@v6' },
  },
);

/** What lists of checks show of a job: with its image, where another one has such a job, too. */
export function jobName(does: string, suffix: string): string {
  return `name: ${does}${suffix === '' ? '' : ` (${suffix.slice(1)})`}`;
}

/** Emulators for some platforms only. */
export function qemuStep(emulators: string, reason: string, condition?: string): Lines {
  return useStep(reason, {
    ...{ name: 'Set up emulators', uses: 'docker/setup-qemu-action@v4' },
    ...(condition !== undefined && { condition }),
    inputs: [`platforms: ${emulators}`],
  });
}

/** A builder that can build for other platforms and push by digest. */
export const buildxStep: Lines = useStep(
  "Docker's own builder cannot push by digest, nor keep a cache elsewhere: this makes one that can.",
  { name: 'Set up the builder', uses: 'docker/setup-buildx-action@v4' },
);

/** Logs in where the image is pushed; a pull request pushes nothing. */
export function loginStep({ registry }: CiImage, condition?: string): Lines {
  const [user, secret] =
    registry === 'ghcr.io'
      ? ['${{ github.actor }}', '${{ secrets.GITHUB_TOKEN }}']
      : registry === 'docker.io'
        ? ['${{ vars.DOCKERHUB_USERNAME }}', '${{ secrets.DOCKERHUB_TOKEN }}']
        : ['${{ vars.REGISTRY_USERNAME }}', '${{ secrets.REGISTRY_TOKEN }}'];
  return useStep(
    registry === 'ghcr.io'
      ? 'The token of this run may push, because the job asks for `packages: write`.'
      : 'Set the variable and the secret in the settings of the repository. A pull request of a fork gets neither, and needs none.',
    {
      ...{ name: 'Log in', uses: 'docker/login-action@v4' },
      ...(condition !== undefined && { condition }),
      inputs: [
        ...(registry === 'docker.io' ? [] : [`registry: ${scalar(registry)}`]),
        `username: ${user}`,
        `password: ${secret}`,
      ],
    },
  );
}

/** Tags and labels, of the branch or the version that is built. */
export function metadataStep({ repository }: CiImage, reason: string): Lines {
  return useStep(reason, {
    ...{ name: 'Work out names', id: 'names', uses: 'docker/metadata-action@v6' },
    inputs: [
      `images: ${scalar(repository)}`,
      'tags: |',
      '  type=ref,event=branch',
      '  type=ref,event=pr',
      '  type=semver,pattern={{version}}',
      '  type=semver,pattern={{major}}.{{minor}}',
      '  type=raw,value=latest,enable={{is_default_branch}}',
    ],
  });
}

/** What every build is given. */
export function buildInputs(image: CiImage): Lines {
  const args = Object.entries(image.buildArgs);
  return [
    `context: ${scalar(image.context)}`,
    `file: ${scalar(image.dockerfile)}`,
    ...(image.target === undefined ? [] : [`target: ${scalar(image.target)}`]),
    ...(args.length === 0
      ? []
      : ['build-args: |', ...args.map(([name, value]) => `  ${name}=${value}`)]),
  ];
}

/** The cache of one platform or image; nothing where none is kept. */
export function cacheInputs(cache: CiCache, image: CiImage, scope: string): Lines {
  switch (cache) {
    case 'none':
      return [];
    case 'gha':
      return [`cache-from: type=gha,scope=${scope}`, `cache-to: type=gha,mode=max,scope=${scope}`];
    case 'registry': {
      const ref = `${image.repository}:cache-${scope}`;
      return [
        `cache-from: type=registry,ref=${ref}`,
        '# A pull request must not write what the main branch reads.',
        `cache-to: \${{ ${notPullRequest} && ${formatted(`type=registry,mode=max,ref=${ref}`)} || '' }}`,
      ];
    }
  }
}

/** A text as a part of an expression: the expression in it becomes an argument of `format`. */
function formatted(text: string): string {
  const open = text.indexOf('${{ ');
  const close = text.indexOf(' }}', open);
  if (open === -1 || close === -1) return `'${text}'`;
  const around = `${text.slice(0, open)}{0}${text.slice(close + 3)}`;
  return `format('${around}', ${text.slice(open + 4, close)})`;
}
