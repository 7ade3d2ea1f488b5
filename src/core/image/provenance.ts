import { fail, succeed, type Result } from '../result.ts';
import type { Material, Provenance } from './inspection.ts';
import { isJsonObject, type JsonObject } from './jsonFields.ts';
import { member, objectsIn, recordIn, textIn } from './looseJson.ts';

/** Materials beyond this number are not listed. */
const maxMaterials = 1000;

/** Where BuildKit keeps what SLSA has no place for, in v0.2. */
const BUILDKIT_METADATA = 'https://mobyproject.org/buildkit@v1#metadata';

/** Algorithms of digests, the ones that name content best first. */
const ALGORITHMS = ['sha512', 'sha256', 'gitCommit', 'sha1'];

/** Reads SLSA provenance v0.2 and v1 as BuildKit 0.32 and GitHub's actions write it (slsa.dev/spec). */
export function readProvenance(predicate: unknown): Result<Provenance> {
  if (!isJsonObject(predicate)) return fail('the provenance is not a JSON object');
  if (isJsonObject(predicate['buildDefinition'])) return succeed(readV1(predicate));
  if (isJsonObject(predicate['builder'])) return succeed(readV02(predicate));
  return fail('the provenance is neither SLSA v0.2 nor v1');
}

function readV02(predicate: JsonObject): Provenance {
  const invocation = member(predicate, 'invocation');
  const parameters = member(invocation, 'parameters');
  const metadata = member(predicate, 'metadata');
  const configSource = member(invocation, 'configSource');
  const file = textIn(configSource, 'entryPoint');
  const vcs = member(member(metadata, BUILDKIT_METADATA), 'vcs');
  return {
    kind: 'provenance',
    version: 'v0.2',
    builder: textIn(member(predicate, 'builder'), 'id'),
    buildType: textIn(predicate, 'buildType'),
    ...sourceOf(configSource, vcs, file),
    frontend: textIn(parameters, 'frontend'),
    parameters: recordIn(parameters, 'args'),
    materials: materialsOf(objectsIn(predicate, 'materials')),
    ...timesOf(textIn(metadata, 'buildStartedOn'), textIn(metadata, 'buildFinishedOn')),
  };
}

function readV1(predicate: JsonObject): Provenance {
  const definition = member(predicate, 'buildDefinition');
  const external = member(definition, 'externalParameters');
  const request = member(external, 'request');
  const details = member(predicate, 'runDetails');
  const metadata = member(details, 'metadata');
  const dependencies = objectsIn(definition, 'resolvedDependencies');
  const workflow = member(external, 'workflow');
  const configSource = member(external, 'configSource');
  const vcs = member(member(metadata, 'buildkit_metadata'), 'vcs');
  const source = workflow
    ? workflowSource(workflow, dependencies)
    : sourceOf(configSource, vcs, textIn(configSource, 'path'));
  return {
    kind: 'provenance',
    version: 'v1',
    builder: textIn(member(details, 'builder'), 'id'),
    buildType: textIn(definition, 'buildType'),
    ...source,
    frontend: textIn(request, 'frontend'),
    parameters: recordIn(request, 'args'),
    materials: materialsOf(dependencies),
    ...timesOf(textIn(metadata, 'startedOn'), textIn(metadata, 'finishedOn')),
  };
}

/** A remote context tells its own source; for a local one buildx says which checkout it was built from. */
function sourceOf(
  configSource: JsonObject | undefined,
  vcs: JsonObject | undefined,
  file: string,
): Pick<Provenance, 'source'> {
  const uri = textIn(configSource, 'uri');
  const repository = uri === '' ? textIn(vcs, 'source') : uri;
  const revision = uri === '' ? textIn(vcs, 'revision') : hexOf(configSource);
  return repository === '' && revision === '' && file === ''
    ? {}
    : { source: { repository, revision, file } };
}

/** GitHub's build type (actions/attest-build-provenance): the commit is that of the first dependency. */
function workflowSource(
  workflow: JsonObject,
  [checkout]: readonly JsonObject[],
): Pick<Provenance, 'source'> {
  const repository = textIn(workflow, 'repository');
  return { source: { repository, revision: hexOf(checkout), file: textIn(workflow, 'path') } };
}

function materialsOf(entries: readonly JsonObject[]): readonly Material[] {
  return entries.slice(0, maxMaterials).map((entry) => {
    const digests = recordIn(entry, 'digest');
    const algorithm = bestAlgorithm(digests);
    const digest = algorithm === undefined ? '' : `${algorithm}:${digests[algorithm] ?? ''}`;
    return { uri: textIn(entry, 'uri') || textIn(entry, 'name'), digest };
  });
}

function hexOf(entry: JsonObject | undefined): string {
  const digests = recordIn(entry, 'digest');
  return digests[bestAlgorithm(digests) ?? ''] ?? '';
}

function bestAlgorithm(digests: Readonly<Record<string, string>>): string | undefined {
  return ALGORITHMS.find((name) => Object.hasOwn(digests, name)) ?? Object.keys(digests)[0];
}

function timesOf(started: string, finished: string): Pick<Provenance, 'started' | 'finished'> {
  return { ...(started !== '' && { started }), ...(finished !== '' && { finished }) };
}
