import { suggest, nearestOf } from '../dockerfile/suggestion.ts';
import { say } from '../language.ts';
import type { ManifestSpec, SpecManifest, SpecPlatform, SpecWord } from './spec.ts';
import type { SpecProblem, SpecProblemCode } from './specProblem.ts';
import type { YamlEntry, YamlTree } from '../yamlTree.ts';

/** Keys of a spec file, by the map that they stand in. */
export const specKeys = {
  spec: ['image', 'tags', 'annotations', 'manifests'],
  manifest: ['image', 'platform'],
  platform: ['architecture', 'os', 'variant', 'os.version', 'os.features'],
} as const;

/** Images that are read of one spec: no real list is near it. */
const mostManifests = 1_000;

/** A spec as far as it can be read, and what is wrong with its shape. */
export interface ReadSpec {
  readonly spec: ManifestSpec;
  readonly problems: readonly SpecProblem[];
}

/**
 * Reads a spec. As manifest-tool 2.2.1, numbers are texts (`architecture: 386`) and the OS version and
 * features are `osversion` and `osfeatures`, which are the only words that it knows for them (yaml.v3 takes
 * the name of a Go field in small letters, and the image specification names them for JSON only). Here they
 * may be `os.version` and `os.features` too, as an index has it. What it passes over in silence, a key that
 * it does not know, is a problem here.
 */
export function readSpec(tree: YamlTree): ReadSpec {
  const problems: SpecProblem[] = [];
  const complain: Complain = (code, span, text, ...args) => {
    problems.push({ code, severity: 'error', span, message: { text, args } });
  };
  const manifests: SpecManifest[] = [];
  const found = keysOf(tree, specKeys.spec, 'a spec', problems, complain);
  const items = listOf(found.get('manifests'), 'manifests', complain);
  for (const item of items.slice(0, mostManifests)) {
    manifests.push(readManifest(item, problems, complain));
  }
  const beyond = items[mostManifests];
  if (beyond !== undefined) {
    const text = 'From here on no image is read: a spec has {0} at most.';
    complain('spec-syntax', beyond.span, text, String(mostManifests));
  }
  const image = wordOf(found.get('image'), 'image', complain);
  return {
    spec: {
      ...(image && { image }),
      tags: wordsOf(found.get('tags'), 'tags', complain),
      annotations: readAnnotations(found.get('annotations'), complain),
      manifests,
    },
    problems,
  };
}

type Complain = (
  code: SpecProblemCode,
  span: YamlTree['span'],
  text: string,
  ...args: readonly string[]
) => void;

function readManifest(tree: YamlTree, problems: SpecProblem[], complain: Complain): SpecManifest {
  const found = keysOf(tree, specKeys.manifest, say('an image'), problems, complain);
  const image = wordOf(found.get('image'), 'image', complain);
  const entry = found.get('platform');
  const platform = entry && readPlatform(entry, problems, complain);
  const { span } = tree;
  return { span, ...(image && { image }), ...(platform && { platform }) };
}

function readPlatform(
  { value, keySpan }: YamlEntry,
  problems: SpecProblem[],
  complain: Complain,
): SpecPlatform | undefined {
  if (value.kind === 'nothing') return undefined;
  const found = keysOf(value, specKeys.platform, 'a platform', problems, complain);
  const word = (key: string) => wordOf(found.get(key), key, complain);
  const os = word('os');
  const architecture = word('architecture');
  const variant = word('variant');
  const osVersion = word('os.version');
  const features = found.get('os.features');
  const osFeatures = features && wordsOf(features, 'os.features', complain);
  return {
    span: keySpan,
    ...(os && { os }),
    ...(architecture && { architecture }),
    ...(variant && { variant }),
    ...(osVersion && { osVersion }),
    ...(osFeatures && osFeatures.length > 0 && { osFeatures }),
  };
}

function readAnnotations(
  entry: YamlEntry | undefined,
  complain: Complain,
): ManifestSpec['annotations'] {
  if (entry === undefined || entry.value.kind === 'nothing') return [];
  if (entry.value.kind !== 'map') {
    complain('spec-wrong-type', entry.value.span, 'annotations are names, each with a text.');
    return [];
  }
  return entry.value.entries.flatMap((each) => {
    const value = wordOf(each, each.key, complain);
    return value ? [{ name: { text: each.key, span: each.keySpan }, value }] : [];
  });
}

/** How the words of manifest-tool are spelled in an index. */
const otherSpellings: ReadonlyMap<string, string> = new Map([
  ['osversion', 'os.version'],
  ['osfeatures', 'os.features'],
]);

/** The keys of a map that mean something, each with its entry; tells the others. */
function keysOf(
  tree: YamlTree,
  known: readonly string[],
  what: string,
  problems: SpecProblem[],
  complain: Complain,
): ReadonlyMap<string, YamlEntry> {
  const found = new Map<string, YamlEntry>();
  if (tree.kind === 'nothing' && known.includes('tags')) return found;
  if (tree.kind !== 'map') {
    complain(
      'spec-wrong-type',
      tree.span,
      '{0} has the keys {1}.',
      capital(what),
      known.join(', '),
    );
    return found;
  }
  for (const entry of tree.entries) {
    const key = known.includes('os') ? (otherSpellings.get(entry.key) ?? entry.key) : entry.key;
    if (!known.includes(key)) {
      problems.push(unknownKey(entry, known, what));
      continue;
    }
    if (found.has(key)) {
      complain('spec-wrong-type', entry.keySpan, '“{0}” is there twice.', entry.key);
      continue;
    }
    if (entry.key === 'os.version' || entry.key === 'os.features') {
      problems.push({
        code: 'spec-unread-key',
        severity: 'hint',
        span: entry.keySpan,
        message: {
          text: 'manifest-tool passes over “{0}” and takes what the image says: its own word is “{1}”. multiarch reads both.',
          args: [entry.key, entry.key.replace('.', '')],
        },
        fix: {
          title: { text: 'Write “{0}”', args: [entry.key.replace('.', '')] },
          newText: entry.key.replace('.', ''),
        },
      });
    }
    found.set(key, entry);
  }
  return found;
}

function unknownKey(
  { key, keySpan }: YamlEntry,
  known: readonly string[],
  what: string,
): SpecProblem {
  const near = nearestOf(key, known, 'any case');
  return {
    code: 'spec-unknown-key',
    severity: 'warning',
    span: keySpan,
    message: {
      text: 'There is no key “{0}” in {1}{2}: it changes nothing. There are {3}.',
      args: [key, what, suggest(key, known, 'any case'), known.join(', ')],
    },
    ...(near !== undefined && {
      fix: { title: { text: 'Write “{0}”', args: [near] }, newText: near },
    }),
  };
}

function wordOf(
  entry: YamlEntry | undefined,
  key: string,
  complain: Complain,
): SpecWord | undefined {
  if (entry === undefined) return undefined;
  const { value } = entry;
  if (value.kind === 'text') return { text: value.text, span: value.span };
  if (value.kind !== 'nothing') complain('spec-wrong-type', value.span, '“{0}” is one text.', key);
  return undefined;
}

function listOf(
  entry: YamlEntry | undefined,
  key: string,
  complain: Complain,
): readonly YamlTree[] {
  if (entry === undefined || entry.value.kind === 'nothing') return [];
  if (entry.value.kind === 'list') return entry.value.items;
  complain('spec-wrong-type', entry.value.span, '“{0}” is a list.', key);
  return [];
}

function wordsOf(
  entry: YamlEntry | undefined,
  key: string,
  complain: Complain,
): readonly SpecWord[] {
  return listOf(entry, key, complain).flatMap((item) => {
    if (item.kind === 'text') return [{ text: item.text, span: item.span }];
    if (item.kind !== 'nothing') {
      complain('spec-wrong-type', item.span, '“{0}” is a list of texts.', key);
    }
    return [];
  });
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
