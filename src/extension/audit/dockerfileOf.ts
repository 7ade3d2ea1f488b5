import { Uri, workspace } from 'vscode';
import { destinationOf } from '../../core/build/buildRequest.ts';
import { sameRepository } from '../../core/audit/sameRepository.ts';
import type { ImageSubject } from '../../core/image/inspection.ts';
import { parseReference } from '../../core/image/reference.ts';
import type { SentAudit } from '../../protocol/audit.ts';
import { dockerfileOf, type BuildRuns, type EndedBuild } from '../build/buildRuns.ts';

/** The Dockerfile that an image was built from, and the stage, where it was not the last one. */
export interface BuiltFrom {
  readonly file: Uri;
  readonly target?: string;
}

/**
 * Finds the Dockerfile of an image: that of the last build of this window that made it; else the one that its
 * provenance names, where a folder of the workspace is a clone of the very repository.
 */
export async function findDockerfile(
  subject: ImageSubject,
  { source }: Pick<SentAudit, 'source'>,
  runs: Pick<BuildRuns, 'recent'>,
): Promise<BuiltFrom | undefined> {
  for (const build of [...runs.recent()].reverse()) {
    const found = build.end.kind === 'done' ? builtBy(build, subject) : undefined;
    if (found !== undefined) return found;
  }
  return source === undefined ? undefined : findSource(source);
}

function builtBy(build: EndedBuild, subject: ImageSubject): BuiltFrom | undefined {
  const { request, scope } = build;
  if ('path' in subject) {
    const destination = destinationOf(request);
    if (destination === undefined) return undefined;
    const isThis = Uri.joinPath(scope.uri, destination).fsPath === Uri.file(subject.path).fsPath;
    return isThis ? { file: dockerfileOf(build), ...targetOf(request.target) } : undefined;
  }
  const name = nameOf(subject.reference);
  const isNamed = (tags: readonly string[]) => tags.some((tag) => nameOf(tag) === name);
  if (request.bake === undefined) {
    return isNamed(request.tags)
      ? { file: dockerfileOf(build), ...targetOf(request.target) }
      : undefined;
  }
  const baked = request.bake.plan?.find(({ tags }) => isNamed(tags));
  if (baked?.dockerfile === undefined) return undefined;
  return { file: Uri.file(baked.dockerfile), ...targetOf(baked.stage) };
}

function targetOf(target: string | undefined): Pick<BuiltFrom, 'target'> {
  return target === undefined ? {} : { target };
}

/** With its tag; what stands behind a digest was pushed by this name, too. */
function nameOf(reference: string): string {
  const parsed = parseReference(reference);
  if (!parsed.ok) return reference;
  const { domain, path, tag = 'latest' } = parsed.value;
  return `${domain}/${path}:${tag}`;
}

/** Longest configuration of git that is looked at, in bytes. */
const longest = 256 * 1024;

async function findSource({
  repository,
  file,
}: NonNullable<SentAudit['source']>): Promise<BuiltFrom | undefined> {
  // A path out of the folder is none of its files.
  if (file === '' || file.split(/[/\\]/).includes('..')) return undefined;
  for (const { uri } of workspace.workspaceFolders ?? []) {
    const config = await readText(Uri.joinPath(uri, '.git/config'));
    if (config === undefined || config.length > longest) continue;
    const remotes = [...config.matchAll(/^[ \t]*url[ \t]*=[ \t]*(\S+)/gm)].map(
      ([, url = '']) => url,
    );
    if (!remotes.some((remote) => sameRepository(remote, repository))) continue;
    const found = Uri.joinPath(uri, file);
    if ((await readText(found)) !== undefined) return { file: found };
  }
  return undefined;
}

async function readText(uri: Uri): Promise<string | undefined> {
  return workspace.fs.readFile(uri).then(
    (bytes) => new TextDecoder().decode(bytes),
    () => undefined,
  );
}
