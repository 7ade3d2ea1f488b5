import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { listBuilders } from '../../src/adapters/docker/builderList.ts';
import { openBuildMetadata } from '../../src/adapters/docker/buildMetadata.ts';
import { BuilderReader } from '../../src/adapters/docker/builderReader.ts';
import { currentEngine } from '../../src/adapters/docker/contexts.ts';
import { readEngine } from '../../src/adapters/docker/engine.ts';
import {
  buildArguments,
  buildOutputs,
  destinationOf,
  repositoryOf,
  type BuildOutput,
  type BuildRequest,
} from '../../src/core/build/buildRequest.ts';
import { commandLine } from '../../src/core/build/commandLine.ts';
import { joinArguments } from '../../src/core/build/eachPlatform.ts';
import {
  alternativesTo,
  type OutputAlternative,
  type PlanSurroundings,
} from '../../src/core/build/outputAlternatives.ts';
import { judgeOutput } from '../../src/core/build/outputs.ts';
import { startMirroredEngine, type MirroredEngine } from '../lab/mirroredEngine.mjs';
import { machineDockerfile, platformsInRegistry, readBack, readByUs } from './builtResult.ts';
import { ownRepository } from './labRegistry.ts';
import { openNodeProxy, type NodeProxy } from './nodeProxy.ts';

const { DOCKER_HOST: lab = '', BUILDX_CONFIG: builderFolder } = process.env;

/** Whether the lab runs an engine of its own, beside which others can be started. */
const isPrivate = lab.includes('/multiarch-lab/');

const own = 'linux/amd64';
const foreign = 'linux/arm64';
const two = [own, foreign];
const attested = { provenance: 'mode=max' };

/**
 * A command without what tells its result from that of another platform, which is no other build: what is written
 * under another name is the same. What is pushed or loaded is needed under its own.
 */
function withoutName({ output }: BuildRequest, command: string): string {
  if (output === 'push' || output === 'load' || output === 'digest') return command;
  return command.replaceAll(/(?<=image|:1)[-/](?:amd64|arm64)/g, '');
}

/** Who builds, and into which engine is loaded. */
interface Place {
  readonly builder: 'default' | 'one' | 'farm';
  readonly store: 'containerd' | 'classic';
}

type Row = readonly [
  output: BuildOutput,
  platforms: readonly string[],
  more?: Partial<BuildRequest>,
];

const outputsOfTwo = buildOutputs.map((output): Row => [output, two]);
const outputsOfOne = buildOutputs.map((output): Row => [output, [foreign]]);

const places: readonly (readonly [name: string, place: Place, rows: readonly Row[]])[] = [
  [
    'an engine with the containerd store',
    { builder: 'default', store: 'containerd' },
    [...outputsOfTwo, ['load', two, attested], ['docker', [own], attested]],
  ],
  [
    'an engine with the classic store',
    { builder: 'default', store: 'classic' },
    [
      ...[...outputsOfOne, ...outputsOfTwo],
      ['push', [own], attested],
      ['cache', [own], { cacheTo: ['type=local,dest=cache'] }],
    ],
  ],
  [
    'a builder of one node',
    { builder: 'one', store: 'containerd' },
    [...outputsOfTwo, ['load', [own], attested]],
  ],
  [
    'a builder of one node, loading into a classic store',
    { builder: 'one', store: 'classic' },
    [
      ['load', [foreign]],
      ['load', two],
      ['load', [own], attested],
    ],
  ],
  [
    'a builder of two nodes',
    { builder: 'farm', store: 'containerd' },
    [...outputsOfTwo, ['docker', two, attested], ['load', [foreign]]],
  ],
  [
    'a builder of two nodes, loading into a classic store',
    { builder: 'farm', store: 'classic' },
    [['load', two]],
  ],
];

if (isPrivate) {
  describe('what can become of a build, and what comes near, compared with what buildx does', function () {
    this.timeout(180_000);
    let folder = '';
    const proxies: NodeProxy[] = [];
    const engines = new Map<string, MirroredEngine>();
    /** What was built and looked at already: command → digest. */
    const done = new Map<string, string | undefined>();
    const known = new Map<string, Promise<PlanSurroundings>>();

    before(async () => {
      folder = mkdtempSync(join(tmpdir(), 'multiarch-outputs-'));
      writeFileSync(join(folder, 'Dockerfile'), machineDockerfile);
      const [mirror = ''] = ownRepository('').split('/');
      const options = { mirror, env: process.env, say: () => undefined };
      for (const imageStore of ['classic', 'containerd'] as const) {
        const name = `outputs-${imageStore}`;
        engines.set(imageStore, await startMirroredEngine({ ...options, name, imageStore }));
      }
      for (const address of [lab, engines.get('containerd')?.address ?? '']) {
        proxies.push(await openNodeProxy(address.slice('unix://'.length)));
      }
      mkdirSync(join(folder, 'buildx/instances'), { recursive: true });
      const nodes = proxies.map(({ endpoint }, at) => ({
        Name: `n${at}`,
        Endpoint: endpoint,
        Platforms: [{ os: 'linux', architecture: at === 0 ? 'amd64' : 'arm64' }],
      }));
      writeBuilder('farm', nodes);
      writeBuilder('one', [{ ...nodes[0], Platforms: [] }]);
      process.env['BUILDX_CONFIG'] = join(folder, 'buildx');
    });
    after(async () => {
      process.env['DOCKER_HOST'] = lab;
      await clearEngine();
      if (builderFolder !== undefined) process.env['BUILDX_CONFIG'] = builderFolder;
      await Promise.all(proxies.map((proxy) => proxy.close()));
      for (const engine of engines.values()) await engine.stop();
      rmSync(folder, { recursive: true, force: true });
    });

    function writeBuilder(name: string, nodes: readonly object[]): void {
      const builder = JSON.stringify({ Name: name, Driver: 'remote', Nodes: nodes });
      writeFileSync(join(folder, 'buildx/instances', name), builder);
    }

    async function clearEngine(): Promise<void> {
      const own = `--filter=reference=${ownRepository('*')}`;
      const { stdout } = await run(['image', 'ls', '--quiet', '--no-trunc', own]);
      const ids = new Set(stdout.split('\n').filter((id) => id !== ''));
      if (ids.size > 0) await run(['image', 'rm', '--force', ...ids]);
    }

    /** Goes to a place, and tells what is known there. */
    function enter(place: Place): Promise<PlanSurroundings> {
      const { builder, store } = place;
      const address = store === 'classic' ? engines.get(store)?.address : lab;
      // What is undefined would become a word of that name.
      assert.ok(address);
      process.env['DOCKER_HOST'] = address;
      const key = `${builder} ${store}`;
      const facts = known.get(key) ?? readFacts(place);
      known.set(key, facts);
      return facts;
    }

    async function readFacts({ builder, store }: Place): Promise<PlanSurroundings> {
      const surroundings = { environment: process.env, platform: process.platform };
      const { builders, context } = await listBuilders(surroundings);
      const listed = builders.find(({ name }) => name === builder);
      const address = await currentEngine(surroundings);
      assert.ok(listed && address);
      const [answer, engine] = await Promise.all([
        new BuilderReader('docker').read(listed, context),
        readEngine(address),
      ]);
      assert.ok(answer.ok && engine.ok, JSON.stringify([answer, engine]));
      assert.equal(engine.value.imageStore, store);
      return { builder: answer.builder, engine: engine.value };
    }

    function run(
      args: readonly string[],
    ): Promise<{ code: number; stdout: string; error: string }> {
      return new Promise((resolve) => {
        execFile('docker', args, { cwd: folder }, (failure, stdout, stderr) => {
          const error = stderr.slice(stderr.lastIndexOf('ERROR: '));
          resolve({ code: failure === null ? 0 : 1, stdout, error });
        });
      });
    }

    /** Builds, and says what is wrong with the result; nothing when it is what was asked for. */
    async function build(request: BuildRequest): Promise<{ wrong?: string; digest?: string }> {
      const command = commandLine(buildArguments(request));
      const usesEngine = request.builder === 'default' || request.output === 'load';
      const key = `${usesEngine ? (process.env['DOCKER_HOST'] ?? '') : ''} ${withoutName(request, command)}`;
      const before = done.get(key);
      if (done.has(key)) return before === undefined ? {} : { digest: before };
      const destination = destinationOf(request);
      if (destination !== undefined)
        rmSync(join(folder, destination), { recursive: true, force: true });
      const metadata = await openBuildMetadata();
      try {
        const args = ['--metadata-file', metadata.path(0)];
        const { code, error } = await run(buildArguments({ ...request, args }));
        if (code !== 0) return { wrong: `${command}: ${error}` };
        const digest = await metadata.readDigest(0);
        const asText = (failure: unknown) => [String(failure)];
        const theirs = await readBack(request, folder, digest).catch(asText);
        const ours = await readByUs(request, folder).catch(asText);
        done.set(key, digest);
        const wanted = request.platforms.toSorted().join();
        const wrong = [theirs, ours ?? theirs].find((found) => found.join() !== wanted);
        return {
          ...(wrong && { wrong: `${command}: there is ${wrong.join()}` }),
          ...(digest === undefined ? {} : { digest }),
        };
      } finally {
        await metadata.remove();
      }
    }

    /** Carries an alternative out; what prepares a build is proved by the same build after it. */
    async function carryOut(
      alternative: OutputAlternative,
      place: Place,
      request: BuildRequest,
    ): Promise<string | undefined> {
      switch (alternative.kind) {
        case 'change':
          return (await build({ builder: place.builder, ...alternative.request })).wrong;
        case 'prepare': {
          const isNew = alternative.code === 'create-builder';
          const builder = isNew ? 'one' : place.builder;
          const store = isNew ? place.store : 'containerd';
          const prepared = { ...request, builder };
          const facts = await enter({ builder, store });
          if (judgeOutput(prepared, facts).state === 'possible')
            return (await build(prepared)).wrong;
          const [nearest] = alternativesTo(prepared, facts);
          assert.ok(nearest?.kind === 'change', 'there is still no way');
          return (await build(nearest.request)).wrong;
        }
        case 'each': {
          const digests: string[] = [];
          for (const each of alternative.requests) {
            const { wrong, digest } = await build(each);
            if (wrong !== undefined) return wrong;
            if (digest !== undefined) digests.push(digest);
          }
          if (alternative.join === undefined) return undefined;
          const { code, error } = await run(joinArguments(alternative.join, digests));
          if (code !== 0) return error;
          const found = await platformsInRegistry(alternative.join.tags[0] ?? '');
          return found.join() === two.join() ? undefined : `joined of ${found.join()}`;
        }
      }
    }

    async function check(place: Place, [output, platforms, more]: Row): Promise<readonly string[]> {
      const facts = await enter(place);
      const request: BuildRequest = {
        ...{ file: 'Dockerfile', context: '.', progress: 'plain', builder: place.builder },
        ...{ output, platforms, tags: [ownRepository('outputs:1')] },
        ...more,
      };
      const verdict = judgeOutput(request, facts);
      if (verdict.state === 'possible') return [(await build(request)).wrong ?? ''];
      assert.equal(verdict.state, 'impossible');
      const { message } = verdict.refusal;
      const { code, error } = await run(buildArguments(request));
      const problems: (string | undefined)[] = [];
      if (verdict.refusal.code === 'digest-gets-tagged') {
        // It succeeds, and pushes a tag that nobody asked for.
        assert.equal(code, 0, error);
        const repository = repositoryOf(request.tags[0] ?? '') ?? '';
        assert.deepEqual(await platformsInRegistry(`${repository}:latest`), two);
      } else if (code === 0 || !error.includes(message)) {
        problems.push(`${verdict.refusal.code}, but: ${error}`);
      }
      const alternatives = alternativesTo(request, facts);
      assert.ok(alternatives.length > 0, 'nothing comes near');
      // Of several platforms the same is refused, and more comes near.
      if (platforms.length === 1 && output !== 'docker' && more === undefined)
        return seen(problems);
      for (const alternative of alternatives) {
        await enter(place);
        problems.push(await carryOut(alternative, place, request));
      }
      return seen(problems);
    }

    const seen = (problems: readonly (string | undefined)[]) =>
      problems.map((problem) => problem ?? '');

    for (const [name, place, rows] of places) {
      it(name, async () => {
        const wrong: string[] = [];
        for (const row of rows) {
          const problems = await check(place, row);
          wrong.push(
            ...problems
              .filter((problem) => problem !== '')
              .map((problem) => `${row[0]} of ${row[1].join()}: ${problem}`),
          );
        }
        assert.deepEqual(wrong, []);
      });
    }
  });
}
