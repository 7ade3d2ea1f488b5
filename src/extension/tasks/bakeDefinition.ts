import path from 'node:path';
import type { BakeSelection } from '../../core/build/bakeSelection.ts';
import type { BuildRequest } from '../../core/build/buildRequest.ts';
import { fail, succeed, type Result } from '../../core/result.ts';

/** Properties of a task that say what a Dockerfile's build is, and which bake files say themselves. */
const saidByFiles = [
  'file',
  'target',
  'tags',
  'buildArgs',
  'contexts',
  'secrets',
  'ssh',
  'cacheFrom',
  'cacheTo',
  'destination',
];

/** Whether a task of tasks.json builds bake files. */
export function isBake(definition: Readonly<Record<string, unknown>>): boolean {
  return definition['bakeFiles'] !== undefined || definition['bakeTargets'] !== undefined;
}

/**
 * Reads a task that builds targets of bake files. They are built in the folder of the first file, or in
 * `context`: paths in the files count from there.
 *
 * @param builder the one of the settings
 */
export function readBakeDefinition(
  definition: Readonly<Record<string, unknown>>,
  builder: string | undefined,
): Result<BuildRequest> {
  for (const name of ['bakeFiles', 'bakeTargets', 'platforms', 'args']) {
    const value = definition[name];
    if (value !== undefined && !isTexts(value)) return fail(`"${name}" is no list of texts`);
  }
  const texts = (name: string) => {
    const value = definition[name];
    return isTexts(value) ? value : [];
  };
  const files = texts('bakeFiles');
  const platforms = texts('platforms');
  const { output, context } = definition;
  const [first] = files;
  if (first === undefined) return fail('"bakeFiles" names no bake file');
  const misplaced = saidByFiles.find((name) => definition[name] !== undefined);
  if (misplaced !== undefined) {
    return fail(
      `"${misplaced}" is said by the bake files; write "args": ["--set", "<target>.<key>=<value>"] to change it`,
    );
  }
  if (output !== undefined && output !== 'push' && output !== 'load' && output !== 'cache') {
    return fail('"output" is none of push, load, cache, and bake files say the others themselves');
  }
  for (const name of ['context', 'builder', 'provenance', 'sbom']) {
    const value = definition[name];
    if (value !== undefined && typeof value !== 'string') return fail(`"${name}" is no text`);
  }
  const directory = typeof context === 'string' && context !== '' ? context : path.dirname(first);
  if (files.some((file) => !path.isAbsolute(file) && path.isAbsolute(directory))) {
    return fail('"bakeFiles" do not begin with ${workspaceFolder}, and "context" is a whole path');
  }
  const text = (name: string, otherwise?: string) => {
    const value = definition[name] ?? otherwise;
    return typeof value === 'string' && value !== '' ? { [name]: value } : {};
  };
  return succeed({
    file: first,
    context: directory,
    platforms,
    tags: [],
    output: output ?? 'cache',
    bake: {
      files: files.map((file) => seenFrom(directory, file)),
      targets: texts('bakeTargets'),
      ...(platforms.length > 0 && { platforms }),
      ...(output !== undefined && { output }),
    },
    args: texts('args'),
    ...text('provenance'),
    ...text('sbom'),
    ...text('builder', builder),
  });
}

/** The definition that {@link readBakeDefinition} reads as this request. */
export function writeBakeDefinition(
  { context, builder, provenance, sbom, args = [] }: BuildRequest,
  { files, targets, platforms, output }: BakeSelection,
): Readonly<Record<string, unknown>> {
  const whole = (file: string) => (path.isAbsolute(file) ? file : path.join(context, file));
  const definition = {
    ...{ bakeFiles: files.map(whole), bakeTargets: targets, context, platforms, output },
    ...{ builder, provenance, sbom, args },
  };
  return Object.fromEntries(Object.entries(definition).filter(([, value]) => value !== undefined));
}

/** A file as it is written in a folder; one of elsewhere stays as it is. */
function seenFrom(directory: string, file: string): string {
  if (path.isAbsolute(file) && !path.isAbsolute(directory)) return file;
  const seen = path.relative(directory, file);
  return seen.startsWith('-') ? `./${seen}` : seen;
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}
