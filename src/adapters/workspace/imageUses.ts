import { readGitlab } from '../../core/ci/readGitlab.ts';
import { readWorkflow } from '../../core/ci/readWorkflow.ts';
import { say } from '../../core/language.ts';
import { findDevcontainerImages } from '../../core/project/devcontainerImages.ts';
import type { ImageFileKind } from '../../core/project/fileNames.ts';
import { findGitlabImages } from '../../core/project/gitlabImages.ts';
import { findHelmImages } from '../../core/project/helmImages.ts';
import type { ImageUses } from '../../core/project/imageUse.ts';
import { withoutComments } from '../../core/project/jsonComments.ts';
import { findKubernetesImages } from '../../core/project/kubernetesImages.ts';
import { withoutActions } from '../../core/project/templateActions.ts';
import { findWorkflowImages } from '../../core/project/workflowImages.ts';
import type { YamlTree } from '../../core/yamlTree.ts';
import { firstLine, parseYaml, treeOf } from './yamlTrees.ts';

/** Larger files are generated; the parser needs a second for 256 KiB. */
const limits = {
  ...{ length: 256 * 1024, brackets: 10_000, values: 50_000, depth: 48, maps: 64 },
  documents: 500,
};

/**
 * The images that a file names which is no Dockerfile and no compose file. What is no YAML is read as far as
 * it goes, with the problem, unless it is a template, which is no YAML before it is rendered.
 */
export function readImageUses(kind: ImageFileKind, text: string): ImageUses {
  const source = plain(kind, text);
  const parsed = parseYaml(source, limits);
  if (!parsed.ok) {
    const problem =
      parsed.problem === 'too-large'
        ? say(
            'Files of over {0} characters or {1} brackets are not read.',
            limits.length,
            limits.brackets,
          )
        : say('It cannot be read as {0}: {1}.', 'YAML', parsed.problem.message);
    return { images: [], builds: [], problem };
  }
  const documents = parsed.documents.slice(0, limits.documents);
  const trees = documents.map((document) => treeOf(document, limits));
  const uses = findUses(
    kind,
    trees.map(({ tree }) => tree),
    text,
  );
  const [wrong] = isTemplate(kind, text) ? [] : documents.flatMap(({ errors }) => errors);
  const problem =
    wrong !== undefined
      ? say(
          'It cannot be read as {0}: {1}.',
          kind === 'devcontainer' ? 'JSON' : 'YAML',
          firstLine(wrong.message),
        )
      : trees.some(({ cut }) => cut !== undefined) || parsed.documents.length > limits.documents
        ? say('Only {0} documents and {1} values are read.', limits.documents, limits.values)
        : undefined;
  return { ...uses, ...(problem !== undefined && { problem }) };
}

/** What the parser takes, every character in its place. */
function plain(kind: ImageFileKind, text: string): string {
  if (kind === 'devcontainer') return withoutComments(text);
  return isTemplate(kind, text) ? withoutActions(text) : text;
}

function isTemplate(kind: ImageFileKind, text: string): boolean {
  return (kind === 'kubernetes' || kind === 'helm-values') && text.includes('{{');
}

function findUses(kind: ImageFileKind, trees: readonly YamlTree[], text: string): ImageUses {
  const [first = { kind: 'nothing', span: { start: 0, end: 0 } } as const] = trees;
  switch (kind) {
    case 'kubernetes':
      return { images: findKubernetesImages(trees, text), builds: [] };
    case 'helm-values':
      return { images: findHelmImages(first, text), builds: [] };
    case 'devcontainer':
      return findDevcontainerImages(first, text);
    case 'workflow': {
      const pipeline = readWorkflow(first);
      return { ...findWorkflowImages(pipeline, text), pipeline };
    }
    case 'gitlab':
      return {
        images: findGitlabImages(trees, text),
        builds: [],
        pipeline: readGitlab(trees),
      };
  }
}
