import { createCredentialSource } from '../registry/credentialSource.ts';
import { isPlainHttpHost } from '../registry/mirrors.ts';

/** How long a credential helper is waited for, in ms. */
const helperPatience = 5_000;

/**
 * Whether it is certain that docker has no login for a registry that most likely wants one: what listens on this
 * machine is mostly there for everybody. Nothing of a login is kept or given.
 *
 * @param host as in a reference, e.g. `docker.io`
 */
export async function lacksLogin(
  host: string,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<boolean> {
  if (isPlainHttpHost(host)) return false;
  try {
    const find = createCredentialSource(environment);
    const { credential, problem } = await find(host, AbortSignal.timeout(helperPatience));
    return problem === undefined && Object.keys(credential).length === 0;
  } catch {
    // The helper did not answer in time.
    return false;
  }
}
