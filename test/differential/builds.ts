import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { run } from './bake.ts';

/** What a real build showed. */
export interface BuildAnswer {
  /** `linux/arm64 docker.io/library/alpine:latest`: the metadata that BuildKit asked for. */
  readonly loaded: readonly string[];
  /** What was written to standard output by steps. */
  readonly output: string;
  /** The last line of a build that failed, without what buildx puts in front. */
  readonly failure?: string;
}

interface Progress {
  readonly vertexes?: readonly { readonly name?: string }[];
  readonly logs?: readonly { readonly stream: number; readonly data: string }[];
}

/** Builds a file for several platforms and keeps nothing of the result but the build cache. */
export async function build(
  text: string,
  platforms: readonly string[],
  buildArgs: Readonly<Record<string, string>>,
  env: NodeJS.ProcessEnv,
): Promise<BuildAnswer> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'multiarch-differential-'));
  try {
    const file = path.join(folder, 'Dockerfile');
    await writeFile(file, text);
    const args = Object.entries(buildArgs).map(([name, value]) => `--build-arg=${name}=${value}`);
    const { stderr } = await run(
      [
        ...['buildx', 'build', '--progress', 'rawjson', '--output', 'type=cacheonly'],
        // A step whose result is cached prints nothing.
        ...[
          '--no-cache',
          '--network',
          'none',
          '--provenance=false',
          '--platform',
          platforms.join(','),
        ],
        ...args,
        ...['--file', file, folder],
      ],
      folder,
      env,
    );
    return readProgress(stderr);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function readProgress(text: string): BuildAnswer {
  const loaded = new Set<string>();
  const output: Buffer[] = [];
  let failure: string | undefined;
  for (const line of text.split('\n')) {
    if (line.startsWith('ERROR: ')) failure = line.replace(/^ERROR: (failed to [a-z]+: )+/, '');
    if (!line.startsWith('{')) continue;
    const { vertexes = [], logs = [] } = JSON.parse(line) as Progress;
    for (const { name = '' } of vertexes) {
      const [, platform, reference] =
        /^\[(\S+) internal\] load metadata for (\S+)$/.exec(name) ?? [];
      if (platform !== undefined) loaded.add(`${platform} ${reference ?? ''}`);
    }
    for (const { stream, data } of logs) {
      if (stream === 1) output.push(Buffer.from(data, 'base64'));
    }
  }
  return {
    loaded: [...loaded].sort(),
    output: Buffer.concat(output).toString(),
    ...(failure !== undefined && { failure }),
  };
}
