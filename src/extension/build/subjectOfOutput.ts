import { Uri } from 'vscode';
import { destinationOf, repositoryOf } from '../../core/build/buildRequest.ts';
import type { ImageSubject } from '../../core/image/inspection.ts';
import type { EndedBuild } from './buildRuns.ts';

/**
 * The images that a build has made, where they went, or the files that it has written instead; none where it made
 * nothing, or nobody tells where it is.
 */
export function subjectOfOutput({
  request,
  scope,
  progress,
}: Pick<EndedBuild, 'request' | 'scope' | 'progress'>): readonly ImageSubject[] {
  const { tags, output, bake } = request;
  if (bake !== undefined) {
    const asked = { push: 'registry', load: 'docker', cache: undefined }[bake.output ?? 'cache'];
    return (bake.plan ?? []).flatMap((target) => {
      const outputs = asked === undefined ? (target.outputs ?? []) : [asked];
      return imagesOf(target.tags, outputs.includes('registry'), outputs.includes('docker'));
    });
  }
  switch (output) {
    case 'push':
      return imagesOf(tags.slice(0, 1), true, false);
    case 'load':
      return imagesOf(tags.slice(0, 1), false, true);
    case 'digest': {
      const repository = repositoryOf(tags[0] ?? '');
      const digest = progress.exported();
      if (repository === undefined || digest === undefined) return [];
      return imagesOf([`${repository}@${digest}`], true, false);
    }
    case 'oci':
    case 'docker':
      return [
        { kind: 'archive', path: Uri.joinPath(scope.uri, destinationOf(request) ?? '').fsPath },
      ];
    case 'local':
    case 'tar': {
      const [platform, ...others] = request.platforms;
      return [
        {
          kind: output === 'local' ? 'layout' : 'archive',
          path: Uri.joinPath(scope.uri, destinationOf(request) ?? '').fsPath,
          // The files do not say what they are for, where they are for one.
          ...(platform !== undefined && others.length === 0 && { platform }),
        },
      ];
    }
    case 'cache':
      return [];
  }
}

function imagesOf(
  tags: readonly string[],
  isPushed: boolean,
  isLoaded: boolean,
): readonly ImageSubject[] {
  if (!isPushed && !isLoaded) return [];
  return tags.map((reference) => ({ kind: isPushed ? 'registry' : 'engine', reference }));
}
