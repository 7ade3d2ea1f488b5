import { repositoryOf } from '../../core/manifestSpec/repositoryOf.ts';
import { fail, succeed, type Result } from '../../core/result.ts';
import { registryFlags } from '../../protocol/registryFlags.ts';
import type { Settings } from '../../protocol/settings.ts';

/** Properties of a task that say what goes into a list, and which a spec says itself. */
const saidBySpec = ['sources', 'target', 'tags'] as const;

/**
 * The arguments of `multiarch` for a task of tasks.json (package.json, taskDefinitions). Names and paths stay as
 * they are written: the editor puts values in the place of `${env:TAG}` and the like when it runs the task, so
 * that nothing of it may become an option. The problem names the property that is wrong.
 *
 * @param registry what the settings say where the task runs
 */
export function listArguments(
  definition: Readonly<Record<string, unknown>>,
  registry: Settings['registry'],
): Result<readonly string[]> {
  const { spec, target, listType, annotations = {} } = definition;
  for (const name of ['sources', 'tags']) {
    const value = definition[name];
    if (value !== undefined && !isTexts(value)) return fail(`"${name}" is no list of texts`);
  }
  for (const name of ['spec', 'target']) {
    const value = definition[name];
    if (value !== undefined && typeof value !== 'string') return fail(`"${name}" is no text`);
  }
  for (const name of ['dryRun', 'allowLoss']) {
    const value = definition[name];
    if (value !== undefined && typeof value !== 'boolean')
      return fail(`"${name}" is true or false`);
  }
  if (listType !== undefined && listType !== 'docker' && listType !== 'oci') {
    return fail('"listType" is docker or oci');
  }
  if (!isTextRecord(annotations)) return fail('"annotations" is no object of texts');
  const options = [
    ...registryFlags(registry),
    ...(listType === undefined ? [] : [`--type=${listType}`]),
    ...Object.entries(annotations).map(([name, value]) => `--annotation=${name}=${value}`),
    ...(definition['dryRun'] === true ? ['--dry-run'] : []),
    ...(definition['allowLoss'] === true ? ['--allow-loss'] : []),
  ];
  if (typeof spec === 'string' && spec !== '') {
    const said = saidBySpec.find((name) => definition[name] !== undefined);
    if (said !== undefined) return fail(`"${said}" is said by the spec file`);
    return succeed(['index', 'push', ...options, '--', spec]);
  }
  const sources = texts(definition['sources']);
  if (sources.length === 0) return fail('"sources" names no image, and "spec" no spec file');
  if (typeof target !== 'string' || target === '') return fail('"target" names no list');
  const repository = repositoryOf(target);
  const names = [target, ...texts(definition['tags']).map((tag) => `${repository}:${tag}`)];
  const tags = names.map((name) => `--tag=${name}`);
  return succeed(['index', 'create', ...tags, ...options, '--', ...sources]);
}

function texts(value: unknown): readonly string[] {
  return isTexts(value) ? value : [];
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((each) => typeof each === 'string');
}

function isTextRecord(value: unknown): value is Readonly<Record<string, string>> {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.values(value).every((each) => typeof each === 'string')
  );
}
