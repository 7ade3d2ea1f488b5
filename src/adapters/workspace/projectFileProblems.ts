import { isMap, isPair, isScalar, isSeq, type Document, type ParsedNode } from 'yaml';
import type * as z from 'zod/mini';
import { ruleCodes } from '../../core/analysis/finding.ts';
import { nearestOf, suggest } from '../../core/dockerfile/suggestion.ts';
import { say } from '../../core/language.ts';
import type { FileProblem } from '../../core/project/fileProblem.ts';
import { LineIndex, type Span } from '../../core/text.ts';

/** Something that is wrong in a project file, whatever the file is called. */
export type ProjectProblem = Omit<FileProblem, 'path'>;

/** How many mistakes of a file are told: after some, it is not the file that was meant. */
const most = 20;

/** What each key of a project file holds (docs/settings.md). */
const shapes = {
  platforms: 'a list such as [linux/amd64, linux/arm64]',
  rules: 'rule codes, each with off, hint, information, warning or error',
  buildArgs: 'names, each with a value',
  files: 'globs of Dockerfiles, each with platforms, rules or buildArgs',
} as const;

/** How much of a wrong value is told, in characters. */
const longest = 100;

const levels = ['off', 'hint', 'information', 'warning', 'error'];

type Path = readonly PropertyKey[];

/** Finds what is wrong in one text. */
export interface ProjectComplaints {
  /** What the parser says. */
  readonly ofYaml: () => readonly ProjectProblem[];
  /** What does not fit the schema. */
  readonly ofShape: (issues: readonly z.core.$ZodIssue[]) => readonly ProjectProblem[];
  /** The rules that there are not. They do no harm, and no good. */
  readonly ofRules: (path: Path, codes: readonly string[]) => readonly ProjectProblem[];
}

/** @param document of the text, as the parser left it */
export function createComplaints(text: string, document: Document.Parsed): ProjectComplaints {
  const lines = new LineIndex(text);
  const at = (span: Span, message: string, severity: ProjectProblem['severity'] = 'error') => ({
    ...{ severity, message },
    range: lines.range(span),
  });
  return {
    ofYaml: () =>
      document.errors.slice(0, most).map(({ message, pos: [start, end] }) => {
        const [line = ''] = message.split('\n');
        return at({ start, end }, say('it is no YAML: {0}.', line));
      }),
    ofShape: (issues) =>
      issues
        .flatMap((issue) =>
          issue.code === 'unrecognized_keys'
            ? issue.keys.map((key) => at(keyAt(document, issue.path, key), unknownKey(issue, key)))
            : [at(nodeAt(document, issue.path), wrongShape(issue, document))],
        )
        .slice(0, most),
    ofRules: (path, codes) =>
      codes
        .filter((code) => !(ruleCodes as readonly string[]).includes(code))
        .slice(0, most)
        .map((code) => {
          const message = say(
            'there is no rule "{0}"{1}, so this changes nothing.',
            code,
            suggest(code, ruleCodes, 'any case'),
          );
          return at(keyAt(document, path, code), message, 'warning');
        }),
  };
}

function unknownKey({ path }: z.core.$ZodIssue, key: string): string {
  const known = Object.keys(shapes).filter((each) => path.length === 0 || each !== 'files');
  // A key that stands in the wrong place was not mistyped.
  const meant = Object.hasOwn(shapes, key) ? '' : suggest(key, known, 'any case');
  return say('there is no key "{0}"{1}. It knows {2}.', key, meant, known.join(', '));
}

/** What is wrong with a value, and what is expected there. */
function wrongShape({ path }: z.core.$ZodIssue, document: Document.Parsed): string {
  const step = path[0] === 'files' && path.length > 2 ? path[2] : path[0];
  const key = (Object.keys(shapes) as (keyof typeof shapes)[]).find((each) => each === step);
  if (key === undefined)
    return say('it holds {0}, and nothing else.', Object.keys(shapes).join(', '));
  const value = document.getIn(path);
  const name = path.join('.');
  if (typeof value !== 'string')
    return say('{0} is not right: {1} holds {2}.', name, key, say(shapes[key]));
  const shown = value.length > longest ? `${value.slice(0, longest)}…` : value;
  if (key === 'platforms' && path.at(-1) === key && value.length <= longest) {
    const words = shown.split(/[\s,]+/).filter((word) => word !== '');
    if (words.length > 0) return say('{0} is no list: write [{1}].', name, words.join(', '));
  }
  const near = key === 'rules' ? meantLevel(value) : undefined;
  const meant = near === undefined ? '' : say(' (did you mean {0}?)', near);
  return say('{0} cannot be "{1}"{2}: {3} holds {4}.', name, shown, meant, key, say(shapes[key]));
}

/** The level that a mistyped or shortened one stands for: `warn` is one of other tools. */
function meantLevel(value: string): string | undefined {
  const word = value.toLowerCase();
  const begun = word.length > 2 ? levels.find((level) => level.startsWith(word)) : undefined;
  return begun ?? nearestOf(value, levels, 'any case');
}

/** Where a value stands, or the innermost part of its path that is there. */
function nodeAt(document: Document.Parsed, path: Path): Span {
  let node: ParsedNode | null = document.contents;
  for (const step of path) {
    const next: unknown = isMap(node)
      ? node.items.find(({ key }) => isScalar(key) && String(key.value) === step)?.value
      : isSeq(node) && typeof step === 'number'
        ? node.items[step]
        : undefined;
    if (!isParsed(next)) break;
    node = next;
  }
  return spanOf(node);
}

/** Where a key of the map at a path stands. */
function keyAt(document: Document.Parsed, path: Path, name: string): Span {
  const map = path.length === 0 ? document.contents : document.getIn(path, true);
  const pair = isMap(map)
    ? map.items.find(({ key }) => isScalar(key) && String(key.value) === name)
    : undefined;
  return pair === undefined || !isParsed(pair.key) ? nodeAt(document, path) : spanOf(pair.key);
}

function spanOf(node: ParsedNode | null): Span {
  const [start = 0, end = start] = node?.range ?? [];
  return { start, end };
}

function isParsed(value: unknown): value is ParsedNode {
  return typeof value === 'object' && value !== null && !isPair(value) && 'range' in value;
}
