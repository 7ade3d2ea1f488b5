import { readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './sources.ts';

/** Reads a document of the root. */
export function readDocument(file: string): string {
  return readFileSync(path.join(root, file), 'utf8');
}

/** Headings of a document without their `#`, in order. Lines in fenced code are not headings. */
export function headingsOf(text: string): string[] {
  return [...withoutCode(text).matchAll(/^#{1,6} (.*)$/gm)].map(([, heading = '']) => heading);
}

/** Where the pictures of the project are once it is published: a page elsewhere knows no relative ones. */
const published = 'https://github.com/multiarch-dev/multiarch/raw/HEAD/';

/** What a link or a picture in a document points to: `rules.md#a`, `docs/images/b.png`, `https://…`. */
export function linksOf(text: string): string[] {
  return [...withoutCode(text).matchAll(/\]\(([^()\s]+)\)|\bsrc(?:set)?="([^"]+)"/g)].map(
    ([, link, picture = '']) => link ?? picture.replace(published, ''),
  );
}

/** The anchor that GitHub gives a heading: in lower case, spaces become hyphens, other signs go. */
export function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replace(/\s/g, '-');
}

function withoutCode(text: string): string {
  return text.replace(/^ *```[\s\S]*?^ *```$/gm, '');
}
