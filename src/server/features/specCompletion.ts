import {
  CompletionItemKind,
  type CompletionItem,
  type CompletionList,
} from 'vscode-languageserver';
import { specKeys } from '../../core/manifestSpec/readSpec.ts';
import { specWords, variantNote } from '../../core/manifestSpec/specWords.ts';
import type { Position, Range } from '../../core/text.ts';
import { item, list, order, type FindTags } from './completion.ts';
import { specPlace } from './specPlace.ts';
import { say } from '../../core/language.ts';

const keyTexts: Readonly<Record<string, string>> = {
  image: 'Name of the list, or of an image in it',
  tags: 'More tags of the list',
  annotations: 'Of the list, which is an OCI index then',
  manifests: 'The images of the list',
  platform: 'What the list says of the image; what it leaves out is what the image says',
  architecture: 'As Go names it: amd64, arm64, arm, …',
  os: 'linux, windows, …',
  variant: 'v5, v6, v7 of arm',
  'os.version': 'Build of Windows',
  'os.features': 'Features of Windows',
};

/** What manifest-tool reads. */
const writtenKeys: Readonly<Record<string, string>> = {
  'os.version': 'osversion',
  'os.features': 'osfeatures',
};

/** Annotations of an index (OCI image specification 1.1, annotations.md). */
const annotations = [
  'title',
  'description',
  'version',
  'created',
  'authors',
  'url',
  'documentation',
  'source',
  'revision',
  'vendor',
  'licenses',
  'ref.name',
].map((name) => `org.opencontainers.image.${name}`);

/** Longest line and file that are looked at, in characters. */
const limits = { line: 2_000, text: 512 * 1024 };

/** What may be written at a place of a spec: keys, platforms, tags of images. */
export async function completeSpec(
  text: string,
  position: Position,
  findTags: FindTags,
): Promise<CompletionList | undefined> {
  if (text.length > limits.text) return undefined;
  const lines = text.split(/\r?\n/);
  const line = lines[position.line] ?? '';
  if (line.length > limits.line) return undefined;
  const before = line.slice(0, position.character);
  const place = specPlace(lines, position.line, before);
  const typed = /(?<![\w.@/:+-])[\w.@/:+-]*$/.exec(before)?.[0] ?? '';
  const replace = (word: string, rest: RegExp): Range => ({
    start: { line: position.line, character: position.character - word.length },
    end: {
      line: position.line,
      character: position.character + (rest.exec(line.slice(position.character))?.[0].length ?? 0),
    },
  });
  switch (place?.what) {
    case undefined:
      return undefined;
    case 'annotation':
      return list(keys(annotations, replace(typed, /^[\w.-]*:?[ \t]?/)));
    case 'key': {
      const { of, there } = place;
      const isThere = (key: string) =>
        there.includes(key) || there.includes(writtenKeys[key] ?? '');
      const left = specKeys[of].filter((key) => !isThere(key));
      return list(keys(left, replace(typed, /^[\w.]*:?[ \t]?/)));
    }
    case 'value':
      return completeValue(place, typed, { replace, findTags });
  }
}

function keys(names: readonly string[], range: Range): readonly CompletionItem[] {
  return names.map((key, at) => {
    const written = writtenKeys[key] ?? key;
    const detail = keyTexts[key];
    return {
      ...item(written, range, { kind: CompletionItemKind.Property, sortText: order(at) }),
      ...(detail !== undefined && { detail: say(detail) }),
      textEdit: { range, newText: `${written}: ` },
    };
  });
}

async function completeValue(
  { key, beside }: { readonly key: string; readonly beside: Readonly<Record<string, string>> },
  typed: string,
  {
    replace,
    findTags,
  }: {
    readonly replace: (word: string, rest: RegExp) => Range;
    readonly findTags: FindTags;
  },
): Promise<CompletionList | undefined> {
  const range = replace(typed, /^[\w.]*/);
  const kind = CompletionItemKind.Value;
  switch (key) {
    case 'os':
      return list(specWords.os.map((word, at) => item(word, range, { kind, sortText: order(at) })));
    case 'architecture':
      return list(
        specWords.architecture.map((word, at) => item(word, range, { kind, sortText: order(at) })),
      );
    case 'variant': {
      const architecture = beside['architecture'] ?? '';
      const known = Object.hasOwn(specWords.variants, architecture)
        ? specWords.variants[architecture]
        : undefined;
      return list(
        (known ?? []).map((word, at) => {
          const documentation = variantNote(architecture, word);
          const detail = `${architecture}/${word}`;
          const rest = { kind, detail, sortText: order(at) };
          return item(word, range, {
            ...rest,
            ...(documentation !== undefined && { documentation }),
          });
        }),
      );
    }
    case 'image': {
      const colon = typed.lastIndexOf(':');
      const tag = typed.slice(colon + 1);
      if (colon < 1 || tag.includes('/')) return undefined;
      const tags = await findTags(tag === '' ? typed.slice(0, colon) : typed);
      const place = replace(tag, /^[\w.-]*/);
      // More is typed, and another part of the repository is asked for.
      return {
        isIncomplete: true,
        items: tags.map(({ tag: name, platforms }, at) =>
          item(name, place, { kind, sortText: order(at), detail: platforms.join(', ') }),
        ),
      };
    }
    default:
      return undefined;
  }
}
