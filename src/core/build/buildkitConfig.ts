/** Registries as the settings `multiarch.registry.*` name them. */
export interface RegistrySettings {
  /** Host → URLs of its mirrors, with or without a scheme. */
  readonly mirrors: Readonly<Record<string, readonly string[]>>;
  /** Hosts with or without a port, and networks (CIDR), that speak plain http. */
  readonly insecure: readonly string[];
}

/** A `buildkitd.toml`, and what of the settings it cannot say. */
export interface BuildkitConfig {
  /** Empty when there is nothing to say. */
  readonly text: string;
  /** Networks and mirrors that are no web address: BuildKit knows registries by host only. */
  readonly leftOut: readonly string[];
}

interface Registry {
  readonly mirrors: string[];
  insecure: boolean;
}

/** A host with an optional port, as in references. */
const host = /^(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:]+\])(?::\d{1,5})?$/;

/** A mirror: scheme, host with port, path. */
const mirrorUrl = /^(?:(https?):\/\/)?([^/]+)(\/[^?#]*)?$/;

/**
 * The registries of the settings as BuildKit's configuration (BuildKit 0.32, docs/buildkitd.toml.md).
 * `http` and `insecure` together mean what Docker calls insecure: https without a look at the
 * certificate, then plain http (util/resolver/resolver.go, fillInsecureOpts). A mirror is named without
 * its scheme; one of plain http is a registry of its own.
 */
export function buildkitConfig(settings: RegistrySettings): BuildkitConfig {
  const registries = new Map<string, Registry>();
  const leftOut: string[] = [];
  const registryOf = (name: string) => {
    const known = registries.get(name) ?? { mirrors: [], insecure: false };
    registries.set(name, known);
    return known;
  };
  for (const [name, mirrors] of Object.entries(settings.mirrors)) {
    for (const mirror of mirrors) {
      const [, scheme, server = '', path = ''] = mirrorUrl.exec(mirror.trim()) ?? [];
      if (!host.test(name) || !host.test(server)) {
        leftOut.push(`${name} → ${mirror}`);
        continue;
      }
      registryOf(name).mirrors.push(server + mirrorPath(path));
      if (scheme === 'http') registryOf(server).insecure = true;
    }
  }
  for (const name of settings.insecure) {
    if (host.test(name)) registryOf(name).insecure = true;
    else leftOut.push(name);
  }
  return { text: [...registries].map(tableOf).join('\n'), leftOut };
}

/** BuildKit puts `/v2` before the path itself (util/resolver/resolver.go, newMirrorRegistryHost). */
function mirrorPath(path: string): string {
  return path.replace(/^\/v2(?=\/|$)/, '').replace(/\/$/, '');
}

function tableOf([name, { mirrors, insecure }]: [string, Registry]): string {
  return [
    `[registry.${quoted(name)}]`,
    ...(mirrors.length === 0 ? [] : [`  mirrors = [${mirrors.map(quoted).join(', ')}]`]),
    ...(insecure ? ['  http = true', '  insecure = true'] : []),
    '',
  ].join('\n');
}

/** A basic string of TOML 1.0. Hosts and paths have no character but a backslash that it must escape. */
function quoted(text: string): string {
  const escaped = text.replaceAll('\\', '\\\\').replaceAll('"', '\\"');
  return `"${escaped.replaceAll(/\p{Cc}/gu, escapeControl)}"`;
}

function escapeControl(character: string): string {
  return `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`;
}
