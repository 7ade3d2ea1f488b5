import type { Instruction } from '../../dockerfile/instruction.ts';
import type { Stage } from '../../dockerfile/stages.ts';
import { runScripts } from '../../shell/runScript.ts';
import { cachedTools, mayKeep, type CachedTools } from '../cachedTools.ts';
import { cacheMounts, type CacheMount } from '../cacheMounts.ts';
import { isReplaced } from '../declaredArguments.ts';
import { declareArguments } from '../declareArgument.ts';
import type { Fix, TextEdit } from '../fix.ts';
import type { Rule, RuleFinding, RuleInput } from '../rule.ts';
import { expandSame, sameValues, type SameValues } from '../sameValues.ts';
import { stageKind } from '../stageKind.ts';

/**
 * Steps for several platforms share a cache in which a tool keeps files of one platform under names that
 * do not tell for which. BuildKit tells caches apart by `id`, the target by default (BuildKit 0.32,
 * frontend/dockerfile/dockerfile2llb/convert_runmount.go). What is found by its content or its platform
 * there (downloads, compiler caches) may be shared, and is left alone.
 */
export const sharedCacheMount: Rule = {
  code: 'shared-cache-mount',
  severity: 'warning',
  check(input) {
    if (!input.flow.stages.some((stage) => mayFind(input, stage))) return [];
    const uses = input.flow.stages.flatMap((stage) => usesIn(input, stage));
    const byCache = new Map<string, CacheUse[]>();
    for (const use of uses) {
      const others = byCache.get(use.cache);
      if (others) others.push(use);
      else byCache.set(use.cache, [use]);
    }
    const fixes = new Map<string, readonly Fix[]>();
    return uses.flatMap((use): readonly RuleFinding[] => {
      const { cache, cacheMount, tool, targets } = use;
      if (tool === undefined) return [];
      const ways = fixes.get(cache) ?? fixesFor(input, byCache.get(cache) ?? []);
      fixes.set(cache, ways);
      return [
        {
          message: {
            text: '{0}: these builds share one cache for {1}, and overwrite or pick up what {2} has made there for another platform. Give each its own: id=…-$TARGETPLATFORM.',
            args: [targets.join(', '), cacheMount.target, tool],
          },
          range: input.dockerfile.lines.range(cacheMount.flag.span),
          platforms: targets,
          fixes: ways,
        },
      ];
    });
  },
};

/** Whether a tool may keep anything in a cache of a stage. In most files none does. */
function mayFind({ dockerfile, flow }: RuleInput, { index, instructions }: Stage): boolean {
  if (!instructions.some(mountsAnything)) return false;
  return runScripts(dockerfile, flow, index).some((run) =>
    cacheMounts(run.instruction).some(({ target }) => target.includes('$') || mayKeep(run, target)),
  );
}

function mountsAnything(instruction: Instruction): boolean {
  return instruction.kind === 'run' && instruction.mounts.length > 0;
}

/** A cache mount of a stage that is needed, and whose cache is known to be the same for all targets. */
interface CacheUse {
  readonly stage: Stage;
  readonly cacheMount: CacheMount;
  /** What the cache is called. */
  readonly cache: string;
  readonly targets: readonly string[];
  /** Whether the step is carried out for more than one target. */
  readonly isRepeated: boolean;
  /** What keeps files of one platform in it, if the step is repeated and anything does. */
  readonly tool?: string;
}

function usesIn(input: RuleInput, stage: Stage): readonly CacheUse[] {
  const { dockerfile, flow } = input;
  if (!stage.instructions.some(mountsAnything)) return [];
  const targets = flow.reachedFor(stage.index).filter((target) => {
    const resolved = flow.resolved(stage.index, target);
    return resolved !== undefined && !isReplaced(resolved);
  });
  if (targets.length === 0) return [];
  const values = sameValues(input, stage.index, targets);
  const isForTarget = stageKind(flow, stage.index) === 'target';
  const repeated = repeatedSteps(input, stage, targets, values);
  return runScripts(dockerfile, flow, stage.index).flatMap((run) => {
    const { instruction } = run;
    const mounts = cacheMounts(instruction);
    if (mounts.length === 0) return [];
    const isRepeated = repeated(instruction);
    let tools: CachedTools | undefined;
    let aware: boolean | undefined;
    // On the builder's own platform a tool makes the same for every target, unless it is told to.
    const isAware = () =>
      (aware ??=
        isForTarget ||
        run.script.variables.some(({ name }) => values.differs(name)) ||
        run.script.commands.some(({ name }) => name?.startsWith('xx-') === true));
    const toolIn = (directory: string, isExclusive: boolean) => {
      if (!mayKeep(run, directory)) return undefined;
      const { script } = run;
      if (script.commands.length === 0 || (isExclusive && !isAware())) return undefined;
      return (tools ??= cachedTools(script, values)).toolOf(directory);
    };
    return mounts.flatMap((cacheMount): readonly CacheUse[] => {
      const { target, isExclusive, isReadOnly } = cacheMount;
      const cache = expandSame(cacheName(cacheMount), values);
      const directory = expandSame(target, values);
      if (cache === undefined || directory === undefined) return [];
      const tool = isRepeated && !isReadOnly ? toolIn(directory, isExclusive) : undefined;
      const use = { stage, cacheMount, cache, targets, isRepeated };
      return [tool === undefined ? use : { ...use, tool }];
    });
  });
}

/**
 * The steps of a stage that are carried out for each target on their own. Those on the build platform are
 * carried out once for all, up to an ARG in whose value the targets differ.
 */
function repeatedSteps(
  { flow }: RuleInput,
  { index, instructions }: Stage,
  targets: readonly string[],
  { differs }: SameValues,
): (instruction: Instruction) => boolean {
  const [target] = targets;
  if (target === undefined || targets.length < 2) return () => false;
  if (stageKind(flow, index) === 'target') return () => true;
  const declares = (one: Instruction) =>
    one.kind === 'arg' &&
    one.declarations.some(({ key }) => key.text.startsWith('TARGET') && differs(key.text));
  const parents = flow.lineage(index, target).slice(1);
  if (parents.some((parent) => flow.stages[parent.index]?.instructions.some(declares) === true)) {
    return () => true;
  }
  const first = instructions.find(declares);
  return ({ span }) => first !== undefined && span.start >= first.span.start;
}

/** Gives the cache a name for each target in every step that mounts it, so that they go on sharing it. */
function fixesFor(input: RuleInput, uses: readonly CacheUse[]): readonly Fix[] {
  const { flow } = input;
  if (uses.some(({ isRepeated }) => !isRepeated)) return [];
  if (new Set(uses.map(({ cacheMount: { id } }) => Boolean(id?.value))).size > 1) return [];
  const edits: TextEdit[] = [];
  const declaring = new Set<number>();
  for (const { stage, cacheMount, targets } of uses) {
    const named = nameForTarget(input, cacheMount);
    if (!named) return [];
    const lineage = targets.slice(0, 1).flatMap((target) => flow.lineage(stage.index, target));
    if (!lineage.some(({ index }) => declaring.has(index))) {
      declaring.add(stage.index);
      const place = stageKind(flow, stage.index) === 'target' ? 'top' : 'above';
      const { instruction } = cacheMount;
      const declared = declareArguments(input, stage, [instruction], ['TARGETPLATFORM'], place);
      if (!declared) return [];
      edits.push(...declared);
    }
    edits.push(named);
  }
  const title = { text: 'Give each platform a cache of its own', args: [] };
  return [{ kind: 'edit', title, edits, safe: false }];
}

const SUFFIX = '-$TARGETPLATFORM';

function nameForTarget(
  { dockerfile: { text, lines } }: RuleInput,
  { flag, mount, id, target }: CacheMount,
): TextEdit | undefined {
  const insert = (at: number, newText: string): TextEdit => ({
    range: lines.range({ start: at, end: at }),
    newText: newText + SUFFIX,
  });
  const name = clean(target)
    .replace(/[^\w.-]+/g, '-')
    .replace(/^-/, '');
  if (!id?.value && target.includes('$')) return undefined;
  if (!id) return insert(flag.span.end, `,id=${name}`);
  // Quotes and continued lines hide where the field ends.
  const fields = mount.fields.map((field) => field.text);
  if (text.slice(mount.span.start, mount.span.end) !== fields.join(',')) return undefined;
  const count = mount.fields.findLastIndex(({ key }) => key === 'id') + 1;
  const end = mount.span.start + fields.slice(0, count).join(',').length;
  return insert(end, id.value === '' ? name : '');
}

/** What a cache is called: BuildKit takes an empty id for none. */
function cacheName({ id, target }: CacheMount): string {
  return id === undefined || id.value === '' ? clean(target) : id.value;
}

/** A path without what does not matter: `./target/` is `target`. */
function clean(path: string): string {
  const names = path.split('/').filter((name) => name !== '' && name !== '.');
  return (path.startsWith('/') ? '/' : '') + names.join('/');
}
