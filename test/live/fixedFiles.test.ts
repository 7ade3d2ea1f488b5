import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { analyze } from '../../src/core/analysis/analyze.ts';
import { applyEdits } from '../../src/core/analysis/edits.ts';
import type { RuleCode } from '../../src/core/analysis/finding.ts';
import { headerLength, readExecutablePlatform } from '../../src/core/binary/executable.ts';
import { docker } from './programs.ts';

const targets = ['linux/amd64', 'linux/arm64'];

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

  for (const [rule, text] of Object.entries(mistakes)) {
    it(`are built for each platform: ${rule}`, async () => {
      const mended = mend(rule, text);
      const context = path.join(folder, rule);
      const output = path.join(context, 'output');
      await mkdir(context);
      await writeFile(path.join(context, 'Dockerfile'), mended);
      await docker(
        ...['buildx', 'build', '--platform', targets.join(','), '--provenance=false'],
        ...['--output', `type=local,dest=${output}`, context],
      );
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
    image: () => ({ known: false, reason: { code: 'lookups-off', message: 'not asked' } }),
  });
  const finding = findings.find((found) => found.rule === rule);
  const fix = finding?.fixes.find((way) => way.kind === 'edit');
  assert(fix?.kind === 'edit', `${rule} has no fix here`);
  return applyEdits(text, fix.edits);
}
