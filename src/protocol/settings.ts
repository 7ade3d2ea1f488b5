import type { RuleLevel } from '../core/analysis/finding.ts';

/** The section under which every setting stands. */
export const settingsSection = 'multiarch';

/** Whether registries may be asked in the background: yes, each host only after a yes, or never. */
export type Lookups = 'on' | 'ask' | 'off';

/** Whether rules that BuildKit has too are shown: unless another extension shows them, always, never. */
export type OverlappingRules = 'auto' | 'on' | 'off';

/** The settings that the server reads, for one document. Shapes are package.json's. */
export interface Settings {
  readonly platforms: readonly string[];
  readonly rules: Readonly<Record<string, RuleLevel>>;
  readonly overlappingRules: OverlappingRules;
  readonly buildArgs: Readonly<Record<string, string>>;
  readonly codeLens: boolean;
  readonly inlayHints: boolean;
  readonly registry: {
    readonly lookups: Lookups;
    readonly allowedHosts: readonly string[];
    /** Registry host → base URLs that are asked before it. */
    readonly mirrors: Readonly<Record<string, readonly string[]>>;
    readonly insecure: readonly string[];
  };
}

/** What holds where the user has said nothing. */
export const defaultSettings: Settings = {
  platforms: ['linux/amd64', 'linux/arm64'],
  rules: {},
  overlappingRules: 'auto',
  buildArgs: {},
  codeLens: true,
  inlayHints: true,
  registry: { lookups: 'on', allowedHosts: [], mirrors: {}, insecure: [] },
};

/**
 * Reads the settings section that an editor sends. Whatever does not have the shape that
 * package.json promises is replaced by the default: a typo in a settings file breaks nothing.
 */
export function readSettings(section: unknown): Settings {
  const settings = asRecord(section);
  const registry = asRecord(settings['registry']);
  const platforms = stringList(settings['platforms']);
  const lookups = registry['lookups'];
  const overlapping = settings['overlappingRules'];
  return {
    platforms: platforms.length > 0 ? platforms : defaultSettings.platforms,
    rules: Object.fromEntries(
      Object.entries(asRecord(settings['rules'])).filter((entry): entry is [string, RuleLevel] =>
        isRuleLevel(entry[1]),
      ),
    ),
    overlappingRules: overlapping === 'on' || overlapping === 'off' ? overlapping : 'auto',
    buildArgs: Object.fromEntries(
      Object.entries(asRecord(settings['buildArgs'])).filter(
        (entry): entry is [string, string] => typeof entry[1] === 'string',
      ),
    ),
    codeLens: settings['codeLens'] !== false,
    inlayHints: settings['inlayHints'] !== false,
    registry: {
      lookups: lookups === 'off' || lookups === 'ask' ? lookups : 'on',
      allowedHosts: stringList(registry['allowedHosts']),
      mirrors: Object.fromEntries(
        Object.entries(asRecord(registry['mirrors'])).map(([host, urls]) => [
          host,
          typeof urls === 'string' ? [urls] : stringList(urls),
        ]),
      ),
      insecure: stringList(registry['insecure']),
    },
  };
}

/** The section of the editor's own settings for HTTP. */
export const httpSection = 'http';

/** What the editor says of proxies. Empty values say nothing. */
export interface HttpSettings {
  /** `http.proxy`: a web address. */
  readonly proxy: string;
  /** `http.noProxy`: hosts that are asked without it. */
  readonly noProxy: readonly string[];
  /** `http.proxyStrictSSL`: whether the certificate of a proxy is verified. */
  readonly strictSSL: boolean;
}

/** What holds where the editor says nothing. */
export const defaultHttpSettings: HttpSettings = { proxy: '', noProxy: [], strictSSL: true };

/** Reads the section `http`. With `http.proxySupport` `off` its proxy is for the editor alone. */
export function readHttpSettings(section: unknown): HttpSettings {
  const http = asRecord(section);
  const proxy = http['proxySupport'] === 'off' ? '' : http['proxy'];
  return {
    proxy: typeof proxy === 'string' ? proxy.trim() : '',
    noProxy: stringList(http['noProxy']),
    strictSSL: http['proxyStrictSSL'] !== false,
  };
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function stringList(value: unknown): string[] {
  return Array.isArray(value)
    ? value.filter((item): item is string => typeof item === 'string' && item.trim() !== '')
    : [];
}

function isRuleLevel(value: unknown): value is RuleLevel {
  return ['off', 'hint', 'information', 'warning', 'error'].includes(value as string);
}
