import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Severity } from '../../../../src/core/analysis/finding.ts';
import type { Builder } from '../../../../src/core/build/workerNode.ts';
import type { ContextFacts, Fact, ImageFacts } from '../../../../src/core/facts.ts';
import type { Descriptor, Manifest } from '../../../../src/core/image/manifest.ts';
import { parseReference, pulledReference } from '../../../../src/core/image/reference.ts';
import { readLockFile } from '../../../../src/core/lockfile/lockFile.ts';
import { parsePlatform, type Platform } from '../../../../src/core/platform/platform.ts';
import type { Range } from '../../../../src/core/text.ts';

/** An image of the corpus (test/fixtures/corpus/README.md). */
interface CorpusImage {
  readonly kind: 'index' | 'image' | 'legacy';
  readonly platforms?: readonly string[];
  readonly windows?: readonly { readonly osVersion?: string }[];
  readonly platform?: string;
  readonly digest?: string;
  readonly repositoryIndex?: string;
}

/** What is to be found in a file of the corpus. */
export interface ExpectedFinding {
  readonly rule: string;
  readonly severity: Severity;
  readonly platforms: readonly string[];
  readonly range: Range;
  readonly words: string;
}

/** A file of the corpus, and what surrounds it. */
export interface CorpusCase {
  readonly file: string;
  readonly targets: readonly string[];
  readonly buildPlatform?: string;
  readonly builder?: {
    readonly nodes: readonly {
      readonly platforms: readonly string[];
      readonly native: readonly string[];
      readonly emulated: readonly string[];
    }[];
  };
  readonly buildArgs?: Readonly<Record<string, string>>;
  readonly contextFiles?: Readonly<Record<string, string>>;
  readonly declaredContext?: boolean;
  readonly findings: readonly ExpectedFinding[];
  readonly fix?: { readonly title: string; readonly text: string };
}

const folder = 'test/fixtures/corpus';
const corpus = JSON.parse(readFileSync(path.join(folder, 'corpus.json'), 'utf8')) as {
  readonly images: Readonly<Record<string, CorpusImage>>;
  readonly cases: readonly CorpusCase[];
};

/** Every file of the corpus. */
export const corpusCases = corpus.cases;

/** The text of a file of the corpus. */
export function corpusText(file: string): string {
  return readFileSync(path.join(folder, file), 'utf8');
}

/** What the corpus's registry says of an image; all else could not be looked up. */
export function corpusImage(reference: string): Fact<ImageFacts> {
  return images.get(canonicalOf(reference)) ?? unknown;
}

/** The builder of a case; unknown where the case has none. */
export function corpusBuilder({ builder }: CorpusCase): Fact<Builder> {
  if (builder === undefined) return unknown;
  const nodes = builder.nodes.map(({ platforms, native, emulated }, index) => ({
    name: `node${index}`,
    endpoint: 'unix:///var/run/docker.sock',
    status: 'running',
    // The worker's own platform comes first, as BuildKit reports it.
    platforms: [...native, ...platforms.filter((platform) => !native.includes(platform))],
    pinned: [],
    emulators: emulated.map((platform) => ({
      architecture: platform.split('/')[1] ?? '',
      name: `qemu-${platform.split('/')[1] ?? ''}`,
      interpreter: '/usr/bin/qemu',
      fixed: true,
    })),
  }));
  return {
    known: true,
    asOf: 0,
    value: { name: 'corpus', driver: 'remote', current: true, nodes },
  };
}

/** The build context of a case; unknown where the case has none. */
export function corpusContext({ contextFiles, declaredContext }: CorpusCase): ContextFacts {
  const files = Object.entries(contextFiles ?? {});
  const ignored = (contextFiles?.['.dockerignore'] ?? 'text:').slice('text:'.length).split('\n');
  return {
    declared: declaredContext ?? false,
    lockFile(at) {
      const content = contextFiles?.[at];
      const recorded = content?.startsWith('lock:') ? content.slice('lock:'.length) : undefined;
      const value =
        recorded === undefined
          ? undefined
          : readLockFile(
              path.basename(at),
              readFileSync(path.join('test/fixtures', recorded), 'utf8'),
            );
      return contextFiles === undefined ? unknown : { known: true, asOf: 0, value };
    },
    programs: (at) =>
      contextFiles === undefined
        ? unknown
        : {
            known: true,
            asOf: 0,
            value: files.flatMap(([file, content]) => {
              const isIgnored = ignored.some((line) => line !== '' && file.startsWith(line));
              const isUnder = file === at || file.startsWith(`${at}/`);
              return isUnder && !isIgnored && content.startsWith('elf-')
                ? [{ path: file, platforms: [`linux/${content.slice('elf-'.length)}`] }]
                : [];
            }),
          },
  };
}

const unknown = {
  known: false,
  reason: { code: 'unreachable', message: 'Not in the corpus.' },
} as const;

const images = new Map(
  Object.entries(corpus.images).flatMap(([familiar, image]): [string, Fact<ImageFacts>][] => {
    const canonical = canonicalOf(familiar);
    const digest = familiar.split('@')[1] ?? image.digest ?? digestOf(familiar);
    return [[canonical, factsOf(canonical, digest, image)]];
  }),
);

/** An index that holds a pinned image is found under the repository's tag `latest`. */
for (const [familiar, image] of Object.entries(corpus.images)) {
  const [name = '', digest = ''] = familiar.split('@');
  const latest = canonicalOf(name);
  const index = images.get(canonicalOf(`${name}@${image.repositoryIndex ?? ''}`));
  if (index?.known !== true || index.value.manifest.kind !== 'index' || images.has(latest))
    continue;
  const manifests = index.value.manifest.manifests.map((entry) =>
    entry.platform?.architecture === image.platform?.split('/')[1] ? { ...entry, digest } : entry,
  );
  const manifest = { ...index.value.manifest, manifests };
  images.set(latest, { ...index, value: { ...index.value, reference: latest, manifest } });
}

function canonicalOf(familiar: string): string {
  const reference = parseReference(familiar);
  if (!reference.ok) return familiar;
  return pulledReference(reference.value).canonical;
}

function factsOf(reference: string, digest: string, image: CorpusImage): Fact<ImageFacts> {
  const source = { registry: 'corpus' };
  const facts = { reference, digest, size: 1, manifest: manifestOf(reference, image), source };
  const { platform } = image;
  const config = platform === undefined ? {} : { configPlatform: platformOf(platform) };
  return { known: true, asOf: 0, value: { ...facts, ...config } };
}

function manifestOf(reference: string, image: CorpusImage): Manifest {
  const layer = (platform?: Platform, note = ''): Descriptor => ({
    mediaType: 'application/vnd.oci.image.manifest.v1+json',
    digest: digestOf(`${reference} ${note}`),
    size: 1,
    ...(platform && { platform }),
  });
  switch (image.kind) {
    case 'legacy':
      return {
        kind: 'legacy',
        mediaType: 'application/vnd.docker.distribution.manifest.v1+prettyjws',
      };
    case 'image':
      return {
        kind: 'image',
        mediaType: 'application/vnd.oci.image.manifest.v1+json',
        config: layer(),
        layers: [],
      };
    case 'index':
      return {
        kind: 'index',
        mediaType: 'application/vnd.oci.image.index.v1+json',
        manifests: [
          ...(image.platforms ?? []).map((text) => layer(platformOf(text), text)),
          ...(image.windows ?? []).map(({ osVersion }, index) =>
            layer(
              {
                os: 'windows',
                architecture: 'amd64',
                ...(osVersion !== undefined && { osVersion }),
              },
              `windows ${index}`,
            ),
          ),
        ],
      };
  }
}

function platformOf(text: string): Platform {
  const platform = parsePlatform(text);
  if (!platform.ok) throw new Error(platform.problem.message);
  return platform.value;
}

/** Some digest of a text: it only has to differ. */
function digestOf(text: string): string {
  let hash = 7;
  for (const character of text) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) >>> 0;
  return `sha256:${hash.toString(16).padStart(8, '0').repeat(8)}`;
}
