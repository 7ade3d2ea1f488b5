/** Fields of all tools that look at a Dockerfile. */
export const buildFields = {
  file: {
    kind: 'text',
    required: true,
    description:
      'Path of the Dockerfile, from the folder of the workspace or absolute, for example "Dockerfile" or "services/api/Dockerfile".',
  },
  platforms: {
    kind: 'texts',
    description:
      'Target platforms, for example ["linux/amd64", "linux/arm64"]. Left out: what the project says in a comment of the file, .multiarch.yaml, bake or compose files.',
  },
  target: {
    kind: 'text',
    description: 'The stage that is built. Left out: the last one.',
  },
  buildArgs: {
    kind: 'named-texts',
    description: 'Build arguments as for docker build, for example {"VERSION": "1.2"}.',
  },
} as const;
