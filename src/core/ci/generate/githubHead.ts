import type { CiPlan } from './ciPlan.ts';
import { apart, comment, scalar, type Lines } from './yamlLines.ts';

/** What stands above the jobs of a workflow: when it runs, and what it may. */
export function githubHead({ images, strategy, branch }: CiPlan): Lines {
  const names = images.map(({ repository }) => repository).join(', ');
  const how =
    strategy === 'native'
      ? 'Each platform is built on the nearest machine and pushed by its digest, without a tag; then all digests are joined to one manifest list, which gets the tags.'
      : 'One machine builds all platforms. What is not its own is emulated: simple, and slow where something is compiled.';
  return apart([
    [...comment(`Builds ${names}. ${how}`), 'name: Image'],
    [
      'on:',
      '  push:',
      `    branches: [${scalar(branch)}]`,
      ...comment('v1.2.3 gets the tags 1.2.3 and 1.2.').map((line) => `    ${line}`),
      '    tags: ["v*"]',
      ...comment('Built, to see that it can be; nothing is pushed.').map((line) => `  ${line}`),
      '  pull_request:',
    ],
    [
      ...comment(
        'A newer push to a pull request ends the older run. Two runs that push the same tags wait for each other: the one that began last must end last.',
      ),
      'concurrency:',
      '  group: ${{ github.workflow }}-${{ github.ref }}',
      "  cancel-in-progress: ${{ github.event_name == 'pull_request' }}",
    ],
    [...comment('Jobs that push ask for more.'), 'permissions:', '  contents: read'],
  ]);
}

/** What a job may that pushes to a registry. */
export function permissions(registry: string, reads: boolean): Lines {
  const rows = [
    ...(reads ? ['  contents: read'] : []),
    ...(registry === 'ghcr.io' ? ['  packages: write'] : []),
  ];
  return rows.length === 0 ? ['permissions: {}'] : ['permissions:', ...rows];
}
