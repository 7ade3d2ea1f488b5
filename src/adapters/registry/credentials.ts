import * as z from 'zod/mini';
import { fail, succeed, type Result } from '../../core/result.ts';
import type { RunFailure, RunResult } from '../process.ts';
import {
  parseDockerLogins,
  parseEnvironmentLogins,
  registryHostOf,
  type DockerCredential,
  type DockerLogins,
} from './dockerLogins.ts';
import { dockerHub } from './mirrors.ts';

/** A credential, and where it was found. */
export interface ChosenCredential extends DockerCredential {
  /** Absent when there is none. */
  readonly source?: 'DOCKER_AUTH_CONFIG' | 'credHelpers' | 'credsStore' | 'auths';
}

/**
 * Runs a credential helper with the argument `get`.
 *
 * @param program e.g. `docker-credential-desktop`
 * @param key what its standard input is: a registry host, or Docker Hub's URL
 */
export type RunHelper = (program: string, key: string) => Promise<RunResult>;

/** Variables of a process. */
type Environment = Readonly<Record<string, string | undefined>>;

/** What docker calls Docker Hub where it keeps logins (docker/cli 29, registry.IndexServer). */
const dockerHubKey = 'https://index.docker.io/v1/';

/** What a helper answers for an identity token, in place of a user's name. */
const tokenUser = '<token>';

const helperAnswer = z.object({ Username: z.optional(z.string()), Secret: z.optional(z.string()) });

/**
 * Chooses the credential for a registry host exactly as docker does (docker/cli 29, cli/config):
 * the variable DOCKER_AUTH_CONFIG, the host's own helper, the helper for all hosts, then the file
 * itself. An empty credential when there is none; docker's message when a helper or the file fails.
 *
 * @param host as in a reference, e.g. `docker.io` or `registry.example:5000`
 * @param configText what stands in docker's config.json; empty without one
 */
export async function chooseCredential(
  host: string,
  configText: string,
  environment: Environment,
  runHelper: RunHelper,
): Promise<Result<ChosenCredential>> {
  return chooseFrom(host, parseDockerLogins(configText), environment, runHelper);
}

/** As {@link chooseCredential}, from a file that has been read already. */
export async function chooseFrom(
  host: string,
  logins: Result<DockerLogins>,
  environment: Environment,
  runHelper: RunHelper,
): Promise<Result<ChosenCredential>> {
  const key = [dockerHub, 'index.docker.io'].includes(host) ? dockerHubKey : host;
  const told = parseEnvironmentLogins(environment['DOCKER_AUTH_CONFIG'] ?? '');
  // Docker warns of a variable that it cannot read, and goes on without it.
  const ofEnvironment = told.ok ? told.value.get(key) : undefined;
  if (ofEnvironment) return succeed({ ...ofEnvironment, source: 'DOCKER_AUTH_CONFIG' });
  if (!logins.ok) return logins;

  const { auths, credHelpers, credsStore } = logins.value;
  const own = credHelpers.get(key);
  // An empty name of an own helper means: no helper.
  const helper = own ?? credsStore;
  if (helper === '') return succeed(ofFile(auths, key));
  const credential = await askHelper(helper, key, runHelper);
  if (!credential.ok) return credential;
  return succeed(withSource(credential.value, own === undefined ? 'credsStore' : 'credHelpers'));
}

function ofFile(auths: DockerLogins['auths'], key: string): ChosenCredential {
  const exact = auths.get(key);
  if (exact) return withSource(exact, 'auths');
  for (const [written, credential] of auths) {
    if (registryHostOf(written) === key) return withSource(credential, 'auths');
  }
  return {};
}

function withSource(
  credential: DockerCredential,
  source: NonNullable<ChosenCredential['source']>,
): ChosenCredential {
  return Object.keys(credential).length === 0 ? {} : { ...credential, source };
}

/** The protocol of docker-credential-helpers 0.9 (client/client.go, Get). */
async function askHelper(
  suffix: string,
  key: string,
  runHelper: RunHelper,
): Promise<Result<DockerCredential>> {
  const program = `docker-credential-${suffix}`;
  // A path in its name would run a program that is not on PATH.
  if (/[/\\]/.test(suffix)) return fail(`${program} is not the name of a credential helper`);
  const run = await runHelper(program, key);
  if (run.ok) return readAnswer(program, run.stdout);
  const { failure } = run;
  const output = failure.kind === 'exit' ? failure.stdout.trim() : '';
  if (output === 'credentials not found in native keychain') return succeed({});
  return fail(`error getting credentials - err: ${cause(program, failure)}, out: \`${output}\``);
}

function readAnswer(program: string, text: string): Result<DockerCredential> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return fail(`error getting credentials - ${program} answered with something else than JSON`);
  }
  const answer = helperAnswer.safeParse(json);
  if (!answer.success) return fail(`error getting credentials - ${program} gave no credential`);
  const { Username: username = '', Secret: secret = '' } = answer.data;
  if (username === tokenUser) return succeed({ identitytoken: secret });
  return succeed(username === '' && secret === '' ? {} : { username, password: secret });
}

/** In the words of Go's os/exec, as docker prints it. */
function cause(program: string, failure: RunFailure): string {
  switch (failure.kind) {
    case 'not-found':
      return `exec: "${program}": executable file not found in $PATH`;
    case 'not-started':
      return failure.message;
    case 'exit':
      return failure.code === null ? 'signal: killed' : `exit status ${failure.code}`;
    case 'timeout':
      return `no answer within ${failure.timeout / 1000} s`;
    case 'cancelled':
      return 'cancelled';
    case 'output-too-large':
      return `more than ${failure.limit} bytes of output`;
  }
}
