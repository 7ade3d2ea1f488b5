import { bakeTokens } from './bakeWords.ts';

/**
 * The types of all outputs in a bake file, e.g. `local`; undefined where one of them is anything but a plain
 * text, or stands in anything but a plain list. Total, and linear.
 */
export function bakeOutputTypes(text: string): readonly string[] | undefined {
  const types: string[] = [];
  let state: 'elsewhere' | 'named' | 'assigned' | 'list' = 'elsewhere';
  for (const { word } of bakeTokens(text)) {
    if (state === 'elsewhere') {
      if (/^"?outputs?"?$/.test(word)) state = 'named';
    } else if (state === 'named' && (word === '=' || word === ':')) state = 'assigned';
    else if (state === 'assigned' && word === '[') state = 'list';
    else if (state === 'list' && word === ']') state = 'elsewhere';
    else {
      const type = state === 'list' ? typeOf(word) : undefined;
      if (type === undefined) return undefined;
      types.push(type);
    }
  }
  return state === 'elsewhere' ? types : undefined;
}

function typeOf(quoted: string): string | undefined {
  const written = /^"([^"$%\\]+)"$/.exec(quoted)?.[1];
  return written === undefined ? undefined : exporterType(written);
}

/** The type of an exporter as `--output` takes it (buildx 0.29, util/buildflags/export.go, ParseExports). */
export function exporterType(written: string): string | undefined {
  if (written === '-') return 'tar';
  if (!written.includes('=')) return 'local';
  return /(?:^|,)\s*type=(\w+)\s*(?:,|$)/.exec(written)?.[1];
}

const plainFiles: ReadonlySet<string> = new Set(['local', 'tar', 'cacheonly']);

/** Whether outputs of these types leave files as they are, or none, and no image; without any, buildx decides. */
export function isPlainFiles(types: readonly string[]): boolean {
  return types.length > 0 && types.every((type) => plainFiles.has(type));
}

const harmless: ReadonlySet<string> = new Set(['local', 'cacheonly', 'image', 'registry']);

/** Whether buildx, when it only reads outputs of these types, leaves files alone: it opens others for writing. */
export function writesNothing(types: readonly string[]): boolean {
  return types.every((type) => harmless.has(type));
}
