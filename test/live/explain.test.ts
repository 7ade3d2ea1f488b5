import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ownRepository } from './labRegistry.ts';
import { docker, multiarch } from './programs.ts';

const base = ownRepository('tools:1');
const targets = ['linux/amd64', 'linux/arm64'];

interface Explained {
  readonly targets: readonly {
    readonly platform: string;
    readonly stages: readonly {
      readonly reached: boolean;
      readonly environment: Readonly<Record<string, { readonly value?: string }>>;
      readonly onbuild: readonly string[];
      readonly unknown?: string;
    }[];
    readonly pulls: readonly { readonly reference: string; readonly platform: string }[];
  }[];
}

/** What `explain` says about a base with ENV and ONBUILD, beside what BuildKit makes of it. */
describe('a base image that sets variables and makes its children do something', () => {
  let folder = '';
  let dockerfile = '';
  let explained: Explained;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'multiarch-live-'));
    dockerfile = join(folder, 'Dockerfile');
    await writeFile(
      dockerfile,
      [
        'FROM busybox:1.37',
        'ARG TARGETARCH',
        'ENV PATH=/tools/$TARGETARCH:$PATH MADE_FOR=$TARGETARCH',
        'ONBUILD COPY --from=assets /etc/passwd /from-assets',
        'ONBUILD ENV DONE_BY=onbuild-$MADE_FOR',
        'ONBUILD RUN touch /by-onbuild',
        '',
      ].join('\n'),
    );
    const build = ['buildx', 'build', '--platform', targets.join(',')];
    await docker(...build, '--push', '--tag', base, folder);
    await writeFile(
      dockerfile,
      [
        'FROM busybox:1.37 AS assets',
        `FROM ${base}`,
        'ENV LATER=$DONE_BY:$PATH',
        'RUN env > /environment',
        '',
      ].join('\n'),
    );
    await mkdir(join(folder, 'result'));
    await docker(...build, '--output', `type=local,dest=${join(folder, 'result')}`, folder);
    const { code, stdout, stderr } = await multiarch(
      ...['explain', dockerfile, '--platform', targets.join(','), '--format', 'json'],
    );
    assert.equal(code, 0, stderr);
    explained = JSON.parse(stdout) as Explained;
  });

  after(async () => {
    await rm(folder, { recursive: true, force: true });
    await docker('image', 'rm', '--force', base);
  });

  for (const [at, platform] of targets.entries()) {
    it(`has the variables on ${platform} that a RUN sees there`, async () => {
      const path = join(folder, 'result', platform.replace('/', '_'), 'environment');
      const seen = new Map(
        (await readFile(path, 'utf8'))
          .trimEnd()
          .split('\n')
          .map((line) => {
            const equals = line.indexOf('=');
            return [line.slice(0, equals), line.slice(equals + 1)] as const;
          }),
      );
      const stage = explained.targets[at]?.stages[1];
      assert.equal(stage?.unknown, undefined);
      const names = ['PATH', 'MADE_FOR', 'DONE_BY', 'LATER'];
      assert.deepEqual(
        names.map((name) => `${name}=${stage?.environment[name]?.value ?? ''}`),
        names.map((name) => `${name}=${seen.get(name) ?? 'not set'}`),
      );
      assert.match(seen.get('PATH') ?? '', new RegExp(`^/tools/${platform.split('/')[1] ?? ''}:/`));
    });

    it(`needs for ${platform} the stage that an ONBUILD copies from`, () => {
      const target = explained.targets[at];
      assert.equal(target?.stages[0]?.reached, true);
      assert.deepEqual(target.stages[1]?.onbuild, [
        'COPY --from=assets /etc/passwd /from-assets',
        'ENV DONE_BY=onbuild-$MADE_FOR',
        'RUN touch /by-onbuild',
      ]);
      assert.deepEqual(
        target.pulls.map((pull) => [pull.reference, pull.platform]),
        [
          ['docker.io/library/busybox:1.37', platform],
          [base, platform],
        ],
      );
    });
  }

  it('executes something, for the matrix too', async () => {
    await writeFile(dockerfile, `FROM busybox:1.37 AS assets\nFROM ${base}\n`);
    const { stdout } = await multiarch('matrix', dockerfile, '--format', 'json');
    const { stages } = JSON.parse(stdout) as {
      stages: { cells: { state: string }[] }[];
    };
    assert.deepEqual(
      stages.map(({ cells }) => cells.map(({ state }) => state === 'copy-only')),
      [
        [true, true],
        [false, false],
      ],
    );
  });
});
