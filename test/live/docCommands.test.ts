import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readCommandBlocks } from '../support/docs/commandBlocks.ts';
import { readShellLine, type ShellLine } from '../support/docs/shellLine.ts';
import { ownRepository } from './labRegistry.ts';

const cli = path.resolve('dist/cli.js');

/** What the commands keep, for each other: an undo takes back what one before it did. */
const cache = path.join(tmpdir(), `documents-cache-${process.pid}`);

/**
 * Every command of ours in the documents, with the images of the lab in the place of those that they name. Those of
 * docker change builders and emulators of the machine, or name machines that there are not: docker reads their
 * options only. What they do, the live tests of builders, of emulation and of manifest lists try.
 */
describe('the commands of the documents', function () {
  this.timeout(60_000);
  const team = ownRepository('documents');
  let folder = '';
  let parts = '';

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'documents-'));
    await fill(folder, team);
    const tags = { amd64: '1.0-amd64', arm64: '1.0-arm64', riscv64: '1.0-riscv64' };
    for (const [architecture, tag] of Object.entries(tags)) {
      await build(folder, `linux/${architecture}`, `${team}/app:${tag}`);
    }
    await build(folder, 'linux/amd64,linux/arm64', `${team}/app:1.1`);
    for (const copy of ['app:1', 'alpine:3.22']) await run(folder, copyOf(team, copy));
    const { stdout } = await run(folder, {
      words: ['multiarch', 'image', `${team}/app:1.1`, '--format', 'json'],
    });
    const { platforms } = JSON.parse(stdout) as {
      platforms: readonly { platform: string; digest: string }[];
    };
    parts = platforms.map(({ digest }) => `${team}/app@${digest}`).join(' ');
  });
  after(async () => {
    await rm(folder, { recursive: true, force: true });
    await rm(cache, { recursive: true, force: true });
  });

  for (const { document, line, commands } of readCommandBlocks()) {
    const ofDocker = commands.filter((command) => command.startsWith('docker '));
    for (const command of commands) {
      if (!command.includes('multiarch ')) continue;
      it(`${document}:${line} ${command}`, async () => {
        const { code, stdout, stderr } = await run(
          await ownFolder(),
          readShellLine(inLab(command, team, parts)),
        );
        assert.equal(code, 0, stderr + stdout);
      });
    }
    if (ofDocker.length === 0) continue;
    it(`${document}:${line} docker knows the options of ${ofDocker.length} commands`, async () => {
      // An option that there is not is refused before the help is printed.
      const outcomes = await Promise.all(
        ofDocker.map((command) => run(folder, { words: withHelp(readShellLine(command).words) })),
      );
      assert.deepEqual(
        outcomes.filter(({ code }) => code !== 0).map(({ stderr }) => stderr),
        [],
      );
    });
  }

  /** What a command writes is not there for the next one: many show the same in several ways. */
  async function ownFolder(): Promise<string> {
    const own = await mkdtemp(path.join(folder, 'command-'));
    await fill(own, team);
    return own;
  }
});

/** The words of an image and what is behind it are the container's own. */
function withHelp(words: readonly string[]): string[] {
  const image = words[1] === 'run' ? words.findIndex((word) => word.includes('/')) : words.length;
  return [...words.slice(0, image), '--help', ...words.slice(image)];
}

/** A command with what the lab has; a pipeline that is only written keeps the names of the document. */
function inLab(command: string, team: string, parts: string): string {
  if (command.startsWith('multiarch ci ')) return command;
  return (
    command
      // By then an undo has given the tag of the document a platform more.
      .replace(/ghcr\.io\/team\/app@sha256:… \S+ --tag \S+$/, `${parts} --tag ${team}/app:joined`)
      .replaceAll('ghcr.io/team/', `${team}/`)
      .replaceAll('registry.example/mirror/', `${team}/mirror/`)
      .replaceAll('registry.example.com/', `${team}/`)
      .replaceAll(/(?<=\s)(?=(?:app|alpine):)/g, `${team}/`)
  );
}

/** The files that the documents speak of. */
async function fill(folder: string, team: string): Promise<void> {
  const dockerfile = `FROM scratch\nCOPY list.yaml /\n`;
  for (const name of ['api', 'web', '.github/workflows']) {
    await mkdir(path.join(folder, name), { recursive: true });
  }
  for (const file of ['Dockerfile', 'api/Dockerfile', 'web/Dockerfile']) {
    await writeFile(path.join(folder, file), dockerfile);
  }
  await writeFile(
    path.join(folder, '.github/workflows/test.yml'),
    'on: push\njobs:\n  test:\n    runs-on: ubuntu-24.04\n    steps:\n      - run: make test\n',
  );
  await writeFile(
    path.join(folder, 'list.yaml'),
    `image: ${team}/app:listed\nmanifests:\n  - image: ${team}/app:1.0-amd64\n    platform: { os: linux, architecture: amd64 }\n`,
  );
}

async function build(folder: string, platform: string, name: string): Promise<void> {
  const output = `type=image,name=${name},push=true`;
  const words = ['docker', 'buildx', 'build', `--platform=${platform}`, `--output=${output}`];
  const { code, stderr } = await run(folder, { words: [...words, '--provenance=false', '.'] });
  assert.equal(code, 0, stderr);
}

function copyOf(team: string, name: string): ShellLine {
  return { words: ['multiarch', 'index', 'copy', `${team}/app:1.1`, `${team}/${name}`] };
}

/** Runs a program in a folder; ours is the one that is shipped. */
async function run(
  folder: string,
  { words, input = '', output }: ShellLine,
): Promise<{ readonly code: number | null; readonly stdout: string; readonly stderr: string }> {
  const [program = '', ...rest] = words;
  const [command, args] =
    program === 'multiarch' ? [process.execPath, [cli, ...rest]] : [program, rest];
  const child = spawn(command, args, {
    cwd: folder,
    env: { ...process.env, MULTIARCH_CACHE: cache },
  });
  child.stdin.end(input);
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject).once('close', resolve);
  });
  if (output !== undefined) await writeFile(path.join(folder, output), stdout);
  return { code, stdout, stderr };
}
