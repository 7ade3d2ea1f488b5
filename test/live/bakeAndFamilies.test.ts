import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { bakeNeedsLeave } from '../../src/adapters/docker/buildx.ts';
import { runBuild } from '../../src/adapters/docker/runBuild.ts';
import { runProgram } from '../../src/adapters/process.ts';
import { parseBake } from '../../src/adapters/workspace/bakePrint.ts';
import { printBakePlan, readBakePlan } from '../../src/adapters/workspace/bakePlan.ts';
import { buildArguments, type BuildRequest } from '../../src/core/build/buildRequest.ts';
import { joinArguments } from '../../src/core/build/eachPlatform.ts';
import { familyBuilds } from '../../src/core/build/familyBuild.ts';
import { readFailureOutput } from '../../src/core/build/failures/failureOutput.ts';
import { BuildProgress } from '../../src/core/build/progress/buildProgress.ts';
import { bakeFileText } from '../../src/core/project/bakeFile.ts';
import { targetsNamed } from '../../src/core/project/bakePlan.ts';
import { findFamilies } from '../../src/core/project/families.ts';
import { bakedBuilds, composeProjects } from '../support/composeProjects.ts';
import { enterSurroundings } from './builderSurroundings.ts';
import { ownRepository } from './labRegistry.ts';

describe('several Dockerfiles at once', function () {
  this.timeout(120_000);
  let folder = '';

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'multiarch-several-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const write = (name: string, text: string) => writeFile(join(folder, name), text);

  async function build(request: BuildRequest, groups?: ReadonlySet<string>, within = '') {
    const progress = new BuildProgress(groups);
    const lines: string[] = [];
    const end = await runBuild(
      { command: 'docker', args: buildArguments({ ...request, progress: 'rawjson' }) },
      { cwd: join(folder, within), signal: new AbortController().signal },
      {
        onEvents: (events) => {
          for (const event of events) progress.add(event);
        },
        onLines: (more) => lines.push(...more),
      },
    );
    return { end, progress, lines };
  }

  const bakeRequest = (bake: NonNullable<BuildRequest['bake']>): BuildRequest => ({
    ...{ file: bake.files[0] ?? '', context: '.', platforms: [], tags: [], output: 'cache', bake },
  });

  async function checkBake(): Promise<void> {
    await write('Dockerfile', 'FROM busybox:1.37\nRUN true\n');
    await write('Dockerfile.bad', 'FROM busybox:1.37\nRUN true\nRUN nosuch\n');
    await write(
      'docker-bake.hcl',
      `group "default" {
  targets = ["app", "bad"]
}

target "app" {
  platforms = ["linux/amd64", "linux/arm64"]
  output    = ["type=cacheonly"]
}

target "bad" {
  dockerfile = "Dockerfile.bad"
  output     = ["type=cacheonly"]
}
`,
    );
    const files = ['docker-bake.hcl'];
    const plan = await readBakePlan('docker', folder, files);
    assert(plan.ok);
    const chosen = targetsNamed(plan.value, ['default']);
    assert.deepEqual(
      chosen.map(({ name, platforms }) => [name, ...platforms]),
      [['app', 'linux/amd64', 'linux/arm64'], ['bad']],
    );

    const one = bakeRequest({ files, targets: ['app'], platforms: ['linux/arm64'] });
    const printed = await printBakePlan('docker', {
      directory: folder,
      files,
      args: buildArguments(one),
    });
    assert(printed.ok);
    assert.deepEqual(printed.value.targets[0]?.platforms, ['linux/arm64']);
    assert.deepEqual((await build(one)).end, { kind: 'done' });

    const groups = new Set(['app', 'bad']);
    const all = await build(bakeRequest({ files, targets: ['default'] }), groups);
    assert.deepEqual(all.end, { kind: 'failed', code: 1 });
    assert.equal(all.progress.failed()?.name.group, 'bad');
    assert.deepEqual(readFailureOutput(all.lines).place, {
      ...{ file: 'Dockerfile.bad', first: 3, last: 3 },
    });
  }

  /** Where a target reads outside of the folder in which bake runs. */
  async function checkOutside(needsLeave: boolean): Promise<void> {
    await mkdir(join(folder, 'in'));
    await write('beside.txt', 'x');
    await write('in/docker-bake.hcl', 'target "app" {\n  contexts = { src = ".." }\n}\n');
    await write('in/Dockerfile', 'FROM busybox:1.37\nCOPY --from=src /beside.txt /\n');
    assert.equal(await bakeNeedsLeave('docker'), needsLeave);
    const args = needsLeave ? [`--allow=fs.read=${folder}`] : [];
    const bake = { files: ['docker-bake.hcl'], targets: ['app'], output: 'cache' } as const;
    const { end, lines } = await build({ ...bakeRequest(bake), args }, undefined, 'in');
    assert.deepEqual(end, { kind: 'done' }, lines.join('\n'));
  }

  it('are baked as the files say, or for one platform', async () => {
    await checkBake();
    await checkOutside(true);
  });

  it('are baked by the oldest buildx, too', async () => {
    const surroundings = await enterSurroundings('old');
    try {
      await checkBake();
      await checkOutside(false);
    } finally {
      surroundings.leave();
    }
  });

  it('are baked of compose files, too', async () => {
    await write('Dockerfile', 'FROM busybox:1.37\n');
    await write(
      'compose.yaml',
      'services:\n  web:\n    image: web\n    build:\n      context: .\n      platforms: [linux/amd64, linux/s390x]\n  db:\n    image: busybox:1.37\n',
    );
    const plan = await readBakePlan('docker', folder, ['compose.yaml']);
    assert(plan.ok);
    assert.deepEqual(
      plan.value.targets.map(({ name, platforms, tags }) => [name, platforms, tags]),
      [['web', ['linux/amd64', 'linux/s390x'], ['web']]],
    );
  });

  for (const { title, files, expected } of composeProjects) {
    it(`are told of compose files as docker reads them: ${title}`, async () => {
      for (const [name, text] of Object.entries(files)) {
        await mkdir(join(folder, dirname(name)), { recursive: true });
        await write(name, text);
      }
      const names = Object.keys(files).filter((name) => name.startsWith('compose.'));
      const args = ['buildx', 'bake', '--print', ...names.flatMap((name) => ['--file', name])];
      const { stdout } = await promisify(execFile)('docker', args, { cwd: folder });
      const printed = parseBake(stdout, folder, 'compose.yaml');
      assert(printed.ok);
      assert.deepEqual(bakedBuilds(printed.value, folder), expected);
    });
  }

  it('have a bake file that buildx reads as it was meant', async () => {
    await write('Dockerfile', 'FROM busybox:1.37 AS test\nFROM test\n');
    const platforms = ['linux/amd64', 'linux/arm64'];
    const text = bakeFileText({
      ...{ dockerfile: 'Dockerfile', context: '.', platforms },
      targets: [
        { name: 'test', stage: 'test' },
        { name: 'app', tag: 'example.com/app:1' },
      ],
      buildArgs: { A: 'a "b" ${c} %{d} \\' },
      contexts: { src: '../src' },
      attestations: ['provenance', 'sbom'],
    });
    await write('docker-bake.hcl', text);
    const files = ['docker-bake.hcl'];
    const args = ['buildx', 'bake', '--file', 'docker-bake.hcl'];
    const printed = await printBakePlan('docker', { directory: folder, files, args });
    assert(printed.ok, printed.ok ? '' : printed.problem.message);
    assert.deepEqual(
      printed.value.targets.map(({ name, stage, tags, platforms: own }) => ({
        ...{ name, stage, tags, own },
      })),
      [
        { name: 'app', stage: undefined, tags: ['example.com/app:1'], own: platforms },
        { name: 'test', stage: 'test', tags: [], own: platforms },
      ],
    );
    // What is printed is a bake file again: what would begin a template is doubled in it.
    assert.match(printed.value.json, /"A": "a \\"b\\" \$\$\{c\} %%\{d\} \\\\"/);
  });

  it('of one image are pushed and joined, and have each its platform', async () => {
    const tag = ownRepository('family:1');
    for (const file of ['Dockerfile.amd64', 'Dockerfile.aarch64', 'Dockerfile.alpine']) {
      await write(file, `FROM busybox:1.37\nRUN echo ${file} > /which\n`);
    }
    const [family] = findFamilies(['Dockerfile.aarch64', 'Dockerfile.alpine', 'Dockerfile.amd64']);
    assert(family);
    const members = family.members.map((member) => ({ ...member, context: '.' }));
    const builds = familyBuilds(members, { tags: [tag] });
    assert(builds?.join);
    for (const request of builds.requests) {
      const { end, lines } = await build(request);
      assert.deepEqual(end, { kind: 'done' }, lines.join('\n'));
    }
    const docker = async (...args: readonly string[]) => {
      const answer = await runProgram({ command: 'docker', args }, { timeout: 60_000 });
      assert(answer.ok, JSON.stringify(answer));
      return answer.stdout;
    };
    await docker(...joinArguments(builds.join));
    // What an engine pushes it keeps, too.
    await docker('image', 'rm', '--force', ...builds.requests.flatMap(({ tags }) => tags));
    const raw = await docker('buildx', 'imagetools', 'inspect', '--raw', tag);
    const index = JSON.parse(raw) as {
      manifests: { platform: { os: string; architecture: string } }[];
    };
    const found = index.manifests.map(
      ({ platform: { os, architecture } }) => `${os}/${architecture}`,
    );
    assert.deepEqual(found.filter((platform) => platform !== 'unknown/unknown').sort(), [
      'linux/amd64',
      'linux/arm64',
    ]);
  });
});
