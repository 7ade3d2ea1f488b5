/** Name of the project file, at the root of a workspace or repository. */
export const projectFileName = '.multiarch.yaml';

/** Names under which Compose looks for its files, the first goes first (compose-spec, "Compose file"). */
export const composeFileNames = [
  'compose.yaml',
  'compose.yml',
  'docker-compose.yaml',
  'docker-compose.yml',
] as const;

/** Names under which bake looks for its files, without those of compose (docs.docker.com, "Bake file"). */
export const bakeFileNames = [
  'docker-bake.json',
  'docker-bake.hcl',
  'docker-bake.override.json',
  'docker-bake.override.hcl',
] as const;
