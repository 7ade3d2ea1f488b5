import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { parse } from 'yaml';
import type { CiImage, CiPlan } from '../../src/core/ci/generate/ciPlan.ts';
import { generateCi } from '../../src/core/ci/generate/generateCi.ts';
import { ownRepository } from './labRegistry.ts';
import { openNodeProxy } from './nodeProxy.ts';
import { docker } from './programs.ts';

const start = promisify(execFile);

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, string>>;
}
type Variables = Readonly<Record<string, string>>;

/** What generated pipelines do, by their own inputs and scripts, on a builder that pushes by digest. */
describe('pipelines that are generated', () => {
  const builder = `pipelines-${process.pid}`;
  const platforms = ['linux/amd64', 'linux/arm64', 'linux/s390x'];
  let folder = '';
  let machine: Awaited<ReturnType<typeof openNodeProxy>> | undefined;

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'multiarch-pipelines-'));
    const lines = ['FROM busybox:1.37.0', 'ARG TARGETARCH', 'RUN uname -m > /machine', ''];
    await writeFile(path.join(folder, 'Dockerfile'), lines.join('\n'));
    machine = await openNodeProxy((process.env['DOCKER_HOST'] ?? '').replace('unix://', ''));
    await docker('buildx', 'create', '--name', builder, '--driver', 'remote', machine.endpoint);
  });
  after(async () => {
    await docker('buildx', 'rm', '--force', builder);
    await machine?.close();
    await rm(folder, { recursive: true, force: true });
  });

  const imageOf = (repository: string): CiImage => ({
    ...{ repository, registry: repository.split('/')[0] ?? '', dockerfile: 'Dockerfile' },
    ...{ context: '.', buildArgs: {}, platforms },
  });

  /** Runs a script as the provider does: with its shell, which ends at the first failure. */
  async function run(shell: string, script: string, variables: Variables): Promise<void> {
    await start(shell, ['-e', '-c', script], {
      cwd: folder,
      env: { ...process.env, BUILDX_BUILDER: builder, ...variables },
    });
  }

  /** Each platform carries the programs of its own, by the registry and by our own audit. */
  async function assertRight(reference: string): Promise<void> {
    const raw = await docker('buildx', 'imagetools', 'inspect', '--raw', reference);
    const { manifests } = JSON.parse(raw) as {
      manifests: { platform?: { os: string; architecture: string } }[];
    };
    const found = manifests.map(
      ({ platform }) => `${platform?.os ?? ''}/${platform?.architecture ?? ''}`,
    );
    assert.deepEqual(found.filter((each) => each !== 'unknown/unknown').sort(), platforms);
    const { stdout } = await start(process.execPath, [
      ...['--import', 'tsx', 'src/cli/main.ts', 'audit', reference, '--format', 'json'],
    ]).catch((error: unknown) => ({ stdout: (error as { stdout: string }).stdout }));
    const audit = JSON.parse(stdout) as { platforms: { verdict: string }[] };
    assert.deepEqual(
      audit.platforms.map(({ verdict }) => verdict),
      ['right', 'right', 'right'],
    );
  }

  const plan = (provider: CiPlan['provider'], strategy: CiPlan['strategy'], repository: string) =>
    generateCi({
      ...{ provider, strategy, cache: 'none', branch: 'main' },
      images: [imageOf(repository)],
    });

  /** The call that docker/build-push-action makes of its inputs (src/context.ts, version 7). */
  async function buildPush(inputs: Variables, tags: string): Promise<string> {
    const given = (name: string) => inputs[name] ?? '';
    const options = [
      ...given('platforms')
        .split(',')
        .flatMap((each) => ['--platform', each]),
      ...(given('outputs') === '' ? [] : ['--output', given('outputs')]),
      ...(given('tags') === '' ? [] : ['--tag', tags]),
      ...(given('push') === 'true' ? ['--push'] : []),
    ];
    const metadata = path.join(folder, 'metadata.json');
    const place = ['--file', path.join(folder, given('file')), path.join(folder, given('context'))];
    await docker(
      'buildx',
      'build',
      '--quiet',
      '--builder',
      builder,
      '--metadata-file',
      metadata,
      ...options,
      ...place,
    );
    const told = JSON.parse(await readFile(metadata, 'utf8')) as Readonly<Record<string, string>>;
    return told['containerimage.digest'] ?? '';
  }

  for (const strategy of ['native', 'qemu'] as const) {
    it(`GitHub, ${strategy}`, async () => {
      const repository = ownRepository(`pipelines-github-${strategy}`);
      const { jobs } = parse(plan('github', strategy, repository)) as {
        jobs: Readonly<
          Record<string, { steps: Step[]; strategy?: { matrix: { include: Variables[] } } }>
        >;
      };
      const temporary = path.join(folder, strategy);
      for (const { steps, strategy: { matrix } = { matrix: { include: [{}] } } } of Object.values(
        jobs,
      )) {
        for (const leg of matrix.include) {
          let digest = '';
          const fill = (text: string) =>
            text.replaceAll(/\$\{\{ (.*?) \}\}/g, (_, inner: string) => {
              if (inner === "github.event_name != 'pull_request'") return 'true';
              if (inner === 'runner.temp') return temporary;
              if (inner === 'steps.build.outputs.digest') return digest;
              return leg[inner.replace('matrix.', '')] ?? `(${inner})`;
            });
          const filled = (record: Readonly<Record<string, string | number>> = {}) =>
            Object.fromEntries(
              Object.entries(record).map(([key, value]) => [key, fill(String(value))]),
            );
          for (const step of steps) {
            if (step.uses?.startsWith('docker/build-push-action@') === true) {
              digest = await buildPush(filled(step.with), `${repository}:main`);
            } else if (step.run !== undefined) {
              const { env, 'working-directory': where } = step as {
                env?: Variables;
                'working-directory'?: string;
              };
              const script = where === undefined ? step.run : `cd ${fill(where)}\n${step.run}`;
              const tags = { DOCKER_METADATA_OUTPUT_TAGS: `${repository}:main\n${repository}:1.0` };
              await run('bash', fill(script), { RUNNER_TEMP: temporary, ...tags, ...filled(env) });
            }
          }
        }
      }
      await assertRight(`${repository}:main`);
    });

    it(`GitLab, ${strategy}`, async () => {
      const repository = ownRepository(`pipelines-gitlab-${strategy}`);
      const { stages, workflow, variables, ...jobs } = parse(
        plan('gitlab', strategy, repository),
      ) as Readonly<
        Record<
          string,
          { script: string[]; variables: Variables; parallel?: { matrix: Variables[] } }
        >
      >;
      assert.ok(stages !== undefined && workflow !== undefined && variables !== undefined);
      const commit = {
        CI_COMMIT_REF_SLUG: 'main',
        CI_COMMIT_BRANCH: 'main',
        CI_DEFAULT_BRANCH: 'main',
      };
      for (const [name, job] of Object.entries(jobs)) {
        if (name.startsWith('.')) continue;
        for (const leg of job.parallel?.matrix ?? [{}]) {
          // The lab has the emulators already.
          const script = job.script
            .filter((line) => !line.includes('tonistiigi/binfmt'))
            .join('\n');
          await run('sh', script, { PUSH: 'true', ...commit, ...job.variables, ...leg });
        }
      }
      await assertRight(`${repository}:latest`);
    });
  }
});
