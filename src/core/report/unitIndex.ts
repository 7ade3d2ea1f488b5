import { say } from '../language.ts';
import type { Position } from '../text.ts';
import type { Place } from './report.ts';
import type { ReportedFile, ReportInput, UnitInput } from './reportInput.ts';

/** A unit with its file. */
export interface IndexedUnit {
  readonly input: UnitInput;
  readonly file: ReportedFile;
  readonly place: Place;
  /** Positions of what it is built from, without itself. */
  readonly builtFrom: readonly number[];
  /** Why it is not known what it needs: a sentence. */
  readonly unknown?: string;
}

/** All units of a report. */
export interface UnitIndex {
  readonly units: readonly IndexedUnit[];
  /** Canonical references of images that are made here → who makes them. */
  readonly makers: ReadonlyMap<string, number>;
  /** The units of a file whose words begin in a place. */
  readonly unitsAt: (file: ReportedFile, start: Position) => readonly number[];
}

/** Numbers the units, and finds out what is built from what. */
export function indexUnits({ files }: ReportInput): UnitIndex {
  const inputs = files.flatMap((file) => file.units.map((input) => ({ file, input })));
  const makers = new Map<string, number>();
  const keys = new Map<string, number>();
  /** Units by the words that name their images; '' for those of a whole file. */
  const words = new Map<ReportedFile, Map<string, number[]>>();
  for (const [at, { file, input }] of inputs.entries()) {
    if (input.key !== undefined) keys.set(input.key, at);
    for (const reference of input.makes ?? []) {
      if (!makers.has(reference)) makers.set(reference, at);
    }
    const own = words.get(file) ?? new Map<string, number[]>();
    words.set(file, own);
    for (const start of input.words?.map(wordKey) ?? ['']) {
      const before = own.get(start);
      if (before === undefined) own.set(start, [at]);
      else before.push(at);
    }
  }
  const unitsAt = (file: ReportedFile, start: Position) => [
    ...(words.get(file)?.get('') ?? []),
    ...(words.get(file)?.get(wordKey(start)) ?? []),
  ];
  const builtFrom = inputs.map(({ input }, at) => {
    const named = (input.needs ?? []).flatMap((key) => keys.get(key) ?? []);
    return new Set(named.filter((each) => each !== at));
  });
  for (const file of files) {
    for (const { reference, range } of file.analysis.sites) {
      const maker = makers.get(reference);
      if (maker === undefined) continue;
      for (const at of unitsAt(file, range.start)) {
        // A Dockerfile that is named after its own base means that one.
        if (at !== maker) builtFrom[at]?.add(maker);
      }
    }
  }
  const units = inputs.map(({ file, input }, at) => {
    const { range } = input;
    const place = { path: file.path, ...(range && { range }) };
    const isLost = (input.needs ?? []).some((key) => !keys.has(key));
    const unknown =
      input.unknown ?? (isLost ? say('What it is built from could not be read.') : undefined);
    return {
      ...{ input, file, place, builtFrom: [...(builtFrom[at] ?? [])] },
      ...(unknown !== undefined && { unknown }),
    };
  });
  return { units, makers, unitsAt };
}

function wordKey({ line, character }: Position): string {
  return `${line}:${character}`;
}
