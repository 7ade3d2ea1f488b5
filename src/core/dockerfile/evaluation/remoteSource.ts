/**
 * What a source of ADD or COPY is: something to download, a git repository, or a path. A path that
 * begins with `github.com/` is a repository to ADD only.
 */
export type SourceKind = 'download' | 'git' | 'git or path' | 'path';

/** `user@host:path`, as ssh has it. */
const SSH_PATH = /^[a-zA-Z0-9_-]+@[a-zA-Z0-9.-]+:/;

const WEB = /^https?:\/\/([^?#]*)/i;

/**
 * Tells what a source is (BuildKit 0.32, frontend/dockerfile/dfgitutil, ParseGitRef, and
 * dockerfile2llb, isHTTPSource).
 *
 * @param text after expansion
 */
export function kindOfSource(text: string): SourceKind {
  if (text.startsWith('github.com/')) return 'git or path';
  if (SSH_PATH.test(text) || /^(?:git|ssh):\/\//i.test(text)) return 'git';
  const address = WEB.exec(text)?.[1];
  if (address === undefined) return 'path';
  if (address.includes('/') && address.endsWith('.git')) return 'git';
  // Here the case of the scheme counts.
  return text.startsWith('http') ? 'download' : 'path';
}

/** What BuildKit has against a source of COPY, which must be a path. */
export function copySourceProblem(text: string): string | undefined {
  switch (kindOfSource(text)) {
    case 'download':
      return "source can't be a URL for COPY";
    case 'git':
      return "source can't be a git ref for COPY";
    case 'git or path':
    case 'path':
      return undefined;
  }
}
