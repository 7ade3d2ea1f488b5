/** Name of the project file, at the root of a workspace or repository. */
export const projectFileName = '.multiarch.yaml';

/** Names under which Compose looks for its files, the first goes first (compose-go 2.13, cli/options.go). */
export const composeFileNames = [
  'compose.yaml',
  'compose.yml',
  'docker-compose.yml',
  'docker-compose.yaml',
] as const;

/** Names of the file that Compose lays over the one that it has found, the first goes first (ibidem). */
export const composeOverrideNames = [
  'compose.override.yml',
  'compose.override.yaml',
  'docker-compose.override.yml',
  'docker-compose.override.yaml',
] as const;

/** Names under which bake looks for its files, without those of compose (docs.docker.com, "Bake file"). */
export const bakeFileNames = [
  'docker-bake.json',
  'docker-bake.hcl',
  'docker-bake.override.json',
  'docker-bake.override.hcl',
] as const;

/**
 * The files that are read together with one of a folder: all default bake files with a default bake file, the
 * override with the compose file that Compose finds there; any other file stands for itself.
 *
 * @param names of what is in the folder
 */
export function filesReadWith(name: string, names: readonly string[]): readonly string[] {
  if ((bakeFileNames as readonly string[]).includes(name)) {
    return bakeFileNames.filter((each) => each === name || names.includes(each));
  }
  const base = composeFileNames.find((each) => each === name || names.includes(each));
  const override = composeOverrideNames.find((each) => names.includes(each));
  return base !== name || override === undefined ? [name] : [name, override];
}

/** What a file is to us. */
export type FileKind =
  'dockerfile' | 'compose' | 'project-file' | 'bake' | 'manifest-spec' | ImageFileKind | 'other';

/** A file that is no Dockerfile and no compose file, and names images that somebody runs. */
export type ImageFileKind = 'kubernetes' | 'helm-values' | 'devcontainer' | 'workflow' | 'gitlab';

const imageFileKinds: ReadonlySet<FileKind> = new Set([
  ...(['kubernetes', 'helm-values', 'devcontainer', 'workflow', 'gitlab'] as const),
]);

/** Whether files of a kind name images that somebody runs, and are no compose files. */
export function isImageFile(kind: FileKind): kind is ImageFileKind {
  return imageFileKinds.has(kind);
}

const yaml = /\.ya?ml$/i;
const composeName = /^(?:docker-)?compose[^/]*\.ya?ml$/i;
const devcontainerName = /^\.?devcontainer\.json$/i;
const workflowPath = /(?:^|\/)\.github\/workflows\/[^/]+$/i;
const actionName = /^action\.ya?ml$/i;
const gitlabName = /\.gitlab-ci\.ya?ml$/i;

/** Whether a file is one for bake, by its name: any in HCL, and in JSON those with `bake` in the name. */
export function isBakeFileName(file: string): boolean {
  const name = file
    .slice(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1)
    .toLowerCase();
  return name.endsWith('.hcl') || (name.endsWith('.json') && name.includes('bake'));
}

/** How much of a file is looked at to tell what it is, in characters. */
const sniffed = 64 * 1024;

/**
 * What a file is: `.multiarch.yaml`, bake, compose, devcontainer and CI files by their names
 * (`docker-bake.hcl`, `ci.hcl`, `app-bake.json`, `docker-compose.prod.yml`, `.github/workflows/build.yml`), other YAML files by what
 * they hold (compose files, specs of manifest lists, Kubernetes objects, values of Helm charts), everything
 * else is a Dockerfile.
 *
 * @param file its name, with the folders that are known, separated by `/`
 * @param language of the editor, where it is known
 */
export function fileKind(file: string, text: string, language?: string): FileKind {
  const name = file.slice(file.lastIndexOf('/') + 1);
  if (language === 'dockerfile') return 'dockerfile';
  if (language === 'dockercompose') return 'compose';
  if (name === projectFileName) return 'project-file';
  if (isBakeFileName(name)) return 'bake';
  if (devcontainerName.test(name)) return 'devcontainer';
  if (!yaml.test(name)) return language === undefined ? 'dockerfile' : otherKind(text);
  if (workflowPath.test(file)) return 'workflow';
  if (gitlabName.test(name)) return 'gitlab';
  if (composeName.test(name)) return 'compose';
  const start = text.slice(0, sniffed);
  if (actionName.test(name) && /^runs:/m.test(start)) return 'workflow';
  // `values.yaml`, `values-prod.yaml`, `prod.values.yaml`
  const isValues = name.toLowerCase().split(/[-._]/).includes('values');
  if (isValues && /^[ \t-]*(?:[A-Za-z]*[iI]mage|repository):/m.test(start)) {
    return 'helm-values';
  }
  return otherKind(start);
}

function otherKind(text: string): FileKind {
  const start = text.slice(0, sniffed);
  if (looksLikeCompose(start)) return 'compose';
  if (looksLikeSpec(start)) return 'manifest-spec';
  return looksLikeObject(start) ? 'kubernetes' : 'other';
}

/** `apiVersion:` and `kind:` at the left margin, and a container or a volume that is an image below. */
function looksLikeObject(text: string): boolean {
  return (
    /^apiVersion:[ \t]/m.test(text) &&
    /^kind:[ \t]/m.test(text) &&
    /^[ \t-]+(?:image|reference|containers):/m.test(text)
  );
}

/**
 * `image:` and `manifests:` at the left margin, and none of what Kubernetes' objects, Cloud Foundry's
 * `manifest.yml` and Kustomize have there.
 */
function looksLikeSpec(text: string): boolean {
  return (
    /^image:(?:\s|$)/m.test(text) &&
    /^manifests:[ \t]*(?:[#[].*)?\r?$/m.test(text) &&
    !/^(?:apiVersion|kind|applications|resources):/m.test(text)
  );
}

/** `services:` at the left margin, and an image or a build below: no workflow, no Kubernetes object. */
function looksLikeCompose(text: string): boolean {
  return /^services:[ \t]*(?:#.*)?\r?$/m.test(text) && /^[ \t]+(?:image|build):/m.test(text);
}
