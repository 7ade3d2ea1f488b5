import { access, readFile, stat } from 'node:fs/promises';
import type { Agent } from 'node:http';
import { Agent as SecureAgent } from 'node:https';
import { join } from 'node:path';
import type Dockerode from 'dockerode';
import { say } from '../../core/language.ts';
import { fail, succeed, type Result } from '../../core/result.ts';
import type { EngineAddress, EngineTls } from './contexts.ts';
import { ProgramAgent, sshProgram } from './sshConnection.ts';

/** How long an engine may take for one answer, in ms. */
const answerTimeout = 5000;
/** The same where a login goes before it, in ms. */
const sshAnswerTimeout = 12_000;
/** Of a file with certificates or a key, in bytes. */
const pemLimit = 1024 * 1024;

/** How long a question may take, and until when anybody waits. */
export interface AskOptions {
  readonly signal?: AbortSignal | undefined;
  /** In ms; Infinity for a question that has no end. When left out 5 s, and 12 s over ssh. */
  readonly timeout?: number;
}

/**
 * Asks an engine something. A problem when it cannot be asked from here, refuses, or does not answer
 * in time; never rejects. The connection ends with the question.
 */
export async function askEngine<T>(
  address: EngineAddress,
  question: (engine: Dockerode, abortSignal: AbortSignal) => Promise<T>,
  { signal, timeout = timeoutFor(address) }: AskOptions = {},
): Promise<Result<T>> {
  const { url } = address;
  const connection = await connectionOf(address);
  if (!connection.ok) return connection;
  const { default: Client } = await import('dockerode');
  const limit = timeout === Infinity ? undefined : AbortSignal.timeout(timeout);
  const abortSignal = AbortSignal.any([signal, limit].filter((one) => one !== undefined));
  try {
    const engine = new Client({ ...noneOfEnvironment, ...connection.value });
    return succeed(await question(engine, abortSignal));
  } catch (error) {
    if (limit?.aborted) return fail(`${url} did not answer within ${timeout / 1000} s`);
    if (isReset(error)) return fail(say('the connection to {0} was lost', url));
    return fail(error instanceof Error ? error.message : String(error));
  } finally {
    connection.value.agent?.destroy();
  }
}

/** Node calls it `aborted` in the midst of an answer, and `socket hang up` before one. */
function isReset(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ECONNRESET';
}

function timeoutFor({ url }: EngineAddress): number {
  return url.startsWith('ssh:') ? sshAnswerTimeout : answerTimeout;
}

/** An agent is taken by docker-modem 5.0; the types of dockerode do not say so. */
type Connection = Dockerode.DockerOptions & { readonly agent?: Agent };

/** docker-modem 5.0 fills what it is not told from the variables of the default engine. */
const noneOfEnvironment = {
  ...{ protocol: 'http', host: undefined, port: undefined },
  ...{ ca: undefined, cert: undefined, key: undefined, timeout: undefined },
} as const satisfies Connection;

async function connectionOf({ url, tls }: EngineAddress): Promise<Result<Connection>> {
  const [scheme, address = ''] = url.split('://', 2);
  switch (scheme) {
    case 'unix':
      // The library is large: not before there is an engine to be asked.
      return (await exists(address))
        ? succeed({ socketPath: address })
        : fail(`connect ENOENT ${address}`);
    case 'npipe':
      return succeed({ socketPath: address.replaceAll('/', '\\') });
    case 'tcp':
    case 'http':
    case 'https':
      return tcpConnection(address, scheme === 'https' ? (tls ?? systemTls) : tls);
    case 'ssh': {
      const program = sshProgram(url);
      if (!program.ok) return program;
      // Docker's own client says this name too: the remote docker looks at none.
      return succeed({ host: 'docker.example.com', agent: new ProgramAgent(program.value) });
    }
    default:
      return fail(say('{0} cannot be asked from here', url));
  }
}

/** What only its address says to be secured is checked with the authorities of the system. */
const systemTls: EngineTls = { folder: '', verify: true };

async function tcpConnection(
  address: string,
  tls: EngineTls | undefined,
): Promise<Result<Connection>> {
  if (!URL.canParse(`http://${address}`)) return fail(say('tcp://{0} is no address', address));
  const { hostname: host, port } = new URL(`http://${address}`);
  if (tls === undefined) return succeed({ host, port: port || 2375 });
  try {
    const [ca, cert, key] = await Promise.all(
      ['ca.pem', 'cert.pem', 'key.pem'].map((name) => readPem(tls.folder, name)),
    );
    const agent = new SecureAgent({ ca, cert, key, rejectUnauthorized: tls.verify });
    return succeed({ protocol: 'https', host, port: port || 2376, agent });
  } catch (error) {
    return fail(error instanceof Error ? error.message : String(error));
  }
}

/** Undefined where there is no such file; rejects for one that cannot be read. */
async function readPem(folder: string, name: string): Promise<Buffer | undefined> {
  const file = join(folder, name);
  if (folder === '' || !(await exists(file))) return undefined;
  if ((await stat(file)).size > pemLimit) throw new Error(say('{0} is too large', file));
  return readFile(file);
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
