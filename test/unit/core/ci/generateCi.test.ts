import assert from 'node:assert/strict';
import { parse } from 'yaml';
import { ciImage } from '../../../../src/core/ci/generate/ciImage.ts';
import {
  partOf,
  suffixes,
  type CiImage,
  type CiPlan,
} from '../../../../src/core/ci/generate/ciPlan.ts';
import { generateCi } from '../../../../src/core/ci/generate/generateCi.ts';

const app: CiImage = {
  ...{
    repository: 'ghcr.io/team/app',
    registry: 'ghcr.io',
    dockerfile: 'Dockerfile',
    context: '.',
  },
  ...{ buildArgs: {}, platforms: ['linux/amd64', 'linux/arm64', 'linux/arm/v7', 'linux/s390x'] },
};
const base = { branch: 'main', images: [app] } as const;

/** What the workflow syntax and the actions' own action.yml have (checked against them in 2026-07). */
const keys = {
  workflow: ['name', 'on', 'concurrency', 'permissions', 'jobs'],
  job: ['name', 'needs', 'if', 'strategy', 'runs-on', 'permissions', 'steps'],
  step: ['name', 'id', 'if', 'uses', 'with', 'run', 'env', 'working-directory'],
  actions: {
    'actions/checkout@v6': [],
    'docker/setup-qemu-action@v4': ['platforms'],
    'docker/setup-buildx-action@v4': [],
    'docker/login-action@v4': ['registry', 'username', 'password'],
    'docker/metadata-action@v6': ['images', 'tags'],
    'docker/build-push-action@v7': [
      ...[
        'context',
        'file',
        'target',
        'build-args',
        'platforms',
        'tags',
        'labels',
        'outputs',
        'push',
      ],
      ...['cache-from', 'cache-to'],
    ],
    'actions/upload-artifact@v7': ['name', 'path', 'if-no-files-found', 'retention-days'],
    'actions/download-artifact@v8': ['path', 'pattern', 'merge-multiple'],
  } as Readonly<Record<string, readonly string[]>>,
  pipelineJob: [
    ...[
      'extends',
      'stage',
      'parallel',
      'tags',
      'variables',
      'script',
      'artifacts',
      'needs',
      'rules',
    ],
    ...['resource_group', 'image', 'services', 'before_script'],
  ],
};

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}
interface Job {
  readonly name: string;
  readonly steps: readonly Step[];
  readonly needs?: string;
  readonly permissions: Readonly<Record<string, string>>;
  readonly strategy?: {
    readonly matrix: { readonly include: readonly Readonly<Record<string, string>>[] };
  };
}

function workflow(plan: Partial<CiPlan> = {}) {
  const text = generateCi({
    provider: 'github',
    strategy: 'native',
    cache: 'gha',
    ...base,
    ...plan,
  });
  return parse(text) as Readonly<Record<string, unknown>> & {
    readonly jobs: Readonly<Record<string, Job>>;
  };
}

function pipeline(plan: Partial<CiPlan> = {}) {
  const text = generateCi({
    provider: 'gitlab',
    strategy: 'native',
    cache: 'registry',
    ...base,
    ...plan,
  });
  return parse(text) as Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

const known = (found: object, allowed: readonly string[]) => {
  assert.deepEqual(
    Object.keys(found).filter((key) => !allowed.includes(key)),
    [],
  );
};

describe('a workflow that is written', () => {
  for (const strategy of ['native', 'qemu'] as const) {
    for (const cache of ['gha', 'registry', 'none'] as const) {
      it(`${strategy}, cache ${cache}: has only what GitHub and the actions know`, () => {
        const file = workflow({ strategy, cache });
        known(file, keys.workflow);
        for (const job of Object.values(file.jobs)) {
          known(job, keys.job);
          for (const step of job.steps) {
            known(step, keys.step);
            assert.equal(typeof step.uses === 'string', typeof step.run !== 'string');
            if (step.uses !== undefined) {
              assert.ok(Object.hasOwn(keys.actions, step.uses), step.uses);
              known(step.with ?? {}, keys.actions[step.uses] ?? []);
            }
          }
        }
      });
    }
  }

  const uses = (job: Job | undefined) =>
    job?.steps.map((step) => step.uses?.replace(/@.*/, '') ?? 'run');

  it('names the jobs of each image otherwise, which checks show by their names alone', () => {
    const images = [app, { ...app, repository: 'ghcr.io/team/web' }];
    const named = (plan: Partial<CiPlan>) =>
      Object.values(workflow(plan).jobs).map(({ name }) => name);
    assert.deepEqual(named({ images }), [
      'Build ${{ matrix.platform }} (app)',
      'Join the platforms (app)',
      'Build ${{ matrix.platform }} (web)',
      'Join the platforms (web)',
    ]);
    assert.deepEqual(named({ images, strategy: 'qemu' }), [
      'Build all platforms (app)',
      'Build all platforms (web)',
    ]);
    assert.deepEqual(named({}), ['Build ${{ matrix.platform }}', 'Join the platforms']);
  });
  it('builds each platform on the nearest machine, and emulates what none has', () => {
    const { build } = workflow().jobs;
    assert.deepEqual(build?.strategy?.matrix.include, [
      { platform: 'linux/amd64', slug: 'linux-amd64', runner: 'ubuntu-24.04' },
      { platform: 'linux/arm64', slug: 'linux-arm64', runner: 'ubuntu-24.04-arm' },
      {
        platform: 'linux/arm/v7',
        slug: 'linux-arm-v7',
        runner: 'ubuntu-24.04-arm',
        emulator: 'arm',
      },
      { platform: 'linux/s390x', slug: 'linux-s390x', runner: 'ubuntu-24.04', emulator: 's390x' },
    ]);
  });

  it('sets emulators up before the builder, and only where they are needed', () => {
    const order = uses(workflow({ strategy: 'qemu' }).jobs['image']) ?? [];
    assert.ok(
      order.indexOf('docker/setup-qemu-action') < order.indexOf('docker/setup-buildx-action'),
    );
    const images = [{ ...app, platforms: ['linux/amd64', 'linux/arm64'] }];
    for (const job of Object.values(workflow({ images }).jobs)) {
      assert.ok(!uses(job)?.includes('docker/setup-qemu-action'));
    }
    const natives = [{ ...app, platforms: ['linux/amd64', 'linux/386'] }];
    const one = workflow({ images: natives, strategy: 'qemu' }).jobs['image'];
    assert.ok(!uses(one)?.includes('docker/setup-qemu-action'));
  });

  it('asks to write packages only for the registry that takes its token', () => {
    const hub = [{ ...app, repository: 'docker.io/team/app', registry: 'docker.io' }];
    assert.deepEqual(workflow().jobs['join']?.permissions, { packages: 'write' });
    assert.deepEqual(workflow({ images: hub }).jobs['join']?.permissions, {});
    assert.deepEqual(workflow({ images: hub }).jobs['build']?.permissions, { contents: 'read' });
  });

  it('keeps jobs, artifacts and caches of several images apart', () => {
    const worker = { ...app, repository: 'ghcr.io/team/worker', dockerfile: 'worker/Dockerfile' };
    const { jobs } = workflow({ images: [app, worker] });
    assert.deepEqual(Object.keys(jobs), ['build-app', 'join-app', 'build-worker', 'join-worker']);
    assert.equal(jobs['join-worker']?.needs, 'build-worker');
    const inputs = (job: string, action: string) =>
      jobs[job]?.steps.find((step) => step.uses?.startsWith(action) === true)?.with ?? {};
    assert.equal(
      inputs('build-worker', 'actions/upload')['name'],
      'digest-worker-${{ matrix.slug }}',
    );
    assert.equal(inputs('join-worker', 'actions/download')['pattern'], 'digest-worker-linux-*');
    assert.equal(
      inputs('build-worker', 'docker/build-push')['cache-from'],
      'type=gha,scope=worker-${{ matrix.slug }}',
    );
  });

  it('says the same as was asked, whatever signs are in it', () => {
    const odd = {
      ...app,
      dockerfile: "it's: #a/Dockerfile",
      target: 'on',
      buildArgs: { A: 'x: "y" #z' },
    };
    const build =
      workflow({ images: [odd], strategy: 'qemu' }).jobs['image']?.steps.at(-1)?.with ?? {};
    assert.equal(build['file'], odd.dockerfile);
    assert.equal(build['target'], 'on');
    assert.equal(build['build-args'], 'A=x: "y" #z\n');
  });
});

describe('a pipeline of GitLab that is written', () => {
  for (const strategy of ['native', 'qemu'] as const) {
    for (const cache of ['registry', 'none'] as const) {
      it(`${strategy}, cache ${cache}: has only what GitLab knows`, () => {
        const { stages, workflow: rules, variables, ...jobs } = pipeline({ strategy, cache });
        assert.ok(Array.isArray(stages) && rules !== undefined && variables !== undefined);
        for (const job of Object.values(jobs)) {
          known(job, keys.pipelineJob);
          for (const key of ['script', 'before_script']) {
            const lines = (job[key] ?? []) as readonly unknown[];
            assert.ok(
              lines.every((line) => typeof line === 'string'),
              JSON.stringify(lines),
            );
          }
        }
      });
    }
  }

  it('takes machines by their tags', () => {
    const { build } = pipeline();
    assert.deepEqual(build?.['tags'], ['$RUNNER']);
    const { matrix } = build['parallel'] as { matrix: readonly Readonly<Record<string, string>>[] };
    assert.deepEqual(
      matrix.map(({ RUNNER, EMULATOR }) => [RUNNER, EMULATOR]),
      [
        ['saas-linux-small-amd64', undefined],
        ['saas-linux-small-arm64', undefined],
        ['saas-linux-small-arm64', 'arm'],
        ['saas-linux-small-amd64', 's390x'],
      ],
    );
  });

  it('quotes for the shell', () => {
    const odd = { ...app, dockerfile: "it's/Dockerfile", buildArgs: { A: '$(id) x' } };
    const script = pipeline({ images: [odd], strategy: 'qemu' })['image']?.[
      'script'
    ] as readonly string[];
    assert.match(
      script.at(-1) ?? '',
      / --file 'it'\\''s\/Dockerfile' --build-arg 'A=\$\(id\) x' \.$/,
    );
  });
});

describe('what is refused to be written', () => {
  const wish = { ...app, image: 'ghcr.io/team/app' };
  const check = (title: string, rest: Partial<typeof wish>, expected: RegExp) => {
    it(title, () => {
      const made = ciImage('github', { ...wish, ...rest });
      assert.match(made.ok ? 'made' : made.problem.message, expected);
    });
  };
  check('nothing', {}, /^made$/);
  check('a tag', { image: 'ghcr.io/team/app:1' }, /name the repository alone/);
  check('no name', { image: 'ghcr.io/Team/app' }, /is no name of an image/);
  check('an expression', { context: '${{ secrets.X }}' }, /begins an expression/);
  check('a line end', { buildArgs: { A: 'a\nb' } }, /has a line end/);
  for (const end of ['\r', '\u0085', '\u2028', '\u2029', '\0', '\u001b']) {
    const value = `a${end}permissions: write-all`;
    check(
      `what ends a line: ${JSON.stringify(end)}`,
      { buildArgs: { A: value } },
      /has a line end/,
    );
  }
  check('a tab', { buildArgs: { A: 'a\tb' } }, /^made$/);
  check('another system', { platforms: ['windows/amd64'] }, /has to be built in one of your own/);

  it('gets the registry of the project from GitLab', () => {
    const made = ciImage('gitlab', { ...app, image: undefined });
    assert.equal(made.ok && made.value.repository, '$CI_REGISTRY_IMAGE');
  });

  it('gives jobs of each image names of their own', () => {
    const names = (...repositories: readonly string[]) =>
      suffixes(repositories.map((repository) => ({ ...app, repository })));
    assert.deepEqual(names('a/x', 'b/x', 'c/x-2'), ['-x', '-x-2', '-x-2-2']);
    assert.deepEqual(names('a/x-2', 'b/x', 'c/x'), ['-x-2', '-x', '-x-3']);
    assert.deepEqual(names('a/x.y', 'b/x_y', 'c/x-y'), ['-x-y', '-x-y-2', '-x-y-3']);
  });

  it('finds a machine for each platform', () => {
    assert.equal(partOf('linux/386').emulator, '');
    assert.deepEqual(partOf('linux/riscv64'), {
      ...{
        platform: 'linux/riscv64',
        slug: 'linux-riscv64',
        machine: 'amd64',
        emulator: 'riscv64',
      },
    });
  });
});
