import { spawn, type ChildProcess } from 'node:child_process';
import { Socket } from 'node:net';

/**
 * Reads `+ <group>` and `- <group>` until nobody writes any more, which is when we have ended; then ends the groups
 * that are left as Ctrl-C does, and by force after two seconds. It is the same text always: nothing is put into it.
 */
const script = `
groups=' '
while read -r sign group; do
  case $sign in
    +) groups="$groups$group " ;;
    -) groups="\${groups%% $group *} \${groups#* $group }" ;;
  esac
done
[ "$groups" = ' ' ] && exit
for group in $groups; do kill -s INT -- "-$group"; done
sleep 2
for group in $groups; do kill -s KILL -- "-$group"; done
`;

let guard: Socket | undefined;

/**
 * Ends a program, and all in its process group, when this process ends before it does, also when it is killed and
 * can do nothing any more: a build with nothing to print would never notice. Windows ends by itself what we have
 * started, because Node starts programs there in a job that ends with it, but not what these have started.
 *
 * One shell watches for all programs. Where there is none, nothing is watched.
 *
 * @param child leads a process group
 */
export function endWithUs(child: ChildProcess): void {
  const { pid } = child;
  if (pid === undefined) return;
  const input = (guard ??= startGuard());
  input?.write(`+ ${pid}\n`);
  child.once('close', () => {
    if (input === guard) input?.write(`- ${pid}\n`);
  });
}

function startGuard(): Socket | undefined {
  // A session of its own: what is sent to ours by a terminal is not for it.
  const shell = spawn('/bin/sh', ['-c', script], {
    cwd: '/',
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  const forget = () => {
    if (guard === shell.stdin) guard = undefined;
  };
  shell.once('error', forget);
  shell.once('exit', forget);
  shell.unref();
  if (!(shell.stdin instanceof Socket)) return undefined;
  shell.stdin.on('error', forget);
  // We end when we are done, and it does then.
  shell.stdin.unref();
  return shell.stdin;
}
