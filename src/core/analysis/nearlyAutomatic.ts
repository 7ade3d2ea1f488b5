import type { Instruction } from '../dockerfile/instruction.ts';
import { kept } from '../kept.ts';
import { PLATFORM_ARGUMENTS } from '../platform/platformArgs.ts';
import { isAutomatic } from './automaticArguments.ts';
import { isOneEditAway } from './oneEdit.ts';

/** What is left of each automatic argument, wherever one edit has changed it. */
const NEARLY_AUTOMATIC = /TARGE|BUIL|PLATFORM|OS|ARCH|VARIANT|STAGE/;

/** Whether an instruction may have a name in it that is an automatic argument, or one edit away from one. */
export const mayConcern = kept(
  ({ original, heredocs }: Instruction): boolean =>
    NEARLY_AUTOMATIC.test(original) ||
    heredocs.some(({ content }) => NEARLY_AUTOMATIC.test(content)),
);

/** The automatic arguments that an instruction sets for what follows it in its stage. */
export function automaticNamesSet(instruction: Instruction): readonly string[] {
  if (instruction.kind !== 'arg' && instruction.kind !== 'env') return [];
  const pairs = instruction.kind === 'arg' ? instruction.declarations : instruction.pairs;
  return pairs.map(({ key }) => key.text).filter(isAutomatic);
}

/**
 * Whether an instruction may name an automatic argument that is not declared, or a name that is one edit away from one.
 * Says so too often rather than too seldom: its words are not read as a shell reads them.
 *
 * @param declared the automatic arguments that are
 */
export function mayBeOpen(instruction: Instruction, declared: ReadonlySet<string>): boolean {
  const names = openNames(instruction);
  return names === 'any' || names.some((name) => !declared.has(name));
}

/** The names that are open where they are not declared. */
const openNames = kept((instruction: Instruction): readonly string[] | 'any' => {
  const { kind, original, heredocs } = instruction;
  // What sets variables counts itself.
  if (kind === 'arg' || kind === 'env') return 'any';
  // A name in JSON may be written otherwise.
  if (kind === 'run' && instruction.form === 'exec') return 'any';
  if (heredocs.some(({ content }) => content.includes('\\\n'))) return 'any';
  const names = new Set<string>();
  const isClear = [original, ...heredocs.map(({ content }) => content)].every((text) =>
    addOpenNames(text, names),
  );
  return isClear ? [...names] : 'any';
});

/** Gives false where it cannot be told what is a name. */
function addOpenNames(text: string, names: Set<string>): boolean {
  const parts = new RegExp(NEARLY_AUTOMATIC, 'g');
  for (let part = parts.exec(text); part; part = parts.exec(text)) {
    let start = part.index;
    let end = parts.lastIndex;
    while (isOfName(text.charCodeAt(start - 1))) start -= 1;
    while (isOfName(text.charCodeAt(end))) end += 1;
    // Letters of other alphabets belong to a name, and other signs do not: who reads it tells them apart.
    if (text.charCodeAt(start - 1) >= 0x80 || text.charCodeAt(end) >= 0x80) return false;
    const word = text.slice(start, end);
    if (isNear(word)) names.add(word);
    parts.lastIndex = end;
  }
  return true;
}

function isOfName(code: number): boolean {
  return (
    (code >= 0x61 && code <= 0x7a) ||
    (code >= 0x41 && code <= 0x5a) ||
    (code >= 0x30 && code <= 0x39) ||
    code === 0x5f
  );
}

function isNear(word: string): boolean {
  return (
    isAutomatic(word) || PLATFORM_ARGUMENTS.some((automatic) => isOneEditAway(word, automatic))
  );
}
