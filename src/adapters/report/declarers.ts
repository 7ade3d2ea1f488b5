import { parsePlatform } from '../../core/platform/platform.ts';
import { serviceLines, targetLines } from '../../core/project/declarationLines.ts';
import type { TargetSource } from '../../core/project/targets.ts';
import type { Place } from '../../core/report/report.ts';
import type { Range } from '../../core/text.ts';
import type { File } from '../workspace/fileAnalyses.ts';
import type { Builder } from './declarations.ts';

/** A target of a bake file or a service of a compose file, and where it stands. */
export interface Declarer {
  readonly kind: 'bake' | 'compose';
  readonly name: string;
  /** As written. */
  readonly platforms: readonly string[];
  /** Of the file that declares it, as people are told of it. */
  readonly place: Place;
}

/** By the absolute path of the Dockerfile that they build. */
export type Declarers = ReadonlyMap<string, readonly Declarer[]>;

/**
 * Who says for which platforms each Dockerfile is built, wherever they stand.
 *
 * @param textOf the text of a file by its absolute path, where it was read
 * @param shown a path as people are told of it
 */
export function declarersOf(
  builders: readonly Builder[],
  textOf: (file: string) => string | undefined,
  shown: (file: string) => string,
): Declarers {
  const found = new Map<string, Declarer[]>();
  const lines = new Map<string, ReadonlyMap<string, number>>();
  const texts = new Map<string, readonly string[]>();
  for (const { kind, name, at, dockerfile, platforms = [] } of builders) {
    if (kind === undefined || at === undefined || platforms.length === 0) continue;
    const text = textOf(at) ?? '';
    const own = lines.get(at) ?? (kind === 'bake' ? targetLines(text) : serviceLines(text));
    lines.set(at, own);
    const written = texts.get(at) ?? text.split('\n');
    texts.set(at, written);
    const range = rangeOf(name, own.get(name), written);
    const declarer = { kind, name, platforms, place: { path: shown(at), ...(range && { range }) } };
    const before = found.get(dockerfile);
    if (before === undefined) found.set(dockerfile, [declarer]);
    else before.push(declarer);
  }
  return found;
}

/** @param line from 1 */
function rangeOf(
  name: string,
  line: number | undefined,
  written: readonly string[],
): Range | undefined {
  if (line === undefined) return undefined;
  const character = Math.max(0, (written[line - 1] ?? '').indexOf(name));
  const start = { line: line - 1, character };
  return { start, end: { ...start, character: character + name.length } };
}

/**
 * What files elsewhere in the workspace say of a Dockerfile of which nobody near it says anything: bake files in
 * folders beside it.
 */
export function withDeclarers<F extends File>(file: F, declarers: readonly Declarer[] = []): F {
  if (file.declared.source.kind !== 'setting') return file;
  const kind = declarers.some((each) => each.kind === 'bake') ? 'bake' : 'compose';
  const [first, ...others] = declarers.filter((each) => each.kind === kind);
  if (first === undefined) return file;
  const all = [first, ...others.filter(({ place }) => place.path === first.place.path)];
  // What is no platform is told where it stands.
  const words = all.flatMap((each) => each.platforms).filter((word) => parsePlatform(word).ok);
  if (words.length === 0) return file;
  const platforms = [...new Set(words)];
  const source = { kind, file: first.place.path, names: all.map(({ name }) => name) } as const;
  return { ...file, declared: { ...file.declared, platforms, source } };
}

/** Where the target or service stands that says what a Dockerfile is built for. */
export function saidAt(
  source: TargetSource,
  declarers: readonly Declarer[] = [],
): Place | undefined {
  if (source.kind !== 'bake' && source.kind !== 'compose') return undefined;
  return declarers.find(({ kind, name }) => kind === source.kind && source.names.includes(name))
    ?.place;
}
