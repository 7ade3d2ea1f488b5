import assert from 'node:assert/strict';
import {
  resolveBuild,
  type BaseImage,
  type Pull,
  type StageResolution,
  type TargetResolution,
} from '../../../../src/core/dockerfile/resolve.ts';
import { readVectors } from '../platform/vectors.ts';

interface ExpectedSource {
  readonly line: number;
  /** `COPY`, `RUN`, or these with `ONBUILD ` in front. */
  readonly cmd: string;
  readonly from: string;
  readonly image?: string;
}

interface ExpectedStage {
  readonly index: number;
  readonly line: number;
  readonly name?: string;
  readonly rawBase: string;
  readonly rawPlatform?: string;
  readonly base: string;
  readonly baseStage?: number;
  readonly scratch?: boolean;
  readonly platform?: string;
  readonly reachable: boolean;
  readonly env?: Readonly<Record<string, string>>;
  readonly sources?: readonly ExpectedSource[];
}

interface Row {
  readonly id: string;
  readonly dockerfile: string;
  readonly targetPlatform?: string;
  readonly buildPlatforms: readonly string[];
  readonly buildArgs?: Readonly<Record<string, string>>;
  readonly target?: string;
  readonly images?: Readonly<Record<string, BaseImage & { readonly missing?: boolean }>>;
  readonly expect: {
    readonly error?: string;
    readonly stages?: readonly ExpectedStage[];
    readonly resolve?: readonly { readonly ref: string; readonly platform: string }[];
  };
}

/** Errors of BuildKit that are somebody else's to find. */
const NOT_EVALUATION: ReadonlyMap<string, string> = new Map([
  ['check-error', 'a lint warning becomes an error: the rules are not part of the evaluation'],
  ['img-missing-suggest', 'only the registry knows that an image does not exist'],
]);

/** Where a pull is not what BuildKit asks the registry for first. */
const OTHER_PLATFORM: ReadonlyMap<string, string> = new Map([
  [
    'plat-image-mismatch-implicit',
    'BuildKit asks for the config of amd64, learns that the image is arm64, and pulls that',
  ],
]);

describe('resolveBuild', () => {
  for (const row of readVectors<Row>('from-lines')) {
    it(`resolves ${row.id} as BuildKit does`, () => {
      check(row);
    });
  }
});

function check(row: Row): void {
  const target = resolve(row);
  if (NOT_EVALUATION.has(row.id)) {
    assert.deepEqual(target.problems, []);
    return;
  }
  assert.equal(target.problems[0]?.message, row.expect.error);
  checkRanges(row.dockerfile, target);
  if (row.expect.error !== undefined) return;

  const stages = row.expect.stages ?? [];
  assert.deepEqual(target.stages.map(describeStage), stages.map(describeExpected));
  for (const { index, reachable, env = {} } of stages) {
    // BuildKit carries out no other stage.
    if (reachable) assert.deepEqual(environment(target.stages[index]), env);
  }
  checkPulls(row, target.pulls);
}

function resolve(row: Row): TargetResolution {
  // Every image exists, and its config sets nothing unless the row says otherwise.
  const asked = (row.expect.resolve ?? []).map(({ ref }) => [ref, {}] as const);
  const { targets } = resolveBuild(row.dockerfile, {
    targets: row.targetPlatform === undefined ? [] : [row.targetPlatform],
    buildPlatform: row.buildPlatforms[0] ?? '',
    workerPlatforms: row.buildPlatforms,
    images: { ...Object.fromEntries(asked), ...row.images },
    ...(row.buildArgs && { buildArgs: row.buildArgs }),
    ...(row.target !== undefined && { target: row.target }),
  });
  const [target] = targets;
  assert.ok(target);
  return target;
}

function describeStage(stage: StageResolution): unknown {
  return {
    index: stage.index,
    line: stage.range.start.line + 1,
    name: stage.name,
    written: stage.base.written,
    platformFlag: stage.platformFlag?.written,
    base: stage.base.resolved,
    stage: stage.base.stage,
    scratch: stage.base.kind === 'scratch',
    platform: stage.platform,
    reached: stage.reached,
  };
}

function describeExpected(stage: ExpectedStage): unknown {
  return {
    index: stage.index,
    line: stage.line,
    name: stage.name,
    written: stage.rawBase,
    platformFlag: stage.rawPlatform,
    base: stage.base,
    stage: stage.baseStage,
    scratch: stage.scratch ?? false,
    platform: stage.platform && normalized(stage.platform),
    reached: stage.reachable,
  };
}

/** BuildKit keeps `linux/arm` as parsed; here platforms are shown normalised. */
function normalized(platform: string): string {
  return platform === 'linux/arm' ? 'linux/arm/v7' : platform;
}

/** The rows leave PATH out. */
function environment(stage: StageResolution | undefined): unknown {
  const variables = Object.entries(stage?.environment ?? {}).filter(([name]) => name !== 'PATH');
  return Object.fromEntries(
    variables.map(([name, variable]) => [name, 'value' in variable ? variable.value : variable]),
  );
}

function checkPulls({ id, expect }: Row, pulls: readonly Pull[]): void {
  const asked = (expect.resolve ?? []).map(({ ref, platform }) => `${ref} ${normalized(platform)}`);
  const pulled = pulls.map(({ reference, platform }) => `${reference} ${platform ?? 'unknown'}`);
  if (!OTHER_PLATFORM.has(id)) assert.deepEqual(unique(pulled), unique(asked));

  const sources = (expect.stages ?? []).flatMap((stage) =>
    (stage.reachable ? (stage.sources ?? []) : []).flatMap(({ cmd, from, image }) =>
      image === undefined || image === 'scratch' ? [] : [`${cmd} ${from} ${image}`],
    ),
  );
  const found = pulls.filter(({ by }) => by !== 'FROM');
  assert.deepEqual(
    found.map(({ by, written, reference }) => `${by} ${written} ${reference}`),
    sources.map((source) => source.replace(/^ONBUILD /, '')),
  );
}

function unique(words: readonly string[]): readonly string[] {
  return [...new Set(words)].sort();
}

/** Every range covers the words that it speaks of; an edit there replaces just them. */
function checkRanges(text: string, { stages, pulls }: TargetResolution): void {
  const lines = text.split('\n');
  for (const word of [...stages.map(({ base }) => base), ...pulls]) {
    const { start, end } = word.range;
    const covered = lines[start.line]?.slice(start.character, end.character);
    const isConfigTrigger = 'by' in word && word.by !== 'FROM' && covered === 'base';
    if (!isConfigTrigger) assert.equal(covered?.replace(/^"(.*)"$/, '$1'), unquoted(word.written));
  }
}

function unquoted(written: string): string {
  return written.replace(/^"(.*)"$/, '$1');
}
