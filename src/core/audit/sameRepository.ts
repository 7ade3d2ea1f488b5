/**
 * Whether two addresses are of one git repository, however they are written: `git@host:owner/app.git`,
 * `https://user@host/owner/app`, `ssh://git@host:22/owner/app.git#main` (git-clone(1), "GIT URLS").
 */
export function sameRepository(one: string, other: string): boolean {
  const name = repositoryName(one);
  return name !== undefined && name === repositoryName(other);
}

function repositoryName(address: string): string | undefined {
  const short = /^(?:[\w.-]+@)?([\w.-]+):(?!\/\/)([^\s#?]+)/.exec(address);
  const long = /^[a-z+]+:\/\/(?:[^/@\s]+@)?([\w.-]+)(?::\d+)?\/([^\s#?]+)/i.exec(address);
  const [, host, path] = long ?? short ?? [];
  if (host === undefined || path === undefined) return undefined;
  return `${host}/${path
    .replace(/^\//, '')
    .replace(/\/$/, '')
    .replace(/\.git$/, '')}`.toLowerCase();
}
