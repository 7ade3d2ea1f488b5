import { CodeActionKind, type CodeAction } from 'vscode-languageserver';
import type { Analysis } from '../../core/analysis/analyze.ts';
import type { PullSite } from '../../core/analysis/pullSites.ts';
import type { Fact, ImageFacts } from '../../core/facts.ts';
import { parseReference, pulledReference } from '../../core/image/reference.ts';
import { say } from '../../core/language.ts';
import type { Range } from '../../core/text.ts';

/** What an action to update a pin needs when it is chosen. */
export interface PinUpdate {
  readonly kind: 'update-pin';
  readonly uri: string;
  /** Canonical, with the tag and without the digest. */
  readonly reference: string;
  /** The digest in the file. */
  readonly digest: string;
  /** Where it stands. */
  readonly range: Range;
}

/** Where a refactoring is asked for. */
export interface PinRequest {
  readonly uri: string;
  readonly range: Range;
  readonly image: (reference: string) => Fact<ImageFacts>;
}

/**
 * Refactorings of the image at a place: pin it to the digest of its index, so that every platform stays the
 * same, or update the pin to what the tag names now. None for names with variables.
 */
export function pinActions({ sites }: Analysis, request: PinRequest): CodeAction[] {
  const site = sites.find(({ range }) => holds(range, request.range.start));
  if (site === undefined || site.written.includes('$') || site.isPieced) return [];
  const written = parseReference(site.written);
  if (!written.ok) return [];
  const { tag, digest } = written.value;
  if (digest === undefined) return pin(site, request);
  return tag === undefined ? [] : [update(site, digest, request.uri)];
}

function pin(site: PullSite, { uri, image }: PinRequest): CodeAction[] {
  const fact = image(site.reference);
  // The digest of a single image would leave the other platforms out.
  if (!fact.known || fact.value.manifest.kind !== 'index') return [];
  const { end } = site.range;
  return [
    {
      title: say('Pin {0} to the digest of its manifest list', site.familiar),
      kind: CodeActionKind.RefactorRewrite,
      edit: {
        changes: {
          [uri]: [{ range: { start: end, end }, newText: `@${fact.value.digest}` }],
        },
      },
    },
  ];
}

function update(site: PullSite, digest: string, uri: string): CodeAction {
  const written = parseReference(site.written.slice(0, site.written.indexOf('@')));
  const reference = written.ok ? pulledReference(written.value) : undefined;
  const { end } = site.range;
  const start = { line: end.line, character: end.character - digest.length };
  const data: PinUpdate = {
    kind: 'update-pin',
    uri,
    reference: reference?.canonical ?? site.reference,
    digest,
    range: { start, end },
  };
  const name = reference?.familiar ?? site.familiar;
  return {
    title: say('Update the pin to what {0} names now', name),
    kind: CodeActionKind.RefactorRewrite,
    data,
  };
}

/** The edit of an update, once the tag was looked up; undefined when the pin is right already. */
export function updateEdit(
  { uri, digest, range }: PinUpdate,
  image: ImageFacts,
): CodeAction['edit'] | undefined {
  if (image.digest === digest) return undefined;
  return { changes: { [uri]: [{ range, newText: image.digest }] } };
}

/** Reads what an editor sends back of an action; undefined when it is another one's. */
export function readPinUpdate(data: unknown): PinUpdate | undefined {
  const isOurs =
    typeof data === 'object' && data !== null && 'kind' in data && data.kind === 'update-pin';
  return isOurs ? (data as PinUpdate) : undefined;
}

function holds({ start, end }: Range, { line, character }: Range['start']): boolean {
  return line === start.line && character >= start.character && character <= end.character;
}
