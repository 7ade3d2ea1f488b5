import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { analyze } from '../../src/core/analysis/analyze.ts';
import { applyEdits } from '../../src/core/analysis/edits.ts';
import type { RuleCode } from '../../src/core/analysis/finding.ts';
import { headerLength, readExecutablePlatform } from '../../src/core/binary/executable.ts';
import type { Builder } from '../../src/core/build/workerNode.ts';
import type { Fact } from '../../src/core/facts.ts';
import { indexOf } from '../support/imageFacts.ts';
import { docker } from './programs.ts';

const targets = ['linux/amd64', 'linux/arm64'];

/** A builder on amd64 that emulates arm64, as the lab's. */
const emulating: Fact<Builder> = {
  known: true,
  asOf: 0,
  value: {
    ...{ name: 'lab', driver: 'docker', current: true },
    nodes: [
      {
        ...{ name: 'lab', endpoint: 'lab', status: 'running', platforms: targets, pinned: [] },
        emulators: [
          { name: 'qemu-aarch64', architecture: 'arm64', interpreter: '/qemu', fixed: true },
        ],
      },
    ],
  },
};

/** Mistakes on the lab's busybox, which has an image for both targets. */
const mistakes: Readonly<Partial<Record<RuleCode, string>>> = {
  'result-pinned-to-platform':
    'FROM --platform=$BUILDPLATFORM busybox:1.37\nRUN echo built > /built\n',
  'constant-platform-flag':
    'FROM busybox:1.37 AS tool\nFROM --platform=linux/amd64 busybox:1.37 AS gen\nRUN echo x > /x\nFROM tool\nCOPY --from=gen /x /x\n',
  'redundant-target-platform':
    'FROM --platform=$TARGETPLATFORM busybox:1.37\nRUN echo built > /built\n',
  'platform-arg-shadowed':
    'FROM busybox:1.37\nARG TARGETARCH=amd64\nRUN echo "$TARGETARCH" > /architecture\n',
  'platform-arg-undeclared': 'FROM busybox:1.37\nRUN echo "$TARGETARCH" > /architecture\n',
  'platform-arg-misspelled':
    'FROM busybox:1.37\nARG TARGETACH\nRUN echo "$TARGETACH" > /architecture\n',
  'invalid-platform':
    'FROM --platform=linux/x86_64 busybox:1.37 AS gen\nRUN echo x > /x\nFROM busybox:1.37\nCOPY --from=gen /x /x\n',
};

/**
 * What quick fixes make of mistakes is built for real: each platform of the result holds programs of its
 * own architecture, and arguments have the value of the target.
 */
describe('files after their quick fix', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'multiarch-fixed-'));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  /** Builds a file for all targets, and gives the folder with one folder for each. */
  async function build(name: string, text: string): Promise<string> {
    const context = path.join(folder, name);
    const output = path.join(context, 'output');
    await mkdir(context);
    await writeFile(path.join(context, 'Dockerfile'), text);
    await docker(
      ...['buildx', 'build', '--platform', targets.join(','), '--provenance=false'],
      ...['--output', `type=local,dest=${output}`, context],
    );
    return output;
  }

  it('are built once, on the build platform, where the output is the same: emulated-compile', async () => {
    // The lab has no Node: a script stands in for npm, and tells on which machine it ran.
    const npm = 'mkdir -p /app/dist; uname -m > /app/dist/machine';
    const text = `FROM busybox:1.37 AS build\nRUN echo '${npm}' > /bin/npm && chmod +x /bin/npm && npm ci\nFROM busybox:1.37\nCOPY --from=build /app/dist /dist\n`;
    const output = await build('emulated-compile', mend('emulated-compile', text));
    const machines = await Promise.all(
      targets.map((target) =>
        readFile(path.join(output, target.replace('/', '_'), 'dist', 'machine'), 'utf8'),
      ),
    );
    assert.match(machines[0] ?? '', /./);
    assert.equal(machines[0], machines[1]);
  });

  for (const [rule, text] of Object.entries(mistakes)) {
    it(`are built for each platform: ${rule}`, async () => {
      const mended = mend(rule, text);
      const output = await build(rule, mended);
      for (const target of targets) {
        const root = path.join(output, target.replace('/', '_'));
        const architecture = target.split('/')[1];
        const busybox = await readFile(path.join(root, 'bin', 'busybox'));
        assert.deepEqual(readExecutablePlatform(busybox.subarray(0, headerLength)), {
          os: 'linux',
          architecture,
        });
        if (!mended.includes('/architecture')) continue;
        const value = await readFile(path.join(root, 'architecture'), 'utf8');
        assert.equal(value.trim(), architecture);
      }
    });
  }
});

/** The text after the first quick fix that edits it. */
function mend(rule: string, text: string): string {
  const { findings } = analyze({
    text,
    targets,
    buildPlatform: 'linux/amd64',
    builder: emulating,
    image: () => indexOf(...targets),
  });
  const finding = findings.find((found) => found.rule === rule);
  const fix = finding?.fixes.find((way) => way.kind === 'edit');
  assert(fix?.kind === 'edit', `${rule} has no fix here`);
  return applyEdits(text, fix.edits);
}
