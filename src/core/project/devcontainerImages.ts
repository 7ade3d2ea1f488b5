import { itemsOf, textAt, valueAt, type YamlText, type YamlTree } from '../yamlTree.ts';
import { imageUse, wordOf, type BuildUse, type ImageUses } from './imageUse.ts';

/**
 * What a `devcontainer.json` runs or builds (containers.dev, "Dev Container metadata reference"): its image
 * with the platform of `runArgs`, its Dockerfile with that of `build.options`, its compose files. Features
 * are scripts that are laid over the image, and are left alone.
 */
export function findDevcontainerImages(root: YamlTree, source: string): ImageUses {
  const image = textAt(root, 'image');
  const asked = platformOption(valueAt(root, 'runArgs'), source);
  const dockerfile = textAt(root, 'build', 'dockerfile') ?? textAt(root, 'dockerFile');
  const compose = valueAt(root, 'dockerComposeFile');
  const composeFiles = (compose?.kind === 'text' ? [compose] : itemsOf(compose)).flatMap((each) =>
    each.kind === 'text' ? [wordOf(each, source)] : [],
  );
  const user = 'development container';
  return {
    images:
      image === undefined
        ? []
        : [imageUse(user, image, source, asked === undefined ? {} : { platforms: asked })],
    builds: dockerfile === undefined ? [] : [buildOf(dockerfile)],
    ...(composeFiles.length > 0 && { composeFiles }),
  };

  function buildOf(file: YamlText): BuildUse {
    const context = textAt(root, 'build', 'context') ?? textAt(root, 'context');
    const platforms = platformOption(valueAt(root, 'build', 'options'), source) ?? asked;
    return {
      ...{ user, span: file.span, dockerfile: wordOf(file, source), within: 'folder', tags: [] },
      ...(context && { context: wordOf(context, source) }),
      ...(platforms && { platforms }),
    };
  }
}

/** `--platform=linux/amd64`, or the word behind `--platform`. */
function platformOption(
  list: YamlTree | undefined,
  source: string,
): readonly ReturnType<typeof wordOf>[] | undefined {
  const words = itemsOf(list).filter((each) => each.kind === 'text');
  for (const [index, word] of words.entries()) {
    const [, value] = /^--platform=(.+)$/.exec(word.text) ?? [];
    if (value !== undefined) {
      const start = word.span.end - value.length;
      return [wordOf({ ...word, text: value, span: { start, end: word.span.end } }, source)];
    }
    const next = words[index + 1];
    if (word.text === '--platform' && next !== undefined) return [wordOf(next, source)];
  }
  return undefined;
}
