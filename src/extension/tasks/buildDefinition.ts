import {
  buildOutputs,
  type BuildOutput,
  type BuildRequest,
  type BuildSecret,
} from '../../core/build/buildRequest.ts';
import { fail, succeed, type Result } from '../../core/result.ts';
import { isBake, readBakeDefinition, writeBakeDefinition } from './bakeDefinition.ts';

/** Defaults that a build takes from the settings and the file's place. */
export interface BuildDefaults {
  readonly platforms: readonly string[];
  readonly builder: string | undefined;
}

/**
 * Reads a build task as somebody wrote it in tasks.json (package.json, taskDefinitions). Paths stay as
 * they are written: the build runs in the workspace folder. The problem names the property that is
 * wrong.
 */
export function readBuildDefinition(
  definition: Readonly<Record<string, unknown>>,
  defaults: BuildDefaults,
): Result<BuildRequest> {
  if (isBake(definition)) return readBakeDefinition(definition, defaults.builder);
  const { file, context, target, destination, builder } = definition;
  const output = definition['output'] ?? 'cache';
  const buildArgs = definition['buildArgs'] ?? {};
  const contexts = definition['contexts'] ?? {};
  if (typeof file !== 'string' || file === '') {
    return fail('"file" names no Dockerfile, and "bakeFiles" no bake file');
  }
  if (!isOutput(output)) return fail(`"output" is none of ${buildOutputs.join(', ')}`);
  for (const name of ['context', 'target', 'destination', 'builder', 'provenance', 'sbom']) {
    const value = definition[name];
    if (value !== undefined && typeof value !== 'string') return fail(`"${name}" is no text`);
  }
  for (const name of ['platforms', 'tags', 'args', 'ssh', 'cacheFrom', 'cacheTo']) {
    const value = definition[name];
    if (value !== undefined && !isStrings(value)) return fail(`"${name}" is no list of texts`);
  }
  if (!isStringRecord(buildArgs)) return fail('"buildArgs" is no object of texts');
  if (!isStringRecord(contexts)) return fail('"contexts" is no object of texts');
  const secrets = readSecrets(definition['secrets'] ?? []);
  if (!secrets.ok) return secrets;
  return succeed({
    file,
    context: text(context) ?? folderOf(file),
    platforms: strings(definition['platforms']) ?? defaults.platforms,
    tags: strings(definition['tags']) ?? [],
    buildArgs,
    output,
    args: strings(definition['args']) ?? [],
    ...(Object.keys(contexts).length > 0 && { contexts }),
    ...(secrets.value.length > 0 && { secrets: secrets.value }),
    ...optional('ssh', strings(definition['ssh'])),
    ...optional('cacheFrom', strings(definition['cacheFrom'])),
    ...optional('cacheTo', strings(definition['cacheTo'])),
    ...optional('provenance', text(definition['provenance'])),
    ...optional('sbom', text(definition['sbom'])),
    ...optional('target', text(target)),
    ...optional('destination', text(destination)),
    ...optional('builder', text(builder) ?? defaults.builder),
  });
}

/** The definition that {@link readBuildDefinition} reads as this request, without what is usual. */
export function writeBuildDefinition(request: BuildRequest): Readonly<Record<string, unknown>> {
  if (request.bake !== undefined) return writeBakeDefinition(request, request.bake);
  const usual: Readonly<Record<string, unknown>> = {
    context: folderOf(request.file),
    tags: [],
    buildArgs: {},
    args: [],
  };
  return Object.fromEntries(
    Object.entries(request).filter(
      ([name, value]) =>
        name !== 'progress' && JSON.stringify(value) !== JSON.stringify(usual[name]),
    ),
  );
}

/** A secret names where its value is; the value itself has no place in tasks.json. */
function readSecrets(value: unknown): Result<readonly BuildSecret[]> {
  if (!Array.isArray(value)) return fail('"secrets" is no list');
  const secrets: BuildSecret[] = [];
  for (const entry of value as readonly unknown[]) {
    const fields = isStringRecord(entry) ? entry : {};
    const { id, env, file, ...others } = fields;
    if (id === undefined || id === '') return fail('"secrets" has an entry without an "id"');
    const [other] = Object.keys(others);
    if (other !== undefined) {
      return fail(`the secret "${id}" has "${other}": only "id", "env" and "file" are known`);
    }
    secrets.push({ id, ...optional('env', text(env)), ...optional('file', text(file)) });
  }
  return succeed(secrets);
}

/** The folder of a relative or absolute path, as it is written: `.` for a bare name. */
export function folderOf(file: string): string {
  const end = Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\'));
  if (end === -1) return '.';
  return end === 0 ? '/' : file.slice(0, end);
}

function isOutput(value: unknown): value is BuildOutput {
  return (buildOutputs as readonly unknown[]).includes(value);
}

function isStrings(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

function isStringRecord(value: unknown): value is Readonly<Record<string, string>> {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.values(value).every((item) => typeof item === 'string')
  );
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function strings(value: unknown): readonly string[] | undefined {
  return isStrings(value) && value.length > 0 ? value : undefined;
}

function optional<K extends string, V>(key: K, value: V | undefined): Partial<Record<K, V>> {
  return (value === undefined ? {} : { [key]: value }) as Partial<Record<K, V>>;
}
