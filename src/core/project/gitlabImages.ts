import { gitlabJobs } from '../ci/readGitlab.ts';
import { entriesOf, itemsOf, textAt, valueAt, type YamlText, type YamlTree } from '../yamlTree.ts';
import type { YamlWord } from './composeServices.ts';
import { interpolate } from './composeVariables.ts';
import { imageUse, isFixed, wordOf, type ImageUse } from './imageUse.ts';

/** Most jobs that are read. */
const mostJobs = 1_000;

/**
 * The images of GitLab's jobs: `image` and `services` of the file, of `default` and of each job, a name or a
 * map with `name` and `docker: platform`. On what machine a job runs depends on who takes it: only runners
 * of GitLab.com tell by their tags.
 *
 * @param documents of one file: with a header `spec:` there are two
 */
export function findGitlabImages(
  documents: readonly YamlTree[],
  source: string,
): readonly ImageUse[] {
  return documents.flatMap((root) => {
    const variables = variablesOf(root);
    return [
      ...imagesIn(root, 'every job', variables, source),
      ...imagesIn(valueAt(root, 'default'), 'every job', variables, source),
      ...gitlabJobs(root)
        .slice(0, mostJobs)
        .flatMap(({ key, value }) =>
          imagesIn(value, `job ${key}`, { ...variables, ...variablesOf(value) }, source),
        ),
    ];
  });
}

type Variables = Readonly<Record<string, string>>;

function variablesOf(tree: YamlTree): Variables {
  return Object.fromEntries(
    entriesOf(valueAt(tree, 'variables')).flatMap(({ key, value }) => {
      const text = value.kind === 'text' ? value : textAt(value, 'value');
      return text !== undefined && isFixed(text.text) ? [[key, text.text]] : [];
    }),
  );
}

function imagesIn(
  map: YamlTree | undefined,
  user: string,
  variables: Variables,
  source: string,
): readonly ImageUse[] {
  const machine = machineOf(map, source);
  const image = valueAt(map, 'image');
  return [
    ...(image === undefined ? [] : imageOf(image, `${user}, image`)),
    ...itemsOf(valueAt(map, 'services')).flatMap((each) => imageOf(each, `${user}, service`)),
  ];

  function imageOf(tree: YamlTree, who: string): readonly ImageUse[] {
    const name = tree.kind === 'text' && tree.text !== '' ? tree : textAt(tree, 'name');
    if (name === undefined) return [];
    const asked = textAt(tree, 'docker', 'platform');
    const platforms = asked === undefined ? machine : [wordOf(asked, source, meaningOf(asked))];
    const resolved = meaningOf(name);
    return [
      imageUse(who, name, source, { platforms, ...(resolved !== undefined && { resolved }) }),
    ];
  }

  /** Variables of the file may be set to something else elsewhere; what nobody sets stays unknown. */
  function meaningOf({ text }: YamlText): string | undefined {
    if (text.includes('$[[')) return undefined;
    return interpolate(text, variables);
  }
}

/** Runners of GitLab.com: `saas-linux-small-amd64`, `saas-linux-medium-arm64`. */
function machineOf(map: YamlTree | undefined, source: string): readonly YamlWord[] {
  for (const tag of itemsOf(valueAt(map, 'tags'))) {
    if (tag.kind !== 'text') continue;
    const [, architecture] = /^saas-linux-[\w-]{1,40}-(amd64|arm64)$/.exec(tag.text) ?? [];
    if (architecture !== undefined) return [wordOf(tag, source, `linux/${architecture}`)];
  }
  return [];
}
