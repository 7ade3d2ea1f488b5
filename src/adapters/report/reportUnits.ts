import path from 'node:path';
import type { BuildDeclaration } from '../../core/project/declaration.ts';
import { describeSource, type TargetSource } from '../../core/project/targets.ts';
import {
  formatPlatformAll,
  normalizePlatform,
  parsePlatform,
} from '../../core/platform/platform.ts';
import type { DeclaredPlatforms, UnitInput } from '../../core/report/reportInput.ts';
import { LineIndex } from '../../core/text.ts';
import type { File } from '../workspace/fileAnalyses.ts';
import type { BuiltFile } from './declarations.ts';

/** What a Dockerfile builds. */
export function dockerfileUnit(file: File, shown: string, built: BuiltFile | undefined): UnitInput {
  const { platforms, source } = file.declared;
  const how = declaredBy(source);
  return {
    kind: 'dockerfile',
    name: shown,
    key: path.resolve(file.path),
    wanted: formatted(platforms),
    needs: built?.needs ?? [],
    makes: built?.makes ?? [],
    ...(how && {
      declared: { how, platforms: formatted(platforms), by: describeSource(source) },
    }),
  };
}

function declaredBy({ kind }: TargetSource): DeclaredPlatforms['how'] | undefined {
  switch (kind) {
    case 'family':
      return 'only';
    case 'comment':
    case 'project-file':
    case 'bake':
    case 'compose':
      return 'built';
    case 'setting':
    case 'option':
      return undefined;
  }
}

/** The services of a compose file: those that run an image, and those that build one. */
export function serviceUnits(
  file: File,
  builds: readonly BuildDeclaration[],
): readonly UnitInput[] {
  const lines = new LineIndex(file.text);
  const { images = [] } = file.readServices?.(file.text) ?? {};
  const wanted = formatted(file.declared.platforms);
  return [
    ...images.map(({ service, image, platform }): UnitInput => {
      const range = lines.range(image.span);
      const own = platform?.resolved === undefined ? [] : formatted([platform.resolved]);
      const at = platform && lines.range(platform.span);
      return {
        kind: 'service',
        name: service,
        range,
        wanted,
        words: [range.start, ...(at ? [at.start] : [])],
        ...(own.length > 0 && {
          declared: { how: 'pinned', platforms: own, by: 'platform', ...(at && { range: at }) },
        }),
      };
    }),
    ...builds.map(({ name, dockerfile, platforms }): UnitInput => {
      const own = formatted(platforms);
      const start = lines.position(keyOffset(file.text, name));
      return {
        kind: 'service',
        name,
        range: { start, end: { ...start, character: start.character + name.length } },
        needs: [dockerfile],
        words: [],
        ...(own.length > 0 && { wanted: own }),
      };
    }),
  ];
}

/** Where a service is named; the start of the file where that is not seen. */
function keyOffset(text: string, name: string): number {
  for (let at = text.indexOf(`${name}:`); at !== -1; at = text.indexOf(`${name}:`, at + 1)) {
    const before = text.slice(text.lastIndexOf('\n', at - 1) + 1, at);
    if (/^[ \t]+["']?$/.test(before)) return at;
  }
  return 0;
}

/** Platforms as they are compared; without what is none. */
export function formatted(words: readonly string[]): readonly string[] {
  const platforms = words.flatMap((word) => {
    const parsed = parsePlatform(word);
    return parsed.ok ? [formatPlatformAll(normalizePlatform(parsed.value))] : [];
  });
  return [...new Set(platforms)];
}
