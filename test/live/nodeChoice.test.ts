import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { decideNodes, type BuildNode } from '../../src/core/build/nodes.ts';
import { parsePlatform } from '../../src/core/platform/platform.ts';
import { openNodeProxy, type NodeProxy } from './nodeProxy.ts';
import { docker } from './programs.ts';

/** How many builds run at the same time, each with nodes of its own. */
const lanes = 2;
const mostNodes = 3;
const cases = 30;

const platforms = [
  ...['linux/amd64', 'linux/amd64/v2', 'linux/amd64/v3', 'linux/386', 'linux/arm64'],
  ...['linux/arm/v7', 'linux/arm/v6', 'linux/s390x', 'linux/mips64le', 'windows/amd64'],
];

interface Case {
  readonly pins: readonly (readonly string[])[];
  readonly requested: readonly string[];
}

/** Pins of nodes, and platforms to build, which are often among the pinned ones. */
const randomCase: fc.Arbitrary<Case> = fc
  .array(fc.subarray(platforms, { maxLength: 3 }), { minLength: 2, maxLength: mostNodes })
  .chain((pins) => {
    const pinned = [...new Set(pins.flat())];
    const pool = fc.oneof(
      fc.constant(pinned.length === 0 ? platforms : pinned),
      fc.constant(platforms),
    );
    return pool
      .chain((words) =>
        fc.shuffledSubarray(words, { minLength: 1, maxLength: Math.min(4, words.length) }),
      )
      .map((requested) => ({ pins, requested }));
  });

/** The nodes are ports of one BuildKit, so their workers run the same; their pins differ. */
describe('which node builds what, compared with what buildx gives to each node', function () {
  this.timeout(120_000);
  let folder: string;
  let workers: readonly string[];
  const proxies: NodeProxy[] = [];

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'nodes-'));
    mkdirSync(join(folder, 'buildx/instances'), { recursive: true });
    mkdirSync(join(folder, 'context'));
    writeFileSync(join(folder, 'context/Dockerfile'), 'FROM scratch\nCOPY Dockerfile /\n');
    const { DOCKER_HOST: host = '' } = process.env;
    assert.match(host, /^unix:/, 'the lab gives a socket');
    for (let at = 0; at < lanes * mostNodes; at += 1) {
      proxies.push(await openNodeProxy(host.slice('unix://'.length)));
    }
    const list = await docker('buildx', 'inspect', 'default');
    workers = /^Platforms: +(.*)$/m.exec(list)?.[1]?.split(', ') ?? [];
  });
  after(async () => {
    await Promise.all(proxies.map((proxy) => proxy.close()));
    rmSync(folder, { recursive: true });
  });

  /** Builds, and says what each node was asked for. The builds of one BuildKit may get in each other's way. */
  async function build(lane: number, { pins, requested }: Case): Promise<readonly string[]> {
    const nodes = proxies.slice(lane * mostNodes, lane * mostNodes + pins.length);
    const instance = {
      Name: `lane${lane}`,
      Driver: 'remote',
      Nodes: nodes.map(({ endpoint }, at) => ({
        Name: `n${at}`,
        Endpoint: endpoint,
        Platforms: pins[at]?.map(specification),
      })),
    };
    writeFileSync(join(folder, 'buildx/instances', instance.Name), JSON.stringify(instance));
    for (const node of nodes) node.takeBuilds();
    await new Promise((resolve) => {
      execFile(
        'docker',
        [
          ...['buildx', 'build', `--builder=${instance.Name}`, '--output=type=cacheonly'],
          ...[`--platform=${requested.join(',')}`, join(folder, 'context')],
        ],
        { env: { ...process.env, BUILDX_CONFIG: join(folder, 'buildx') } },
        resolve,
      );
    });
    return nodes.map((node) => [...new Set(node.takeBuilds())].join(' and '));
  }

  function predict({ pins, requested }: Case): readonly string[] {
    const nodes = pins.map((pinned, at): BuildNode => ({
      name: `n${at}`,
      platforms: pinned,
      workers,
    }));
    const { decisions } = decideNodes(nodes, requested);
    return nodes.map(({ name }) =>
      decisions
        .filter(({ node }) => node === name)
        .map(({ platform }) => platform)
        .join(','),
    );
  }

  it(`agrees with ${cases} builds`, async () => {
    const waiting = fc.sample(randomCase, { seed: 20, numRuns: cases });
    const wrong: unknown[] = [];
    const work = async (lane: number) => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        const [actual, expected] = [await build(lane, next), predict(next)];
        if (actual.join(';') !== expected.join(';')) wrong.push({ ...next, actual, expected });
      }
    };
    await Promise.all(Array.from({ length: lanes }, (_, lane) => work(lane)));
    assert.deepEqual(wrong, []);
  });
});

function specification(text: string): object {
  const platform = parsePlatform(text);
  assert.ok(platform.ok);
  return platform.value;
}
