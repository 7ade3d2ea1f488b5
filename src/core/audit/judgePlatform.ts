import type { HardwareNeeds } from '../binary/hardwareNeeds.ts';
import { say } from '../language.ts';
import { onlyMatcher } from '../platform/match.ts';
import { formatPlatform, normalizePlatform, type Platform } from '../platform/platform.ts';
import {
  maxListed,
  type AuditedStart,
  type PlatformAudit,
  type PlatformCount,
  type Verdict,
  type WrongFile,
} from './audit.ts';
import { isKeptForOthers, namedFolders } from './foreignPaths.ts';
import type { ImageTree } from './imageTree.ts';
import type { AuditedProgram } from './layerEntry.ts';
import type { StartedProgram } from './startedPrograms.ts';
import { windowsName } from './windowsEntry.ts';

/** What is judged of a platform. */
export interface JudgedPlatform {
  readonly declared: Platform;
  readonly tree: ImageTree;
  readonly started: readonly StartedProgram[];
  /** Whether all layers were read: what is missing may be in another one. */
  readonly isWhole: boolean;
}

/** The verdict on a platform, from what its layers have. */
export function judgePlatform({
  declared,
  tree,
  started,
  isWhole,
}: JudgedPlatform): Omit<PlatformAudit, 'digest' | 'declared' | 'layersLeft'> {
  const runs = programJudge(declared);
  const loaders = isWhole ? tree : undefined;
  const judged = started.map((program) => judgeStart(program, runs, loaders));
  const isWindows = declared.os === 'windows';
  const counts = new Map<string, { files: number; onPurpose: number }>();
  const wrong: WrongFile[] = [];
  const levels = new Map<number, string>();
  const broken = new Set<HardwareNeeds>();
  const floats = new Set<string>();
  const families = familiesOf(programsOf(tree, runs), declared.architecture);
  let [rightCount, wrongCount] = [0, 0];
  for (const { program, path, layer, isServed } of programsOf(tree, runs)) {
    const actual = platformsOf(program);
    const isRight = runs(program);
    const isMeant = !isRight && (isServed || isOnPurpose(program, path, declared, families));
    const key = actual.join(' + ');
    const count = counts.get(key) ?? { files: 0, onPurpose: 0 };
    counts.set(key, count);
    count.files++;
    if (isMeant) count.onPurpose++;
    else if (isRight) rightCount++;
    else {
      wrongCount++;
      wrong.push({
        path: isWindows ? windowsName({ path }) : `/${path}`,
        kind: program.kind,
        actual,
        layer,
      });
    }
    const { amd64Level: level, armFloat } = program.needs;
    if (isRight && armFloat) floats.add(armFloat);
    // The loader takes these only where the processor is new enough.
    if (isRight && level && !path.includes('glibc-hwcaps/')) levels.set(level, path);
    if (!isRight && !isMeant) broken.add(program.needs);
  }
  wrong.sort((a, b) => (a.path < b.path ? -1 : 1));
  return {
    verdict: verdictOf(judged, isWhole ? [rightCount, wrongCount] : [0, 0]),
    started: judged,
    files: wrong.slice(0, maxListed),
    wrongCount,
    counts: [...counts].map(([platform, count]): PlatformCount => ({ platform, ...count })),
    remarks: [
      ...levelRemark(declared, levels),
      ...armRemarks(declared, broken),
      ...(floats.size > 1 ? [say(mixedFloats)] : []),
      ...narrowRemark(declared, counts.keys()),
    ],
  };
}

/** A file, or what an archive contains. */
interface FoundProgram {
  /** Without a leading slash; in an archive behind its own and `!/`. */
  readonly path: string;
  readonly program: AuditedProgram;
  readonly layer: number;
  /** Whether the same archive has libraries for the declared platform: then the others are for others. */
  readonly isServed: boolean;
}

type Runs = (program: AuditedProgram) => boolean;

function* programsOf(tree: ImageTree, runs: Runs): Generator<FoundProgram> {
  for (const { entry, layer } of tree.files()) {
    if (entry.kind !== 'file') continue;
    const { written: path = entry.path, program, contained = [] } = entry;
    if (program !== undefined) yield { path, program, layer, isServed: false };
    const isServed = contained.some((each) => runs(each.program));
    for (const each of contained) {
      yield { path: `${path}!/${each.path}`, program: each.program, layer, isServed };
    }
  }
}

/** What a container starts decides; where it tells nothing, all files together do. */
function verdictOf(
  started: readonly AuditedStart[],
  [rightCount, wrongCount]: readonly [number, number],
): Verdict {
  if (started.some(({ state }) => state === 'wrong')) return 'wrong';
  if (started.some(({ state }) => state === 'right') && wrongCount === 0) return 'right';
  if (rightCount + wrongCount === 0) return 'none';
  if (wrongCount === 0) return 'right';
  return rightCount === 0 ? 'wrong' : 'mixed';
}

function judgeStart(
  { role, word, chain, node }: StartedProgram,
  runs: Runs,
  loaders: Pick<ImageTree, 'find'> | undefined,
): AuditedStart {
  const start = { role, word, chain };
  if (node === undefined) return { ...start, actual: [], state: 'missing' };
  const program = node.entry.kind === 'file' ? node.entry.program : undefined;
  const { layer } = node;
  if (program === undefined) return { ...start, actual: [], state: 'unknown', layer };
  const loader = program.loader;
  const isMissing = loader !== undefined && loaders !== undefined && !loaders.find(loader);
  return {
    ...start,
    actual: platformsOf(program),
    state: runs(program) ? 'right' : 'wrong',
    ...(isMissing && { missingLoader: loader }),
    layer,
  };
}

/** Whether a machine of the declared platform runs a program: one of several parts is enough. */
function programJudge(declared: Platform): Runs {
  const wanted = normalizePlatform({ ...declared, osVersion: '', osFeatures: [] });
  const matcher = onlyMatcher(wanted);
  return ({ platforms, needs }) =>
    platforms.some((platform) => {
      if (needs.armFloat === 'hard' && isSoftOnly(wanted)) return false;
      if (platform.architecture !== 'arm' || needs.armVersion !== undefined) {
        return matcher.match(withVersion(platform, needs.armVersion));
      }
      // It does not tell for which ARM, so it is not known to be wrong.
      const isArm = wanted.architecture === 'arm' || wanted.architecture === 'arm64';
      return isArm && platform.os === wanted.os;
    });
}

function withVersion(platform: Platform, armVersion: number | undefined): Platform {
  if (platform.architecture !== 'arm' || armVersion === undefined) return platform;
  return { ...platform, variant: `v${Math.max(5, armVersion)}` };
}

/** Of another system, or kept for another platform: what stands in a path of its own, and emulators. */
function isOnPurpose(
  { platforms }: AuditedProgram,
  path: string,
  declared: Platform,
  families: ReadonlySet<string>,
): boolean {
  if (platforms.every(({ os }) => os !== declared.os) || isKeptForOthers(path)) return true;
  // Beside the folder for the declared platform, one that is called like the platform of its files is meant.
  return namedFolders(path).some(
    ({ family, architecture }) =>
      families.has(family) && platforms.some((platform) => platform.architecture === architecture),
  );
}

/** Where folders for several platforms stand, one of them for the declared one. */
function familiesOf(programs: Iterable<FoundProgram>, declared: string): ReadonlySet<string> {
  const families = new Set<string>();
  for (const { path } of programs) {
    for (const { family, architecture } of namedFolders(path)) {
      if (architecture === declared) families.add(family);
    }
  }
  return families;
}

function platformsOf({ platforms, needs }: AuditedProgram): readonly string[] {
  return platforms.map((platform) => formatPlatform(withVersion(platform, needs.armVersion)));
}

/** Newer processors than the platform promises: such a file may refuse to run, or have another way inside. */
function levelRemark(declared: Platform, levels: ReadonlyMap<number, string>): readonly string[] {
  const highest = Math.max(0, ...levels.keys());
  const promised = Number(/^v([2-4])$/.exec(declared.variant ?? '')?.[1] ?? 1);
  if (highest <= promised) return [];
  return [
    say(
      'Some of its files, such as /{0}, say that they need x86-64-v{1}; the platform promises x86-64-v{2}.',
      levels.get(highest) ?? '',
      highest,
      promised,
    ),
  ];
}

/** Debian's armhf and armel in one image. */
const mixedFloats =
  'Some of its files for ARM have hard float, others soft float: programs of one cannot load libraries of the other.';

/** Why files for ARM are wrong on an older one. */
function armRemarks(declared: Platform, broken: ReadonlySet<HardwareNeeds>): readonly string[] {
  if (declared.architecture !== 'arm') return [];
  const name = formatPlatform(normalizePlatform(declared));
  const isHard = [...broken].some(({ armFloat }) => armFloat === 'hard');
  return [
    ...([...broken].some(({ armVersion }) => armVersion !== undefined)
      ? [
          say(
            'On processors of {0} alone, such files end with “Illegal instruction” (SIGILL).',
            name,
          ),
        ]
      : []),
    ...(isHard && isSoftOnly(declared)
      ? [
          say(
            'Some of its files need a processor that has floating point (hard float), which {0} does not promise.',
            name,
          ),
        ]
      : []),
  ];
}

/** ARMv5 promises no floating point: Debian's armel. */
function isSoftOnly({ architecture, variant }: Platform): boolean {
  return architecture === 'arm' && variant === 'v5';
}

/** Programs of 32 bits: a processor of 64 bits need not run them. */
function narrowRemark(declared: Platform, found: Iterable<string>): readonly string[] {
  const narrow = { arm64: 'linux/arm', amd64: 'linux/386' }[declared.architecture];
  if (narrow === undefined || ![...found].some((name) => `${name}/`.startsWith(`${narrow}/`)))
    return [];
  return [
    say(
      'It has programs of 32 bits ({0}). Processors without them exist{1}.',
      narrow,
      declared.architecture === 'arm64' ? say(', such as Apple’s') : '',
    ),
  ];
}
