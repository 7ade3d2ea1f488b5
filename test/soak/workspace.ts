import { makeDockerfile } from '../bench/dockerfile.ts';
import { singleImages } from './surroundings.ts';

/** Files that are typed in, from a few lines to many. */
export const typedFiles = ['Dockerfile.small', 'Dockerfile.medium', 'Dockerfile.large'] as const;

/** A build that goes on until somebody cancels it. */
export const slowCommand = 'sleep 77';

/** The files of the workspace, by name. */
export function workspaceFiles(host: string): Readonly<Record<string, string>> {
  return {
    Dockerfile: `FROM busybox:1.37 AS app\nARG TARGETARCH\nCOPY stamp.txt /stamp\nRUN echo "for $TARGETARCH" > /made\n`,
    'Dockerfile.small': makeDockerfile(10, 'busybox:1.37'),
    'Dockerfile.medium': makeDockerfile(200, 'busybox:1.37'),
    'Dockerfile.large': makeDockerfile(2_000, 'busybox:1.37'),
    'Dockerfile.slow': `FROM busybox:1.37 AS slow\nRUN ${slowCommand}\n`,
    'Dockerfile.single': `FROM ${host}/${singleImages}:linux-amd64 AS only\n`,
    'list.yaml': listSpec(host, ['amd64', 'arm64']),
    'stamp.txt': 'nothing yet\n',
    '.dockerignore': '*.yaml\n',
  };
}

/** The spec of a manifest list of images for some architectures. */
export function listSpec(host: string, architectures: readonly string[]): string {
  const images = architectures.map((name) => `  - image: ${host}/${singleImages}:linux-${name}\n`);
  return `image: ${host}/soak/list:1\nmanifests:\n${images.join('')}`;
}
