import { say } from '../language.ts';
import { entriesOf, itemsOf, textAt, valueAt, type YamlTree } from '../yamlTree.ts';
import { imageUse, wordOf, type ImageUse } from './imageUse.ts';
import { nodePlatforms } from './nodePlatforms.ts';

/** Lists of containers in a pod's spec (Kubernetes API 1.34, core/v1 PodSpec). */
const containerKeys = ['initContainers', 'containers', 'ephemeralContainers'] as const;

/** Most places that are read of one file. */
const mostImages = 2_000;

/**
 * The images of Kubernetes objects: of every map that has the shape of a pod's spec, wherever it stands, so
 * also in a CronJob, in a List and in resources that others define (Argo, Knative). Volumes that are images
 * count too.
 *
 * @param documents of one file
 */
export function findKubernetesImages(
  documents: readonly YamlTree[],
  source: string,
): readonly ImageUse[] {
  const found: ImageUse[] = [];
  for (const document of documents) {
    const waiting = [{ tree: document, owner: '' }];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      const { tree } = next;
      const owner = ownerOf(tree, source) ?? next.owner;
      if (found.length >= mostImages) return found;
      // Only objects have these; what else is in the file is none.
      if (owner !== '' && isPod(tree)) found.push(...imagesOfPod(tree, owner, source));
      const below = tree.kind === 'list' ? tree.items : entriesOf(tree).map(({ value }) => value);
      for (const child of below.toReversed()) waiting.push({ tree: child, owner });
    }
  }
  return found;
}

/** Name of an object for people: `Deployment web`. */
function ownerOf(tree: YamlTree, source: string): string | undefined {
  const kind = textAt(tree, 'kind');
  if (kind === undefined || textAt(tree, 'apiVersion') === undefined) return undefined;
  const name = nameAt(valueAt(tree, 'metadata'), source);
  return name === '' ? kind.text : `${kind.text} ${name}`;
}

/** Empty without one, and for one that a template makes. */
function nameAt(tree: YamlTree | undefined, source: string): string {
  const text = textAt(tree, 'name');
  return (text && wordOf(text, source).resolved) ?? '';
}

function isPod(tree: YamlTree): boolean {
  return containerKeys.some((key) =>
    itemsOf(valueAt(tree, key)).some((item) => valueAt(item, 'image') !== undefined),
  );
}

function imagesOfPod(pod: YamlTree, owner: string, source: string): readonly ImageUse[] {
  const platforms = nodePlatforms(pod, source);
  const containers = containerKeys.flatMap((key) =>
    itemsOf(valueAt(pod, key)).flatMap((container) => {
      const name = nameAt(container, source);
      return imageAt(container, 'image', say('{0}, container {1}', owner, name).trimEnd());
    }),
  );
  const volumes = itemsOf(valueAt(pod, 'volumes')).flatMap((volume) => {
    const name = nameAt(volume, source);
    return imageAt(
      valueAt(volume, 'image'),
      'reference',
      say('{0}, volume {1}', owner, name).trimEnd(),
    );
  });
  return [...containers, ...volumes];

  function imageAt(map: YamlTree | undefined, key: string, user: string): readonly ImageUse[] {
    const text = textAt(map, key);
    return text === undefined ? [] : [imageUse(user, text, source, platforms)];
  }
}
