import { parseReference } from '../../../core/image/reference.ts';
import type { ImageSubject } from '../../../core/image/inspection.ts';
import { parsePlatform } from '../../../core/platform/platform.ts';
import { isAnyOf, isObjectOf, isOneOf, textUpTo, type Guard } from '../../../protocol/guards.ts';

/** What a page is about, as it is kept over a reload of the window. */
export type PageOrigin =
  | { readonly kind: 'image'; readonly subject: ImageSubject }
  | { readonly kind: 'comparison'; readonly before: ImageSubject; readonly after: ImageSubject };

/** Longest reference or path, in UTF-16 units. */
const longest = 4096;

const text = textUpTo(longest);

const isReference: Guard<string> = (value): value is string =>
  text(value) && parseReference(value).ok;

const isPlatform: Guard<string> = (value): value is string =>
  text(value) && parsePlatform(value).ok;

/** Whether a value from a link or a page names an image. */
const isSubject: Guard<ImageSubject> = isAnyOf<ImageSubject>(
  isObjectOf({ kind: isOneOf(['registry', 'engine']), reference: isReference }),
  isObjectOf(
    { kind: isOneOf(['layout', 'archive']), path: text, name: text, platform: isPlatform },
    ['name', 'platform'],
  ),
);

const isOrigin: Guard<PageOrigin> = isAnyOf<PageOrigin>(
  isObjectOf({ kind: isOneOf(['image']), subject: isSubject }),
  isObjectOf({ kind: isOneOf(['comparison']), before: isSubject, after: isSubject }),
);

/** Reads which image is meant; undefined for anything else. */
export function readSubject(value: unknown): ImageSubject | undefined {
  return isSubject(value) ? value : undefined;
}

/** Reads what a page is about; undefined for anything else. */
export function readOrigin(value: unknown): PageOrigin | undefined {
  return isOrigin(value) ? value : undefined;
}
