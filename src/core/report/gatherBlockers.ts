import type { Finding } from '../analysis/finding.ts';
import type { PullSite } from '../analysis/pullSites.ts';
import { isAboutImage, isInTheWay } from './blockingRules.ts';
import { advise, BlockerGathering, placeKey, type Gathered } from './gathered.ts';
import type { Asked } from './ownState.ts';
import type { Place, Remark } from './report.ts';
import type { ReportedFile, ReportInput } from './reportInput.ts';
import type { IndexedUnit, UnitIndex } from './unitIndex.ts';

/** What is in the way of units by themselves, on one target: keys of blockers, and whether something is unknown. */
export interface OwnStand {
  readonly own: Set<string>;
  isUnknown: boolean;
}

/** What is not known, while it is gathered. */
export interface GatheredUnknown {
  readonly reference: string;
  readonly reason: string;
  readonly targets: Set<string>;
  readonly places: Map<string, Place>;
}

/** What stands in whose way. */
export interface Obstacles {
  readonly blockers: ReadonlyMap<string, Gathered>;
  readonly remarks: readonly Remark[];
  readonly unknown: ReadonlyMap<string, GatheredUnknown>;
  /** For each unit, for each target. */
  readonly stands: readonly (readonly OwnStand[])[];
}

/** Gathers what stands in the way of every unit itself, not of what it is built from. */
export function gatherBlockers(
  input: ReportInput,
  index: UnitIndex,
  targets: readonly string[],
  asked: readonly (readonly Asked[])[],
): Obstacles {
  const blockers = new BlockerGathering();
  const remarks = new Map<string, Remark>();
  const unknown = new Map<string, GatheredUnknown>();
  const columns = new Map(targets.map((target, column) => [target, column]));
  const stands = index.units.map(() =>
    targets.map((): OwnStand => ({ own: new Set(), isUnknown: false })),
  );

  /** Puts a blocker in the way of units, on the targets where they are asked for. */
  function block(key: string, found: Gathered, units: readonly number[], on: Iterable<string>) {
    for (const target of on) {
      const column = columns.get(target);
      if (column === undefined) continue;
      for (const at of units) {
        if (asked[at]?.[column] === 'no') continue;
        stands[at]?.[column]?.own.add(key);
        found.units.add(at);
        found.targets.add(target);
      }
    }
  }

  function readFinding(file: ReportedFile, finding: Finding, sites: Sites): void {
    const { rule, severity, message, range, platforms, fixes } = finding;
    const units = index.unitsAt(file, range.start);
    const place = { path: file.path, range };
    if (!isInTheWay(finding)) {
      const on = platforms.filter((platform) => columns.has(platform));
      if (severity !== 'warning' || on.length === 0) return;
      remarks.set(`${rule} ${placeKey(place)}`, { rule, message, place, targets: on });
      return;
    }
    const ways = fixes.flatMap((fix) => (fix.kind === 'edit' ? [fix.title] : []));
    if (!isAboutImage(finding)) {
      const key = `${rule} ${placeKey(place)}`;
      const found = blockers.add(key, { kind: 'finding', rule, severity, message }, place);
      for (const way of ways) advise(found, way);
      block(key, found, units, platforms);
      return;
    }
    for (const { reference, requests } of sites.get(startKey(range.start)) ?? []) {
      if (index.makers.has(reference) && units.every((at) => index.makers.get(reference) !== at)) {
        continue;
      }
      const concerned = requests.filter((each) =>
        each.targets.some((target) => platforms.includes(target)),
      );
      if (concerned.length === 0) continue;
      const key = `image ${reference}`;
      const found = blockers.add(key, { kind: 'image', rule, reference, severity }, place);
      for (const each of concerned) found.asked.add(each.platform);
      for (const way of ways) advise(found, way);
      const on = concerned.flatMap((each) => each.targets);
      block(
        key,
        found,
        units,
        platforms.filter((platform) => on.includes(platform)),
      );
    }
  }

  for (const file of input.files) {
    const sites = sitesByStart(file.analysis.sites);
    for (const finding of file.analysis.findings) readFinding(file, finding, sites);
    readUnknown(file, sites);
  }
  readSaid();
  return { blockers: blockers.all, remarks: [...remarks.values()], unknown, stands };

  function readUnknown(file: ReportedFile, sites: Sites): void {
    const starts = new Map<string, PullSite[]>();
    for (const site of file.analysis.sites) {
      const before = starts.get(site.reference);
      if (before === undefined) starts.set(site.reference, [site]);
      else before.push(site);
    }
    for (const { reference, reason, range, platforms } of file.analysis.unknown) {
      const named = starts.get(reference) ?? sites.get(startKey(range.start)) ?? [];
      const units = new Set(
        named.length === 0
          ? index.unitsAt(file, range.start)
          : named.flatMap((site) => index.unitsAt(file, site.range.start)),
      );
      const maker = index.makers.get(reference);
      if (maker !== undefined && !units.has(maker)) continue;
      const on = platforms.length === 0 ? targets : platforms.filter((each) => columns.has(each));
      const familiar = named[0]?.familiar ?? reference;
      const places = (named.length === 0 ? [{ range }] : named).map((each) => ({
        ...{ path: file.path, range: each.range },
      }));
      noteUnknown(familiar, reason.message, places, on);
      // Where it is built is no matter of what it is built for, as long as it is known which image that is.
      if (reason.code === 'builder-unknown' && starts.has(reference)) continue;
      for (const target of on) {
        for (const at of units) {
          const stand = stands[at]?.[columns.get(target) ?? -1];
          if (stand) stand.isUnknown = true;
        }
      }
    }
  }

  function noteUnknown(
    reference: string,
    reason: string,
    places: readonly Place[],
    on: readonly string[],
  ): void {
    const key = `${reference} ${reason}`;
    const found = unknown.get(key) ?? {
      ...{ reference, reason },
      ...{ targets: new Set<string>(), places: new Map<string, Place>() },
    };
    unknown.set(key, found);
    for (const place of places) found.places.set(placeKey(place), place);
    for (const target of on) found.targets.add(target);
  }

  /** What files say of their own platforms: nobody gets what is never built. */
  function readSaid(): void {
    for (const [at, { builtFrom, unknown: why, input: unit, place }] of index.units.entries()) {
      if (why !== undefined) {
        noteUnknown(unit.name, why, [place], targets);
        for (const stand of stands[at] ?? []) stand.isUnknown = true;
      }
      for (const [column, target] of targets.entries()) {
        const how = asked[at]?.[column];
        if (how === 'no' || how === undefined) continue;
        if (how !== 'yes') said(at, target, how);
        for (const below of builtFrom) {
          if (asked[below]?.[column] === 'no') said(below, target, 'undeclared', at);
        }
      }
    }
  }

  /** @param user the unit in whose way it is; the unit itself when left out */
  function said(at: number, target: string, kind: 'pinned' | 'undeclared', user = at): void {
    const unit = index.units[at];
    if (unit === undefined) return;
    const { declared, wanted = [], name, range } = unit.input;
    const platforms = (declared?.platforms ?? wanted).join(', ');
    const by = declared?.by ?? name;
    const elsewhere = kind === 'undeclared' ? declared?.elsewhere : undefined;
    if (elsewhere !== undefined) {
      const key = `${kind} ${elsewhere.path} ${platforms}`;
      const seed = {
        kind,
        severity: 'warning',
        said: { file: elsewhere.path, by, platforms },
      } as const;
      const found = blockers.add(key, seed, elsewhere);
      found.names.add(name);
      block(key, found, [user], [target]);
      return;
    }
    const words = declared?.range ?? range;
    const place = { path: unit.file.path, ...(words && { range: words }) };
    const key = `${kind} ${placeKey(place)} ${name}`;
    const message =
      kind === 'pinned'
        ? { text: '“{0}” runs as {1}, wherever it runs.', args: [name, platforms] }
        : { text: '“{0}” is built for {1} only, says {2}.', args: [name, platforms, by] };
    const reference = kind === 'pinned' ? imageOf(unit) : undefined;
    const seed = { kind, severity: 'warning', message, ...(reference && { reference }) } as const;
    const found = blockers.add(key, seed, place);
    block(key, found, [user], [target]);
  }
}

/** What a service or container runs; canonical. */
function imageOf({ file, input: { words = [] } }: IndexedUnit): string | undefined {
  const own = new Set(words.map(startKey));
  return file.analysis.sites.find(({ range }) => own.has(startKey(range.start)))?.reference;
}

type Sites = ReadonlyMap<string, readonly PullSite[]>;

function sitesByStart(sites: readonly PullSite[]): Sites {
  const found = new Map<string, PullSite[]>();
  for (const site of sites) {
    const key = startKey(site.range.start);
    const before = found.get(key);
    if (before === undefined) found.set(key, [site]);
    else before.push(site);
  }
  return found;
}

function startKey({ line, character }: PullSite['range']['start']): string {
  return `${line}:${character}`;
}
