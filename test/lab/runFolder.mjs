import fs from 'node:fs';
import path from 'node:path';

/** Engine data, registry storage and client configuration of one lab; removed with it. */
export function makeRunFolder(cache, note) {
  const folder = fs.mkdtempSync(path.join(cache, 'run-'));
  note({ kind: 'folder', path: folder });
  return folder;
}

/**
 * Folders for docker, buildx and what registries answered, so that the user's own stay as they are: the
 * lab's images have names of Docker Hub.
 */
export function clientFolders(folder, buildxPlugin) {
  const configuration = path.join(folder, 'docker-config');
  const plugins = path.join(configuration, 'cli-plugins');
  fs.mkdirSync(plugins, { recursive: true });
  fs.symlinkSync(buildxPlugin, path.join(plugins, path.basename(buildxPlugin)));
  return {
    DOCKER_CONFIG: configuration,
    BUILDX_CONFIG: path.join(folder, 'buildx-config'),
    MULTIARCH_REGISTRY_CACHE: path.join(folder, 'registry-answers'),
  };
}
