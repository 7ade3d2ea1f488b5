import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { callCommandLine } from '../../support/callCommandLine.ts';
import { projectOf } from './projectOf.ts';
import { startServer, type LoopbackServer } from '../../support/registry/loopbackServer.ts';
import { sampleRegistry } from '../../support/registry/sampleImages.ts';

async function run(...args: string[]) {
  const { code, out, err: error } = await callCommandLine(['matrix', ...args]);
  return { code, out, error };
}

describe('multiarch matrix', () => {
  const environment = { ...process.env };
  let registry: LoopbackServer;
  let folder: string;
  before(async () => {
    registry = await startServer(sampleRegistry());
    folder = await mkdtemp(path.join(tmpdir(), 'multiarch-cli-'));
    process.env['MULTIARCH_CACHE'] = path.join(folder, 'cache');
  });
  after(async () => {
    process.env = environment;
    await registry.close();
    await rm(folder, { recursive: true });
  });

  /** Writes a Dockerfile; `@` stands for the registry. */
  async function file(name: string, text: string): Promise<string> {
    const at = path.join(folder, name);
    await writeFile(at, text.replaceAll('@', registry.host));
    return at;
  }

  const crossCompiling =
    'FROM --platform=$BUILDPLATFORM @/app:multi AS build\nRUN make\nFROM @/app:multi\nCOPY --from=build /a /\nRUN a\n';

  it('prints a table of states and the reasons below', async () => {
    const { code, out } = await run(await file('cross', crossCompiling), '--no-builder');
    assert.equal(code, 0);
    const [head, first, second, empty, ...reasons] = out.trimEnd().split('\n');
    const base = `${registry.host}/app:multi`;
    assert.equal(head, `${'stage'.padEnd(base.length + 10)}  linux/amd64  linux/arm64`);
    assert.equal(first, `0 build (${base})  cross        cross`);
    assert.equal(second, `${`1 (${base})`.padEnd(base.length + 10)}  unknown      unknown`);
    assert.equal(empty, '');
    assert.deepEqual(reasons, [
      'build on linux/amd64: cross: Runs on the build platform, whatever it is, for linux/amd64.',
      'build on linux/arm64: cross: Runs on the build platform, whatever it is, for linux/arm64.',
      'stage 1 on linux/amd64: unknown: What the builder makes of linux/amd64 is not known: No builder was asked (--no-builder).',
      'stage 1 on linux/arm64: unknown: What the builder makes of linux/arm64 is not known: No builder was asked (--no-builder).',
    ]);
  });

  it('prints the JSON of the contract, and is 1 where an image has nothing for a platform', async () => {
    const at = await file('missing', 'FROM @/app:amd64-index AS a\n');
    const { code, out } = await run(at, '--no-builder', '--format', 'json');
    assert.equal(code, 1);
    const reference = `${registry.host}/app:amd64-index`;
    const { images, ...matrix } = JSON.parse(out) as { images: readonly object[] };
    assert.deepEqual(
      images.map((image) => Object.keys(image)),
      [['reference', 'digest', 'asOf', 'source']],
    );
    assert.deepEqual(matrix, {
      targets: ['linux/amd64', 'linux/arm64'],
      problems: [],
      stages: [
        {
          index: 0,
          name: 'a',
          base: reference,
          cells: [
            {
              platform: 'linux/amd64',
              state: 'copy-only',
              reason: 'Nothing is executed: files are only put together.',
            },
            {
              platform: 'linux/arm64',
              state: 'missing-base',
              reason: `“${reference}” has no image for linux/arm64.`,
            },
          ],
        },
      ],
    });
  });

  it('takes targets, a stage, build arguments, contexts and a build platform', async () => {
    const at = await file('options', 'ARG TAG\nFROM @/app:$TAG AS a\nRUN x\nFROM scratch AS b\n');
    const states = async (...args: string[]) => {
      const { out } = await run(at, '--no-builder', '--offline', '--format', 'json', ...args);
      const { targets, stages } = JSON.parse(out) as {
        targets: string[];
        stages: { cells: { state: string }[] }[];
      };
      return [...targets, ...stages.flatMap(({ cells }) => cells.map(({ state }) => state))];
    };
    const tag = ['--build-arg', 'TAG=multi', '--platform', 'linux/arm64'];
    assert.deepEqual(await states(...tag), ['linux/arm64', 'not-reached', 'copy-only']);
    assert.deepEqual(await states(...tag, '--target', 'a'), [
      'linux/arm64',
      'unknown',
      'not-reached',
    ]);
    const context = ['--target', 'b', '--build-context', 'b=.', '--build-platform', 'linux/amd64'];
    assert.deepEqual(await states(...tag, ...context), ['linux/arm64', 'not-reached', 'copy-only']);
  });

  it('asks no registry offline', async () => {
    const seen = registry.seen.length;
    const at = await file('offline', 'FROM @/app:amd64-index\n');
    assert.equal((await run(at, '--no-builder', '--offline')).code, 0);
    assert.equal(registry.seen.length, seen);
  });

  it('is 1 for a file that BuildKit refuses', async () => {
    const { code, out } = await run(
      await file('bad', 'FROM alpine:\n'),
      '--no-builder',
      '--offline',
    );
    assert.equal(code, 1);
    assert.match(out, /unknown: BuildKit refuses the Dockerfile: failed to parse stage name/);
  });

  it('says why BuildKit refuses a file without stages', async () => {
    const { code, out } = await run(await file('none', 'RUN x\n'), '--no-builder', '--offline');
    assert.equal(code, 1);
    assert.match(out, /^BuildKit refuses it: (?:line 1: )?no build stage in current context/);
    assert.doesNotMatch(out, /^stage/m);
  });

  it('takes targets, arguments and stage as check does', async () => {
    const at = await projectOf(folder);
    const { out } = await run(at, '--no-builder', '--offline');
    assert.match(out, /^stage {14}linux\/riscv64\n0 a \(alpine:\$TAG\)/);
    assert.match(out, /1 \(scratch\) +not-reached/);
    assert.match(out, /\nTarget platforms from service app in compose\.yaml\.\n$/);
    const given = await run(at, '--no-builder', '--offline', '--platform', 'linux/arm64');
    assert.doesNotMatch(given.out, /riscv64|Target platforms/);
  });

  it('says why the builder is unknown, and is 2 when it was asked for by name', async () => {
    process.env['PATH'] = folder;
    const at = await file('builder', 'FROM scratch\nRUN x\n');
    const { code, out } = await run(at, '--offline');
    assert.equal(code, 0);
    assert.match(out, /is not known: Docker was not found: there is no program docker on the PATH/);
    const named = await run(at, '--offline', '--builder', 'farm');
    assert.equal(named.code, 2);
    assert.match(named.error, /^multiarch matrix: Docker was not found/);
  });

  describe('refuses', () => {
    const check = (expected: RegExp, ...args: string[]) =>
      it(args.join(' '), async () => {
        const { code, error } = await run(...args);
        assert.equal(code, 2);
        assert.match(error, expected);
      });
    check(/Give one Dockerfile/);
    check(/Give one Dockerfile/, 'a', 'b');
    check(/exclude each other/, 'a', '--builder', 'x', '--no-builder');
    check(/--build-platform: /, 'a', '--build-platform', 'nope');
    check(/--build-context is NAME=value/, 'a', '--build-context', 'x');
    check(/does not exist/, 'nowhere', '--no-builder');
    it('a compose file', async () => {
      const at = await file('compose.yaml', 'services: { a: { image: alpine } }\n');
      const { code, out, error } = await run(at, '--no-builder', '--offline');
      assert.deepEqual([code, out], [2, '']);
      assert.match(
        error,
        /compose\.yaml" is a compose file: name the Dockerfile that it builds\. Platforms, arguments and the stage are taken from .*compose\.yaml\.\n$/,
      );
    });
    for (const name of ['ci.hcl', 'x-bake.json']) {
      it(`a bake file with a name of its own: ${name}`, async () => {
        const { code, out, error } = await run(await file(name, ''), '--no-builder', '--offline');
        assert.deepEqual([code, out], [2, '']);
        assert.match(error, /" is a bake file: name the Dockerfile that it builds\.\n$/);
      });
    }
    it('a compose file that builds a Dockerfile, and names that', async () => {
      const dockerfile = await projectOf(folder);
      const at = path.join(path.dirname(dockerfile), 'compose.yaml');
      const { code, error } = await run(at, '--no-builder', '--offline');
      assert.equal(code, 2);
      assert(error.includes(`: name the Dockerfile that it builds (${dockerfile}). `), error);
    });
    it('a workflow, in words that suit tools as well', async () => {
      const at = path.join(folder, '.github/workflows/build.yml');
      await mkdir(path.dirname(at), { recursive: true });
      await writeFile(at, 'on: push\njobs: {}\n');
      const { error } = await run(at, '--no-builder', '--offline');
      assert.match(error, /is a workflow, no Dockerfile: it can only be checked\.\n$/);
    });
  });
});
