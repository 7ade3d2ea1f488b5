import path from 'node:path';
import { describeSource, type TargetSource } from '../../core/project/targets.ts';
import {
  formatPlatformAll,
  normalizePlatform,
  parsePlatform,
} from '../../core/platform/platform.ts';
import type { BuildDeclaration } from '../../core/project/declaration.ts';
import type { Place, UnitKind } from '../../core/report/report.ts';
import type { DeclaredPlatforms, UnitInput } from '../../core/report/reportInput.ts';
import { LineIndex } from '../../core/text.ts';
import type { File } from '../workspace/fileAnalyses.ts';
import type { BuiltFile } from './declarations.ts';
import type { ReadText } from './readReportFile.ts';
import { say } from '../../core/language.ts';

/**
 * What a Dockerfile builds.
 *
 * @param said where another file says for which platforms
 */
export function dockerfileUnit(
  file: File,
  shown: string,
  built: BuiltFile | undefined,
  said: Place | undefined,
): UnitInput {
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
      declared: {
        ...{ how, platforms: formatted(platforms), by: describeSource(placed(source, said)) },
        ...(said !== undefined && { elsewhere: said }),
      },
    }),
  };
}

/** Files of one name in several folders are told apart by their paths. */
function placed(source: TargetSource, said: Place | undefined): TargetSource {
  return 'file' in source && said !== undefined ? { ...source, file: said.path } : source;
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

/** What of a file runs an image: services, containers, jobs. */
export function runUnits(file: File, kind: ReadText['kind']): readonly UnitInput[] {
  const lines = new LineIndex(file.text);
  const { images = [] } = file.readServices?.(file.text) ?? {};
  const wanted = formatted(file.declared.platforms);
  return images.flatMap(({ service, image, platform, platforms, excluded }): UnitInput[] => {
    // What a template or an expression names is told where its values stand.
    if (image.resolved === undefined && kind !== 'compose') return [];
    const range = lines.range(image.span);
    const said = platforms ?? (platform && [platform]);
    const own = formatted(said?.flatMap(({ resolved }) => resolved ?? []) ?? []);
    const [first] = said ?? [];
    const at = first && lines.range(first.span);
    const unit: UnitInput = {
      ...{ kind: unitKinds[kind] ?? 'service', name: service, range, wanted },
      words: [range.start, ...(at ? [at.start] : [])],
      ...(excluded && { excluded }),
      ...(image.resolved === undefined && { unknown: say(unknownImage) }),
    };
    // A job runs on its machine; what it runs there is no matter of other platforms.
    const how = unit.kind === 'job' ? 'only' : 'pinned';
    const isSaid = own.length > 0 || (unit.kind === 'job' && said !== undefined);
    if (!isSaid) return [unit];
    return [
      { ...unit, declared: { how, platforms: own, by: 'platform', ...(at && { range: at }) } },
    ];
  });
}

const unknownImage = 'Which image it is depends on a variable whose value is not known.';

const unitKinds: Readonly<Partial<Record<ReadText['kind'], UnitKind>>> = {
  kubernetes: 'workload',
  'helm-values': 'workload',
  devcontainer: 'devcontainer',
  workflow: 'job',
  gitlab: 'job',
};

/**
 * What of a file builds a Dockerfile.
 *
 * @param services that stand in it and build something
 */
export function buildUnits(
  file: File,
  read: ReadText,
  services: readonly BuildDeclaration[],
  shown: string,
): readonly UnitInput[] {
  const lines = new LineIndex(file.text);
  return [
    ...services.map(({ name, dockerfile, platforms }): UnitInput => {
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
    ...read.builds.map(({ use, dockerfile }): UnitInput => {
      const { user, span, platforms, machines } = use;
      // Without platforms it is built for the machine that builds.
      const said = platforms ?? (read.kind === 'workflow' ? (machines ?? []) : undefined);
      const own = formatted(said?.flatMap(({ resolved }) => resolved ?? []) ?? []);
      const [first] = said ?? [];
      return {
        kind: read.kind === 'workflow' ? 'workflow' : 'devcontainer',
        name: user,
        range: lines.range(span),
        words: [],
        needs: dockerfile === undefined ? [] : [dockerfile],
        ...(dockerfile === undefined && { unknown: say(unknownFile) }),
        ...(said !== undefined && own.length === 0 && { unknown: say(unknownPlatforms) }),
        ...(own.length > 0 && {
          declared: {
            how: read.kind === 'workflow' ? 'built' : 'pinned',
            platforms: own,
            by: shown,
            ...(first && { range: lines.range(first.span) }),
          },
        }),
      };
    }),
  ];
}

const unknownFile = 'Which Dockerfile it builds is known only when it runs.';
const unknownPlatforms = 'For which platforms it is built is known only when it runs.';

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
