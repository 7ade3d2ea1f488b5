import * as z from 'zod/mini';
import { fail, succeed, type Result } from '../../core/result.ts';

/** What docker shows a registry. Its fields have the names of docker's own; none of them: no login. */
export interface DockerCredential {
  readonly username?: string;
  readonly password?: string;
  /** Is exchanged for tokens, as an OAuth 2 refresh token. */
  readonly identitytoken?: string;
  /** Is a Bearer token already. */
  readonly registrytoken?: string;
}

/** Where docker looks for logins: what its config.json says about them. */
export interface DockerLogins {
  /** Logins in the file itself, by key as written: a host, or a URL of old clients. */
  readonly auths: ReadonlyMap<string, DockerCredential>;
  /** Registry host → suffix of its own helper's name, e.g. `ecr-login`. */
  readonly credHelpers: ReadonlyMap<string, string>;
  /** Suffix of the helper for all other hosts, e.g. `desktop`; empty without one. */
  readonly credsStore: string;
}

const optionalText = z.nullish(z.string());

const login = z.nullish(
  z.object({
    auth: optionalText,
    username: optionalText,
    password: optionalText,
    identitytoken: optionalText,
    registrytoken: optionalText,
  }),
);

const configFile = z.object({
  auths: z.nullish(z.record(z.string(), login)),
  credHelpers: z.nullish(z.record(z.string(), z.string())),
  credsStore: optionalText,
});

/** Docker refuses what it does not know here (docker/cli 29, configfile.parseEnvConfig). */
const environmentConfig = z.strictObject({
  auths: z.nullish(z.record(z.string(), z.strictObject({ auth: optionalText }))),
});

/**
 * Reads the logins of docker's config.json (docker/cli 29, cli/config/configfile). No text is no login;
 * one login that cannot be read spoils the file. Messages are docker's, and quote no secret.
 */
export function parseDockerLogins(text: string): Result<DockerLogins> {
  if (text.trim() === '') return parseDockerLogins('{}');
  const json = parseJson(text);
  if (!json.ok) return json;
  const config = configFile.safeParse(json.value);
  if (!config.success) return fail(invalidFile);
  const auths = new Map<string, DockerCredential>();
  for (const [key, entry] of Object.entries(config.data.auths ?? {})) {
    const decoded = decodeAuth(entry?.auth ?? '');
    if (!decoded.ok) return decoded;
    const { username, password, identitytoken, registrytoken } = { ...entry, ...decoded.value };
    auths.set(key, written({ username, password, identitytoken, registrytoken }));
  }
  const { credHelpers, credsStore } = config.data;
  return succeed({
    auths,
    credHelpers: new Map(Object.entries(credHelpers ?? {})),
    credsStore: credsStore ?? '',
  });
}

/** Reads the logins of the variable DOCKER_AUTH_CONFIG, by key (docker/cli 29, parseEnvConfig). */
export function parseEnvironmentLogins(
  text: string,
): Result<ReadonlyMap<string, DockerCredential>> {
  const json = parseJson(text);
  if (!json.ok) return json;
  const config = environmentConfig.safeParse(json.value);
  if (!config.success) return fail('DOCKER_AUTH_CONFIG does not have the expected fields');
  const auths = new Map<string, DockerCredential>();
  for (const [key, { auth }] of Object.entries(config.data.auths ?? {})) {
    if (!auth) return fail(`DOCKER_AUTH_CONFIG lacks the key \`auth\` for ${key}`);
    const decoded = decodeAuth(auth);
    if (!decoded.ok) return decoded;
    auths.set(key, decoded.value);
  }
  return succeed(auths);
}

/** The host, with its port, of a key of `auths` (docker/cli 29, credentials.ConvertToHostname). */
export function registryHostOf(key: string): string {
  const [, authority] = /^[a-z][a-z0-9+.-]*:\/\/(?:[^/?#@]*@)?([^/?#]+)/i.exec(key) ?? [];
  return authority ?? key.split('/', 1)[0] ?? '';
}

const invalidFile = 'invalid auth configuration file';

function decodeAuth(auth: string): Result<DockerCredential> {
  if (auth === '') return succeed({});
  if (!/^[A-Za-z0-9+/\r\n]*(?:={1,2}[\r\n]*)?$/.test(auth)) return fail(invalidFile);
  const text = Buffer.from(auth, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  if (colon < 1) return fail(invalidFile);
  const password = text.slice(colon + 1).replace(/^\0+/, '');
  return succeed({ username: text.slice(0, colon), password: withoutEndingNuls(password) });
}

/** Old clients padded passwords. */
function withoutEndingNuls(text: string): string {
  let end = text.length;
  while (text[end - 1] === '\0') end--;
  return text.slice(0, end);
}

/** Empty words count as absent, as in Go. */
function written(
  fields: Record<keyof DockerCredential, string | null | undefined>,
): DockerCredential {
  return Object.fromEntries(Object.entries(fields).filter(([, text]) => text));
}

function parseJson(text: string): Result<unknown> {
  try {
    return succeed(JSON.parse(text) as unknown);
  } catch (error) {
    return fail(jsonProblem(text, error instanceof Error ? error.message : ''));
  }
}

/** How V8 begins its messages, and what Go says of the same mistake. */
const mistakes: readonly (readonly [start: string, meaning: string])[] = [
  ['Expected property name', 'looking for beginning of object key string'],
  ['Expected double-quoted property name', 'looking for beginning of object key string'],
  ["Expected ':'", 'after object key'],
  ["Expected ',' or '}'", 'after object key:value pair'],
  ["Expected ',' or ']'", 'after array element'],
  ['Unexpected non-whitespace', 'after top-level value'],
];

/** V8's message would quote the text around the mistake, which may be a secret. */
function jsonProblem(text: string, message: string): string {
  const [, position = text.length] = /at position (\d+)/.exec(message) ?? [];
  const character = text[Number(position)];
  const meaning = mistakes.find(([start]) => message.startsWith(start))?.[1];
  if (meaning === undefined && !message.startsWith('Unexpected end')) return 'it is not JSON';
  return character === undefined || meaning === undefined
    ? 'unexpected EOF'
    : `invalid character '${character}' ${meaning}`;
}
