import { say } from '../language.ts';
import { entriesOf, textAt, valueAt, type YamlText, type YamlTree } from '../yamlTree.ts';
import { imageUse, whyNotFixed, wordOf, type ImageUse } from './imageUse.ts';
import { asksForNodes, nodePlatforms } from './nodePlatforms.ts';

/** Most places that are read of one file. */
const mostImages = 2_000;

/** Where a value stands. */
interface Place {
  readonly tree: YamlTree;
  readonly path: readonly string[];
  readonly platforms: Pick<ImageUse, 'platforms' | 'excluded'>;
}

/**
 * The images of a Helm chart's values, by their names and shapes only, for what a chart makes of them stands
 * in its templates: a map with `repository` (and `registry`, `tag`, `digest`), and a text under `image` or a
 * name that ends in `Image`, with a `tag` or `imageTag` beside it. Without a tag the chart puts one in.
 */
export function findHelmImages(values: YamlTree, source: string): readonly ImageUse[] {
  // Bitnami's charts and those after their model put it in front of every image.
  const registry = textAt(values, 'global', 'imageRegistry');
  const found: ImageUse[] = [];
  const waiting: Place[] = [{ tree: values, path: [], platforms: {} }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { tree, path } = next;
    const platforms = asksForNodes(tree) ? nodePlatforms(tree, source) : next.platforms;
    if (found.length >= mostImages) return found;
    const use = imageOfMap(tree, path, source, registry);
    if (use !== undefined) found.push({ ...use, ...platforms });
    for (const { key, value } of entriesOf(tree).toReversed()) {
      const inner = [...path, key];
      if (value.kind === 'text' && isImageName(key) && path.length < mostLevels) {
        const said = plainImage(tree, value, inner, source);
        if (said !== undefined) found.push({ ...said, ...platforms });
      } else if (value.kind === 'map' && path.length < mostLevels) {
        waiting.push({ tree: value, path: inner, platforms });
      } else if (value.kind === 'list' && path.length < mostLevels) {
        for (const [index, item] of [...value.items.entries()].toReversed()) {
          waiting.push({ tree: item, path: [...path, `${key}[${index}]`], platforms });
        }
      }
    }
  }
  return found.sort((a, b) => a.image.span.start - b.image.span.start);
}

/** Deeper than any chart's values; names are joined on the way. */
const mostLevels = 16;

function isImageName(key: string): boolean {
  return key === 'image' || key.endsWith('Image');
}

const keysBeside = ['registry', 'tag', 'digest', 'pullPolicy', 'pullSecrets'];

/** Many things have a repository: of an image it is with a word beside it that only images have, or its name. */
function imageOfMap(
  tree: YamlTree,
  path: readonly string[],
  source: string,
  everywhere: YamlText | undefined,
): ImageUse | undefined {
  const repository = textAt(tree, 'repository') ?? textAt(tree, 'name');
  const isNamed = isImageName(path.at(-1)?.replace(/\[\d+\]$/, '') ?? '');
  const isRepository = textAt(tree, 'repository') !== undefined;
  const hasBeside = entriesOf(tree).some(({ key }) => keysBeside.includes(key));
  if (
    repository === undefined ||
    !(isNamed ? isRepository || hasBeside : isRepository && hasBeside)
  )
    return undefined;
  // Of a Helm or Git repository.
  if (/^[a-z+]+:\/\//.test(repository.text)) return undefined;
  const user = path.join('.');
  const registry = valueAt(tree, 'registry') && (everywhere ?? textAt(tree, 'registry'));
  const tag = textAt(tree, 'tag');
  const digest = textAt(tree, 'digest') ?? textAt(tree, 'sha');
  const parts = [registry, repository, tag, digest]
    .filter((each) => each !== undefined)
    .map((each) => wordOf(each, source));
  const image = withoutMeaning(repository, source);
  const open = parts.find(({ resolved }) => resolved === undefined);
  if (open !== undefined) return { user, image, unknown: whyNotFixed(open.written) };
  if (
    tag === undefined &&
    digest === undefined &&
    !/[:@]/.test(repository.text.split('/').at(-1) ?? '')
  )
    return {
      user,
      image,
      unknown: say('The values name no tag: the chart puts one in, often its version.'),
    };
  return {
    user,
    image: {
      ...image,
      resolved: [
        registry === undefined ? '' : `${registry.text.replace(/\/$/, '')}/`,
        repository.text,
        tag === undefined ? '' : `:${tag.text}`,
        digest === undefined ? '' : `@${withAlgorithm(digest.text)}`,
      ].join(''),
    },
  };
}

function withAlgorithm(digest: string): string {
  return digest.includes(':') ? digest : `sha256:${digest}`;
}

function withoutMeaning(text: YamlText, source: string): ImageUse['image'] {
  const { written, span } = wordOf(text, source);
  return { written, span };
}

function plainImage(
  map: YamlTree,
  value: YamlText,
  path: readonly string[],
  source: string,
): ImageUse | undefined {
  const user = path.join('.');
  if (wordOf(value, source).resolved === undefined) return imageUse(user, value, source);
  if (value.text === '' || /\s|:\/\//.test(value.text)) return undefined;
  const last = value.text.split('/').at(-1) ?? '';
  const key = path.at(-1) ?? '';
  const tag = textAt(map, `${key}Tag`) ?? (key === 'image' ? textAt(map, 'tag') : undefined);
  if (/[:@]/.test(last)) return imageUse(user, value, source);
  if (tag !== undefined && wordOf(tag, source).resolved !== undefined) {
    return imageUse(user, value, source, { resolved: `${value.text}:${tag.text}` });
  }
  // A word alone may be anything: the name of a picture, a switch.
  return value.text.includes('/') && tag === undefined ? imageUse(user, value, source) : undefined;
}
