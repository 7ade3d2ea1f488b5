import path from 'node:path';
import { findDockerConfig, type DockerConfigFile } from '../docker/config.ts';
import { runProgram } from '../process.ts';
import { isFresh } from '../../core/freshness.ts';
import type { Result } from '../../core/result.ts';
import { withDefaultStore } from './defaultStore.ts';
import { chooseFrom, type ChosenCredential, type RunHelper } from './credentials.ts';
import { parseDockerLogins, type DockerLogins } from './dockerLogins.ts';
import { createInFlight } from './inFlight.ts';
import { createLru } from './lru.ts';

/** The credential for a host as it is now. */
export interface HostCredential {
  readonly credential: ChosenCredential;
  /** Another number for another credential: what was got with the one says nothing of the other. */
  readonly version: number;
  /** Why there is no credential, when the one who keeps it failed. */
  readonly problem?: string;
}

/** Finds the credential for a registry host. @throws the signal's reason when cancelled */
export type FindCredential = (host: string, signal: AbortSignal) => Promise<HostCredential>;

/** What is found where nobody has logged in. */
export const noCredential: HostCredential = { credential: {}, version: 0 };

/** How long a helper may take, in ms: some of them ask their user first. */
const helperTimeout = 30_000;

/** How long an answer holds while docker's configuration stays the same, in ms. */
const answerLife = 5 * 60_000;

/** How long a helper that failed is left alone, in ms. */
const problemLife = 30_000;

/** Hosts whose answers are remembered. */
const remembered = 1000;

interface Remembered extends HostCredential {
  readonly stamp: string;
  /** In ms since the epoch. */
  readonly at: number;
  /** In ms. */
  readonly life: number;
}

/**
 * Finds credentials where docker keeps them. Nothing is read or run before the first question. A new
 * `docker login` is seen at once; between two of them a helper runs every few minutes at most.
 *
 * @param environment names docker's folder and is the environment of helpers
 * @param now present time in ms since the epoch
 */
export function createCredentialSource(
  environment: NodeJS.ProcessEnv,
  now: () => number = Date.now,
): FindCredential {
  const answers = createLru<Remembered>(remembered);
  const running = createInFlight<HostCredential>();
  let logins: { readonly stamp: string; readonly value: Promise<Result<DockerLogins>> } | undefined;
  let versions = 0;

  async function ask(
    host: string,
    file: DockerConfigFile,
    signal: AbortSignal,
  ): Promise<HostCredential> {
    if (logins?.stamp !== file.stamp) {
      logins = { stamp: file.stamp, value: readLogins(file, environment) };
    }
    const chosen = await chooseFrom(
      host,
      await logins.value,
      environment,
      helperRunner(environment, signal),
    );
    signal.throwIfAborted();
    const before = answers.get(host);
    const credential = chosen.ok ? chosen.value : {};
    const isSame = JSON.stringify(credential) === JSON.stringify(before?.credential);
    const answer = {
      credential,
      version: before && isSame ? before.version : ++versions,
      ...(!chosen.ok && { problem: chosen.problem.message }),
    };
    const life = chosen.ok ? answerLife : problemLife;
    answers.set(host, { ...answer, stamp: file.stamp, at: now(), life });
    return answer;
  }

  return async (host, signal) => {
    const file = await findDockerConfig(environment);
    const kept = answers.get(host);
    if (kept?.stamp === file.stamp && isFresh(kept.at, kept.life, now())) return kept;
    return running.join(`${host} ${file.stamp}`, signal, (shared) => ask(host, file, shared));
  };
}

async function readLogins(
  file: DockerConfigFile,
  environment: NodeJS.ProcessEnv,
): Promise<Result<DockerLogins>> {
  const logins = parseDockerLogins(await file.read());
  if (!logins.ok) return logins;
  return { ok: true, value: await withDefaultStore(logins.value, environment) };
}

function helperRunner(environment: NodeJS.ProcessEnv, signal: AbortSignal): RunHelper {
  // Windows looks for programs in the current folder first, which may be someone else's.
  const cwd = path.dirname(process.execPath);
  return (command, key) =>
    runProgram(
      { command, args: ['get'] },
      { timeout: helperTimeout, signal, cwd, environment, input: key },
    );
}
