import path from 'node:path';

/**
 * The Dockerfile that a build takes, as an absolute path: without `file` it is `Dockerfile` in the context
 * (docker/build-push-action 6, action.yml). Undefined where it is not on this machine.
 *
 * @param root absolute path of the folder that paths are relative to
 */
export function dockerfileAt(
  root: string,
  context: string | undefined = '.',
  file?: string,
): string | undefined {
  if (/^[a-z+]+:\/\/|^git@|\.git(?:#|$)/i.test(context)) return undefined;
  return file === undefined ? path.resolve(root, context, 'Dockerfile') : path.resolve(root, file);
}
