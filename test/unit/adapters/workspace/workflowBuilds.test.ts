import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createProjectReader } from '../../../../src/adapters/workspace/projectReader.ts';
import { readWorkflowBuilds } from '../../../../src/adapters/workspace/workflowBuilds.ts';

/** A job with steps, each the inputs of docker/build-push-action, as YAML in one line. */
function workflow(head: string, ...inputs: readonly string[]): string {
  const steps = inputs.map(
    (each) => `      - uses: docker/build-push-action@v6\n        with: ${each}`,
  );
  return `on: push\njobs:\n  image:\n    ${head}\n    steps:\n${steps.join('\n')}\n`;
}

describe('what workflows ask for', () => {
  let root: string;
  beforeEach(async () => {
    root = await mkdtemp(path.join(tmpdir(), 'multiarch-workflows-'));
    await mkdir(path.join(root, '.github', 'workflows'), { recursive: true });
  });
  afterEach(() => rm(root, { recursive: true }));

  const write = (text: string, name = 'ci.yml') =>
    writeFile(path.join(root, '.github', 'workflows', name), text);

  function check(title: string, text: string, expected: readonly string[]): void {
    it(title, async () => {
      await write(text);
      const asks = [...(await readWorkflowBuilds(root))].flatMap(([file, all]) =>
        all.map(({ who, platforms, stage = '', staysLocal }) =>
          [
            path.relative(root, file).split(path.sep).join('/'),
            platforms.join(' ') || 'unknown',
            who.replace(/^.*:/, 'line '),
            stage,
            staysLocal === true ? 'local' : '',
          ]
            .filter((each) => each !== '')
            .join(', '),
        ),
      );
      assert.deepEqual(asks, expected);
    });
  }

  const runner = 'runs-on: ubuntu-latest';
  check('a step', workflow(runner, '{ push: true, platforms: "linux/amd64,arm64" }'), [
    'Dockerfile, linux/amd64 linux/arm64, line 7',
  ]);
  check(
    'a context, a file and a stage',
    workflow(
      runner,
      '{ context: ./app, target: run, platforms: linux/s390x }',
      '{ context: app, file: docker/web.Dockerfile, push: "${{ github.ref == 1 }}", platforms: linux/arm }',
    ),
    [
      'app/Dockerfile, linux/s390x, line 7, run, local',
      'docker/web.Dockerfile, linux/arm/v7, line 9',
    ],
  );
  check(
    'a platform for each leg, by digest',
    workflow(
      `${runner}\n    strategy: { matrix: { platform: [linux/amd64, linux/arm64] } }`,
      '{ platforms: "${{ matrix.platform }}", outputs: "type=image,push-by-digest=true,push=true" }',
    ),
    ['Dockerfile, linux/amd64, line 8', 'Dockerfile, linux/arm64, line 8'],
  );
  check(
    'a Dockerfile for each leg',
    workflow(
      `${runner}\n    strategy: { matrix: { name: [a, b] } }`,
      '{ push: true, file: "${{ matrix.name }}/Dockerfile", platforms: linux/arm64 }',
    ),
    ['a/Dockerfile, linux/arm64, line 8', 'b/Dockerfile, linux/arm64, line 8'],
  );
  check(
    'variables of the file',
    `env: { P: "linux/amd64,linux/arm64" }\n${workflow(runner, '{ push: true, platforms: "${{ env.P }}" }')}`,
    ['Dockerfile, linux/amd64 linux/arm64, line 8'],
  );
  check(
    'what an expression makes',
    workflow(
      `${runner}\n    strategy: { matrix: "\${{ fromJSON(needs.a.outputs.m) }}" }`,
      '{ push: true, platforms: "${{ matrix.platform }}" }',
      '{ push: true, file: "${{ matrix.file }}", platforms: linux/arm64 }',
      '{ push: true, platforms: linux/arm64 }',
    ),
    ['Dockerfile, unknown, line 8', 'Dockerfile, linux/arm64, line 12'],
  );
  check(
    'inputs that nobody knows',
    workflow(runner, '{ push: true, platforms: "${{ inputs.platforms }}" }'),
    ['Dockerfile, unknown, line 7'],
  );
  check(
    'nothing where it says nothing, or builds elsewhere',
    workflow(
      runner,
      '{ push: true }',
      '{ context: "https://example.com/a/b.git", platforms: linux/arm64 }',
      '{ context: "{{defaultContext}}:app", platforms: linux/arm64 }',
      '{ context: "${{ github.workspace }}", platforms: linux/arm64 }',
    ),
    [],
  );
  check('no YAML', 'docker/build-push-action: [', []);

  it('is said of the Dockerfiles of the repository, and read again once it is forgotten', async () => {
    await mkdir(path.join(root, 'app'));
    const step = '{ push: true, context: app, platforms: "linux/amd64,linux/s390x" }';
    await write(workflow(runner, step));
    await writeFile(path.join(root, '.multiarch.yaml'), 'platforms: [linux/amd64]');
    await writeFile(
      path.join(root, 'compose.yaml'),
      'services:\n  web: { build: { context: app, target: dev, platforms: [linux/arm64] } }\n',
    );
    const reader = createProjectReader(() => Promise.resolve({ grouped: [], all: [] }));
    const read = async () =>
      (await reader.read(path.join(root, 'app', 'Dockerfile'), root)).asked?.map(
        ({ who, platforms, stage = '' }) => `${who}: ${platforms.join(' ')} ${stage}`,
      );
    const others = [
      '.multiarch.yaml: linux/amd64 ',
      'service web in compose.yaml:2: linux/arm64 dev',
    ];
    const job = 'job image in .github/workflows/ci.yml:7: linux/amd64 linux/s390x ';
    assert.deepEqual(await read(), [...others, job]);
    await write('on: push\n');
    assert.deepEqual(await read(), [...others, job]);
    reader.forget();
    assert.deepEqual(await read(), others);
  });

  it('counts the targets of bake files, and what was not read', async () => {
    const at = path.join(root, 'Dockerfile');
    const target = {
      kind: 'bake',
      file: 'docker-bake.hcl',
      dockerfile: at,
      context: root,
    } as const;
    const all = [
      { ...target, name: 'local', platforms: [] },
      { ...target, name: 'all', platforms: ['linux/arm64'] },
    ];
    await writeFile(path.join(root, 'docker-bake.hcl'), '\ntarget "all" {}\n');
    const asked = async (answer: Parameters<typeof createProjectReader>[0]) =>
      (await createProjectReader(answer).read(at, root)).asked;
    assert.deepEqual(await asked(() => Promise.resolve({ grouped: all.slice(0, 1), all })), [
      { kind: 'bake', who: 'all in docker-bake.hcl:2', platforms: ['linux/arm64'] },
    ]);
    const problem = 'docker-bake.hcl was not read: so.';
    assert.deepEqual(await asked(() => Promise.resolve({ grouped: [], all: [], problem })), [
      { kind: 'bake', who: 'docker-bake.hcl', platforms: [] },
    ]);
  });
});
