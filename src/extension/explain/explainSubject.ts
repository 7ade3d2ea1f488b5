import { Uri } from 'vscode';
import { isAnyOf, isObjectOf, isOneOf, textUpTo, type Guard } from '../../protocol/guards.ts';

/** What is explained. */
export type ExplainSubject =
  /** A Dockerfile, as all that builds it says together. */
  | { readonly kind: 'dockerfile'; readonly file: Uri }
  /** A target of a bake file, or a service of a compose file. */
  | { readonly kind: 'declared'; readonly spec: Uri; readonly name: string };

/** The same as a page keeps it over a reload of the window. */
type ExplainOrigin =
  | { readonly kind: 'dockerfile'; readonly file: string }
  | { readonly kind: 'declared'; readonly spec: string; readonly name: string };

/** Longest URI or name, in UTF-16 units. */
const longest = 4096;

const text = textUpTo(longest);

const isOrigin: Guard<ExplainOrigin> = isAnyOf<ExplainOrigin>(
  isObjectOf({ kind: isOneOf(['dockerfile']), file: text }),
  isObjectOf({ kind: isOneOf(['declared']), spec: text, name: text }),
);

/** What a page keeps of its subject. */
export function originOf(subject: ExplainSubject): ExplainOrigin {
  return subject.kind === 'dockerfile'
    ? { kind: 'dockerfile', file: subject.file.toString() }
    : { kind: 'declared', spec: subject.spec.toString(), name: subject.name };
}

/** Reads what a page has kept; undefined for anything else. */
export function readExplainOrigin(value: unknown): ExplainSubject | undefined {
  if (!isOrigin(value)) return undefined;
  try {
    return value.kind === 'dockerfile'
      ? { kind: 'dockerfile', file: Uri.parse(value.file, true) }
      : { kind: 'declared', spec: Uri.parse(value.spec, true), name: value.name };
  } catch {
    // It has no scheme.
    return undefined;
  }
}

/** The file that the user has named: the Dockerfile, or that of the target or service. */
export function fileOf(subject: ExplainSubject): Uri {
  return subject.kind === 'dockerfile' ? subject.file : subject.spec;
}
