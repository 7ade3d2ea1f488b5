import { familiarName, type Reference } from './reference.ts';

/**
 * The web page of an image's repository, for people; undefined where its registry has none that is known.
 * Addresses are those to which the registries' own pages link.
 */
export function registryPage({ domain, path, tag, digest }: Reference): string | undefined {
  const name = encodeURI(path);
  const [first = '', ...rest] = name.split('/');
  switch (domain) {
    case 'docker.io': {
      const familiar = familiarName({ domain, path });
      return familiar.includes('/')
        ? `https://hub.docker.com/r/${name}`
        : `https://hub.docker.com/_/${familiar}`;
    }
    // Leads on to the package's page on GitHub.
    case 'ghcr.io':
      return `https://ghcr.io/${name}`;
    case 'quay.io':
      return tag === undefined || digest !== undefined
        ? `https://quay.io/repository/${name}`
        : `https://quay.io/repository/${name}?tab=tags&tag=${encodeURIComponent(tag)}`;
    case 'mcr.microsoft.com':
      return `https://mcr.microsoft.com/artifact/mar/${name}`;
    case 'public.ecr.aws':
      return `https://gallery.ecr.aws/${name}`;
    case 'registry.gitlab.com':
      return rest.length === 0
        ? undefined
        : `https://gitlab.com/${first}/${rest[0] ?? ''}/container_registry`;
    default:
      // Google's registries lead a browser on to their console.
      return domain === 'gcr.io' || domain.endsWith('.gcr.io') || domain.endsWith('-docker.pkg.dev')
        ? `https://${domain}/${name}`
        : undefined;
  }
}
