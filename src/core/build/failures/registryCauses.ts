import type { KnownCause } from './knownCause.ts';

/** What registries refuse, and why they cannot be reached; the more telling ones first. */
export const registryCauses: readonly KnownCause[] = [
  {
    // OCI distribution specification 1.1, error codes.
    code: 'manifest-refused',
    in: 'error',
    pattern: /failed to push (\S{1,300}?):? [^\n]{0,600}MANIFEST_INVALID/,
    cause: 'The registry does not take the manifest of {1}.',
    advice:
      'Older registries know no manifest lists of the OCI, or no attestations in them. Turn attestations off with --provenance=false and --sbom=false, or push with oci-mediatypes=false.',
    remedies: ['choose-output'],
  },
  {
    // net/http: server gave HTTP response to HTTPS client.
    code: 'registry-is-http',
    in: 'error',
    pattern:
      /(?:Head|Get|Post|Put|Patch) "https:\/\/([^/"\s]{1,300})[^"\n]{0,2000}": http: server gave HTTP response to HTTPS client/i,
    cause: 'The registry {1} speaks plain HTTP, and the builder expects HTTPS.',
    advice:
      'The builder must be told that it may use HTTP: `[registry."{1}"]` with `http = true` in its buildkitd.toml, or `insecure-registries` of the engine for the docker driver.',
    remedies: ['mark-insecure'],
  },
  {
    code: 'registry-not-trusted',
    in: 'error',
    pattern:
      /(?:Head|Get|Post|Put|Patch) "https:\/\/([^/"\s]{1,300})[^"\n]{0,2000}": (?:tls|x509): ([^\n]{1,200})/i,
    cause: 'The builder does not trust the certificate of the registry {1}: {2}.',
    advice: 'Give the builder the certificate authority of the registry in its buildkitd.toml.',
    remedies: ['mark-insecure'],
  },
  {
    // containerd remotes/docker/resolver.go and pusher.go.
    code: 'push-denied',
    in: 'error',
    pattern:
      /failed to push (\S{1,300}?):? .{0,400}(?:push access denied|40[13] (?:Unauthorized|Forbidden)|insufficient_scope|authorization failed|denied: )/,
    cause: 'The registry does not let you push {1}.',
    advice:
      'Log in with an account that may write to this repository (docker login), or give the image a name of yours.',
    remedies: ['log-in', 'retry'],
  },
  {
    code: 'rate-limited',
    in: 'error',
    pattern: /toomanyrequests|429 Too Many Requests/i,
    cause: 'The registry answers no more for now: there were too many requests.',
    advice: 'Docker Hub counts pulls per account, or per address without one. Log in, or wait.',
    remedies: ['log-in', 'retry'],
  },
  {
    code: 'pull-denied',
    in: 'error',
    pattern:
      /failed to resolve source metadata for (\S{1,300}): .{0,400}(?:pull access denied|authorization failed|40[13] (?:Unauthorized|Forbidden)|insufficient_scope)/,
    cause:
      'The registry does not show the image {1}: it does not exist there, or you may not read it.',
    advice: 'Look at its name, and log in if the repository is private (docker login).',
    remedies: ['log-in', 'find-tag', 'open-file'],
  },
  {
    // containerd errdefs.ErrNotFound after the reference.
    code: 'image-not-found',
    in: 'error',
    pattern: /failed to resolve source metadata for (\S{1,300}): \S{1,300}: not found/,
    cause: 'There is no image {1}.',
    advice:
      'Look at its name and tag. Without a registry in its name it is looked for on Docker Hub.',
    remedies: ['find-tag', 'open-file'],
  },
  {
    // net: dial errors of Go.
    code: 'registry-unreachable',
    in: 'error',
    pattern:
      /(?:Head|Get|Post|Put|Patch) "https?:\/\/([^/"\s]{1,300})[^"\n]{0,2000}": (?:[^\n]{0,300} )?(no such host|connection refused|i\/o timeout|network is unreachable|no route to host|context deadline exceeded|EOF)/i,
    cause: 'The builder cannot reach the registry {1}: {2}.',
    advice:
      'It is the builder that must reach it, from its own container or machine: there 127.0.0.1 is the builder itself, and a proxy is set for the builder.',
    remedies: ['retry', 'show-builders'],
  },
];
