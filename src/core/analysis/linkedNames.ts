import type { Instruction } from '../dockerfile/instruction.ts';
import type { Dockerfile } from '../dockerfile/instructions.ts';
import { architectureWords } from '../platform/architectureWords.ts';
import type { FixedName } from './architectureFix.ts';
import type { ArchitectureMention } from './architectureMentions.ts';
import { nameKeys, ownKey, stemOf } from './fileNames.ts';
import type { MentionNaming } from './namingOf.ts';

/** Finds what has to change together with a mention. */
export type NameLinks = (
  mention: ArchitectureMention,
  naming: MentionNaming,
) => readonly FixedName[] | undefined;

/** Where more names are linked, no edit could be read by anybody. */
const MOST = 100;

/**
 * What has to change together with a mention of a stage: the same word in its instruction, and the names
 * that others of the stage take from there. Undefined where this cannot be done as a whole: a name is
 * used elsewhere too, or a checksum belongs to the one file.
 */
export function nameLinks(
  dockerfile: Dockerfile,
  mentions: readonly ArchitectureMention[],
): NameLinks {
  const { text: source } = dockerfile;
  const byInstruction = new Map<Instruction, Map<string, ArchitectureMention[]>>();
  const byKey = new Map<string, ArchitectureMention[]>();
  for (const mention of mentions) {
    if (!mention.isTested) {
      const byText =
        byInstruction.get(mention.instruction) ?? new Map<string, ArchitectureMention[]>();
      byInstruction.set(mention.instruction, byText);
      push(byText, textOf(mention), mention);
    }
    const key = ownKey(mention.value);
    if (key !== undefined && mention.role !== 'other') push(byKey, key, mention);
  }
  const checksums = new Map<Instruction, boolean>();
  let places: ReadonlyMap<string, readonly number[]> | undefined;
  return (mention, { text }) => {
    const group = new Set([mention]);
    const keys = mention.words.length > MOST ? [] : nameKeys(mention.value);
    const lists = [
      byInstruction.get(mention.instruction)?.get(textOf(mention)) ?? [],
      ...[...new Set(keys)].map((key) => byKey.get(key) ?? []),
    ];
    if (lists.some(({ length }) => length > MOST)) return undefined;
    for (const other of lists.flat()) group.add(other);
    const count = [...group].reduce((sum, { words }) => sum + words.length, 0);
    if (count > MOST) return undefined;
    const names = [...group]
      .flatMap(({ instruction, command, words }) =>
        words.map(({ span: { start }, quoting }): FixedName => ({
          instruction,
          quoting,
          span: { start, end: start + text.length },
          ...(command && { command }),
        })),
      )
      .sort((a, b) => a.span.start - b.span.start);
    const isWhole = names.every(({ span }) => source.slice(span.start, span.end) === text);
    if (!isWhole || [...group].some(({ isTested }) => isTested)) return undefined;
    if (names.some(({ instruction }) => isChecked(instruction))) return undefined;
    places ??= placesOfNames(source);
    return isUsedElsewhere(source, names, places) ? undefined : names;
  };

  function isChecked(instruction: Instruction): boolean {
    const known = checksums.get(instruction);
    if (known !== undefined) return known;
    const found = hasChecksum(source, instruction);
    checksums.set(instruction, found);
    return found;
  }
}

/** The one spelling of a mention; empty when it has several. */
function textOf({ words }: ArchitectureMention): string {
  const [first] = words;
  return words.every(({ text }) => text === first?.text) ? (first?.text ?? '') : '';
}

function push<Key, Value>(lists: Map<Key, Value[]>, key: Key, value: Value): void {
  const list = lists.get(key) ?? [];
  list.push(value);
  lists.set(key, list);
}

const SUMMING = /\b(?:sha\d*sum|shasum|md5sum|b2sum|openssl dgst)\b/;
const SUM = /(?<![0-9a-f])[0-9a-f]{32,}(?![0-9a-f])|\$\{?\w*(?:sha|sum|md5|digest)/i;

/** Whether an instruction checks a file against a sum that stands in the Dockerfile. */
function hasChecksum(source: string, { span, flags }: Instruction): boolean {
  if (flags.some(({ name }) => name === 'checksum')) return true;
  const written = source.slice(span.start, span.end);
  return SUMMING.test(written) && SUM.test(written);
}

/** Whether a name that is to change stands somewhere else in the file. */
function isUsedElsewhere(
  source: string,
  names: readonly FixedName[],
  places: ReadonlyMap<string, readonly number[]>,
): boolean {
  const taken = new Set(names.map(({ span }) => span.start));
  return names.some(({ span }) =>
    nameKeys(partAround(source, span.start)).some(
      (key) => places.get(key)?.some((start) => !taken.has(start)) === true,
    ),
  );
}

/** The names with an architecture in a file, comments aside: without the ending, and where they stand. */
function placesOfNames(source: string): ReadonlyMap<string, readonly number[]> {
  const places = new Map<string, number[]>();
  for (const { start } of architectureWords(source)) {
    if (!isInComment(source, start)) push(places, stemOf(partAround(source, start)), start);
  }
  return places;
}

/** Names and indents are never longer. */
const LONGEST = 200;
const BOUNDARY = /[/\s=:,;?&#"'()]/;

/** The part of a path around an offset. */
function partAround(source: string, offset: number): string {
  let start = offset;
  while (start > 0 && offset - start < LONGEST && !BOUNDARY.test(source.charAt(start - 1))) {
    start -= 1;
  }
  let end = offset;
  while (end < source.length && end - offset < LONGEST && !BOUNDARY.test(source.charAt(end))) {
    end += 1;
  }
  return source.slice(start, end);
}

function isInComment(source: string, offset: number): boolean {
  const near = source.slice(Math.max(0, offset - LONGEST), offset);
  const feed = near.lastIndexOf('\n');
  return /^[ \t]*#/.test(near.slice(feed + 1)) && (feed !== -1 || offset <= LONGEST);
}
