import { Agent } from 'node:http';
import { homedir } from 'node:os';
import { say } from '../../core/language.ts';
import { fail, succeed, type Result } from '../../core/result.ts';
import type { Program } from '../process.ts';
import { openProgram } from '../programStream.ts';

/** How long ssh may take to connect, in seconds. */
const connectTimeout = 10;

/**
 * A host or a user that ssh may be given. No leading `-`, which would be an option (CVE-2017-1000117),
 * and nothing that means something to a shell: a user's ssh configuration can hand both to one
 * (CVE-2023-51385).
 */
const plainWord = /^[\w.][\w.@+-]{0,254}$/;
const addressOfIpv6 = /^\[[0-9a-fA-F:.]{2,45}\]$/;
const plainPath = /^\/[\w./@+-]{0,1000}$/;

/**
 * The program that connects to an engine by ssh as Docker's own client does (docker/cli 29,
 * cli/connhelper): the user's ssh with its configuration, agent and known hosts runs
 * `docker system dial-stdio` there. It never asks anything, as nobody could answer.
 *
 * @param url e.g. `ssh://me@host:2222` or `ssh://host/run/user/1000/docker.sock`
 */
export function sshProgram(url: string): Result<Program> {
  if (!URL.canParse(url)) return fail(say('{0} is no address', url));
  const { username, password, hostname, port, pathname, search, hash } = new URL(url);
  // It is not repeated, because it stands in the address.
  if (password !== '') return fail(say('the address of an engine over ssh cannot hold a password'));
  const user = decoded(username);
  const isHost = plainWord.test(hostname) || addressOfIpv6.test(hostname);
  const isUser = user === '' || (user !== undefined && plainWord.test(user));
  const hasPath = pathname !== '' && pathname !== '/';
  if (
    !isHost ||
    !isUser ||
    search !== '' ||
    hash !== '' ||
    (hasPath && !plainPath.test(pathname))
  ) {
    return fail(say('{0} cannot be asked: it is no address that ssh could be given', url));
  }
  const remote = hasPath ? ['docker', `--host=unix://${pathname}`] : ['docker'];
  return succeed({
    command: 'ssh',
    args: [
      ...(user === '' ? [] : ['-l', user]),
      ...(port === '' ? [] : ['-p', port]),
      ...['-o', 'BatchMode=yes', '-o', `ConnectTimeout=${connectTimeout}`, '-T', '--'],
      hostname.replace(/^\[(.*)\]$/, '$1'),
      [...remote, 'system', 'dial-stdio'].join(' '),
    ],
  });
}

/** An agent whose connections are the standard streams of a program. `destroy` ends the programs. */
export class ProgramAgent extends Agent {
  readonly #program: Program;

  constructor(program: Program) {
    // A second question goes over the first one's connection.
    super({ keepAlive: true, maxSockets: 1 });
    this.#program = program;
  }

  override createConnection() {
    // Never the workspace: Windows looks for programs in the current directory first.
    return openProgram(this.#program, homedir());
  }
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
