import assert from 'node:assert/strict';
import { analyze } from '../../../../src/core/analysis/analyze.ts';
import type { Finding, RuleCode } from '../../../../src/core/analysis/finding.ts';
import { singleOf, unreachable } from '../../../support/imageFacts.ts';
import { readVectors } from '../platform/vectors.ts';

interface Warning {
  readonly rule: string;
  /** One-based. */
  readonly line: number;
  readonly endLine: number;
}

interface Row {
  readonly id: string;
  readonly dockerfile: string;
  readonly targetPlatform?: string;
  readonly buildPlatforms: readonly string[];
  readonly buildArgs?: Readonly<Record<string, string>>;
  readonly target?: string;
  readonly images?: Readonly<Record<string, { readonly platform?: string }>>;
  readonly expectBuild: readonly Warning[];
  readonly expectCheck?: readonly Warning[];
}

/** BuildKit's rules that are ours too. */
const counterparts: ReadonlyMap<string, RuleCode> = new Map([
  ['FromPlatformFlagConstDisallowed', 'constant-platform-flag'],
  ['RedundantTargetPlatform', 'redundant-target-platform'],
  ['InvalidBaseImagePlatform', 'base-image-single-platform'],
]);
const ours: ReadonlySet<RuleCode> = new Set(counterparts.values());

/** Rows that we see otherwise than BuildKit, what we find there instead, and why. */
const departures: ReadonlyMap<string, readonly [found: readonly string[], why: string]> = new Map([
  [
    'lint-const-arch-in-name',
    [['constant-platform-flag on 1'], 'only whole words of a stage’s name excuse it'],
  ],
  [
    'lint-const-armsubstr',
    [['constant-platform-flag on 1'], 'only whole words of a stage’s name excuse it'],
  ],
  [
    'plat-flag-twice',
    [['constant-platform-flag on 1'], 'we go on where BuildKit refuses the file'],
  ],
  [
    'lp-skip-spaces',
    [
      ['constant-platform-flag on 2', 'redundant-target-platform on 3'],
      'we go on where BuildKit refuses the file',
    ],
  ],
  [
    'plat-image-mismatch-implicit',
    [
      ['base-image-single-platform on 1'],
      'we always have a target, and BuildKit without one takes the image’s own platform',
    ],
  ],
]);

function findingsOf(row: Row): readonly Finding[] {
  const { dockerfile: text, targetPlatform, buildPlatforms, buildArgs, target, images = {} } = row;
  const [buildPlatform] = buildPlatforms;
  return analyze({
    text,
    targets: [targetPlatform ?? buildPlatform ?? 'linux/amd64'],
    image: (reference) =>
      Object.hasOwn(images, reference) ? singleOf(images[reference]?.platform) : unreachable,
    ...(buildPlatform !== undefined && { buildPlatform }),
    ...(buildArgs !== undefined && { buildArgs }),
    ...(target !== undefined && { target }),
  }).findings.filter(({ rule }) => ours.has(rule));
}

/** `rule on line`, in the order of the file. */
function expectedOf(warnings: readonly Warning[], found: readonly Finding[]): readonly string[] {
  return warnings.flatMap(({ rule, line, endLine }) => {
    const code = counterparts.get(rule);
    if (code === undefined) return [];
    // BuildKit names the lines of the instruction, we the words.
    const within = found.find(({ rule: other, range: { start } }) => {
      return other === code && line <= start.line + 1 && start.line + 1 <= endLine;
    });
    return [`${code} on ${(within?.range.start.line ?? line - 1) + 1}`];
  });
}

describe('our rules on a single target, beside those of BuildKit', () => {
  const rows = readVectors<Row>('lint-platform');

  for (const row of rows) {
    const departure = departures.get(row.id);
    const { expectBuild, expectCheck = expectBuild } = row;
    for (const [call, warnings] of Object.entries({ build: expectBuild, check: expectCheck })) {
      it(`${row.id}, ${call}${departure === undefined ? '' : `, but ${departure[1]}`}`, () => {
        const findings = findingsOf(row);
        const found = findings.map(({ rule, range }) => `${rule} on ${range.start.line + 1}`);
        const expected = expectedOf(warnings, findings);
        if (departure === undefined) assert.deepEqual(found, expected);
        else {
          assert.deepEqual(found, departure[0]);
          assert.notDeepEqual(found, expected, 'no longer a departure');
        }
      });
    }
  }

  it('departs in rows that are there', () => {
    const ids = new Set(rows.map(({ id }) => id));
    assert.deepEqual(
      [...departures.keys()].filter((id) => !ids.has(id)),
      [],
    );
  });
});
