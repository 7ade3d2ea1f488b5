import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FakeAnswer } from './fakeDocker.ts';

interface Recording {
  readonly meta: { readonly instanceFile: string };
  readonly runs: readonly {
    readonly args: readonly string[];
    readonly exit: number;
    readonly stdout: string;
    readonly stderr: string;
  }[];
}

function recording(): Recording {
  const file = join(__dirname, '../fixtures/vectors/buildx-builders.json');
  return JSON.parse(readFileSync(file, 'utf8')) as Recording;
}

/** As buildx 0.29 says that the engine of a docker context does not run. */
const unreachable = `Name:   default
Driver:
Error:  failed to connect to the docker API at unix:///var/run/docker.sock; check if the path is correct and if the daemon is running: dial unix /var/run/docker.sock: connect: no such file or directory
`;

/**
 * What buildx answered where it had three builders: `bk` with one node, `multi` with two, and
 * `default`, whose engine does not run. A fourth, `slow`, never answers.
 */
export function recordedBuilders(): readonly FakeAnswer[] {
  const answers = recording().runs.map(({ args, exit, stdout, stderr }): FakeAnswer => ({
    words: args.join(' ').replace(/^buildx inspect (?=\w)/, 'buildx inspect --builder='),
    stdout,
    stderr,
    exitCode: exit,
  }));
  return (
    [
      ...answers,
      { words: 'buildx inspect --builder=default', stdout: unreachable },
      { words: 'buildx inspect --builder=slow', hangs: true },
      { words: 'buildx du', stdout: 'Reclaimable:\t1.5GB\nTotal:\t\t6.374GB\n' },
    ]
      // The longest command line first: `buildx ls` would answer for all that begin with it.
      .sort((a, b) => b.words.length - a.words.length)
  );
}

/** Writes these builders into a folder of docker's configuration, as buildx keeps them. */
export function storeRecordedBuilders(dockerFolder: string): void {
  const instances = join(dockerFolder, 'buildx/instances');
  mkdirSync(instances, { recursive: true });
  const remote = (name: string, port: number) =>
    JSON.stringify({
      Name: name,
      Driver: 'remote',
      Nodes: [{ Name: `${name}0`, Endpoint: `tcp://127.0.0.1:${port}`, Platforms: null }],
    });
  writeFileSync(join(instances, 'bk'), remote('bk', 5056));
  writeFileSync(join(instances, 'slow'), remote('slow', 5058));
  writeFileSync(join(instances, 'multi'), recording().meta.instanceFile);
}
