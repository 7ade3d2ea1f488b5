import { finish, type Steps } from '../steps.ts';
import { LineIndex } from '../text.ts';
import { moveDown, type Instruction } from './instruction.ts';
import { instructionReader, parseInSteps, type Dockerfile } from './instructions.ts';
import { changedPart, type ChangedPart } from './changedPart.ts';
import { PiecePlaces, type Piece } from './pieces.ts';
import type { DockerfileProblem } from './problem.ts';
import { readNodeFile } from './syntax/nodeFile.ts';

/**
 * Reads the versions of one file, one after the other. As {@link parseInSteps} does, but what nobody has
 * changed is the same object in the next version, with the same spans, as long as it stands in the same
 * line: so what was found out about it still holds.
 */
export type ReadVersion = (text: string) => Steps<Dockerfile>;

/** A version whose parts may go into the next one. */
interface Version {
  readonly dockerfile: Dockerfile;
  /** In the order of the file, each from where the one before ends. */
  readonly pieces: readonly Piece[];
}

/** How many times the length of the file all that was written may have before everything is read again. */
const MAX_WRITTEN = 4;

/** Makes what reads the versions of a file. */
export function createVersionReader(): ReadVersion {
  let before: Version | undefined;
  return function* read(text) {
    const next = before && nextVersion(before, text);
    if (next) before = next;
    else before = firstVersion(yield* parseInSteps(text));
    return before.dockerfile;
  };
}

function firstVersion(dockerfile: Dockerfile): Version {
  const { text, instructions, problems, emptyContinuations } = dockerfile;
  // What is wrong is told with its line.
  if (problems.length + emptyContinuations.length > 0) return { dockerfile, pieces: [] };
  return {
    dockerfile,
    pieces: piecesOf(instructions, { at: 0, lines: new LineIndex(text) }, text.length, 0),
  };
}

/**
 * What a text written at once consists of.
 *
 * @param end where it ends
 * @param line of the file in which it begins, zero-based
 */
function piecesOf(
  instructions: readonly Instruction[],
  writing: Piece['writing'],
  end: number,
  line: number,
): readonly Piece[] {
  const pieces: Piece[] = [];
  let own = 0;
  for (const [index, { range }] of instructions.entries()) {
    const below = range.end.line + 1 - line;
    const start = writing.at + writing.lines.offset({ line: own, character: 0 });
    const isLast = index === instructions.length - 1;
    const next = isLast ? end : writing.at + writing.lines.offset({ line: below, character: 0 });
    pieces.push({ writing, start, end: next, line: line + own, ownLine: own });
    own = below;
  }
  return pieces;
}

/** Undefined where all of the file must be read. */
function nextVersion({ dockerfile, pieces }: Version, file: string): Version | undefined {
  const part = changedPart(dockerfile.file, file, pieces);
  // Directives stand at the top.
  if (part === undefined || part.first === 0) return undefined;
  const { instructions, escape } = dockerfile;
  if (instructions.slice(part.first, part.next).some(({ kind }) => kind === 'from'))
    return undefined;
  // Where one piece ends, no other one begins, unless it stands there in the file.
  const at = dockerfile.text.length + 1;
  const text = `${dockerfile.text}\n${part.text}`;
  if (text.length > MAX_WRITTEN * file.length) return undefined;
  const line = pieces[part.first]?.line ?? 0;
  const lines = new LineIndex(part.text);
  const writing = { at, lines };
  const fresh = readPart(text, part, writing, { line, escape });
  if (fresh === undefined) return undefined;
  // What stands in front of the first FROM may be ARG only, which is told of others as a problem.
  const isStaged = instructions.slice(0, part.first).some(({ kind }) => kind === 'from');
  if (!isStaged || fresh.some(({ kind }) => kind === 'from')) return undefined;

  const down = lines.position(part.text.length).line - (part.lines - 1);
  const behind = pieces.slice(part.next);
  const nextPieces = [
    ...pieces.slice(0, part.first),
    ...piecesOf(fresh, writing, text.length, line),
    ...(down === 0 ? behind : behind.map((piece) => ({ ...piece, line: piece.line + down }))),
  ];
  const rest = instructions.slice(part.next);
  return {
    pieces: nextPieces,
    dockerfile: {
      ...dockerfile,
      text,
      file,
      lines: new PiecePlaces(nextPieces),
      instructions: [
        ...instructions.slice(0, part.first),
        ...fresh,
        ...(down === 0 ? rest : rest.map((instruction) => moveDown(instruction, down))),
      ],
    },
  };
}

/** The instructions of a part that was written anew; undefined where it has a say in what follows. */
function readPart(
  text: string,
  part: ChangedPart,
  { at, lines }: Piece['writing'],
  { line, escape }: { readonly line: number; readonly escape: '\\' | '`' },
): readonly Instruction[] | undefined {
  const problems: DockerfileProblem[] = [];
  const position = (offset: number) => {
    const place = lines.position(offset - at);
    return { line: place.line + line, character: place.character };
  };
  const places = {
    range: (span: { readonly start: number; readonly end: number }) => ({
      start: position(span.start),
      end: position(span.end),
    }),
  };
  const take = instructionReader(text, places, problems, true);
  const read = finish(readNodeFile(text, take, { start: at, escape }));
  const isRefused = read.problems.length + problems.length + read.emptyContinuations.length > 0;
  if (isRefused || read.nodes.length === 0) return undefined;
  if (!part.isLast && (!read.isClosed || !part.text.endsWith('\n'))) return undefined;
  return read.nodes;
}
