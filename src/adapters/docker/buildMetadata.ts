import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod/mini';

/** What `--metadata-file` says of an image (buildx v0.29, build/result.go and BuildKit's exporter keys). */
const metadataSchema = z.object({
  'containerimage.digest': z.string().check(z.regex(/^sha256:[0-9a-f]{64}$/)),
});

/** Files into which builds write what they made, for as long as somebody needs them. */
export interface BuildMetadata {
  /** Path for the build of this number. */
  path(build: number): string;
  /** Digest of what that build made; undefined when it wrote none. */
  readDigest(build: number): Promise<string | undefined>;
  remove(): Promise<void>;
}

/** Makes a folder for such files. Whoever asks for it removes it. */
export async function openBuildMetadata(): Promise<BuildMetadata> {
  const folder = await mkdtemp(join(tmpdir(), 'multiarch-build-'));
  const path = (build: number) => join(folder, `${build}.json`);
  return {
    path,
    readDigest: async (build) => {
      const text = await readFile(path(build), 'utf8').catch(() => '');
      return parseDigest(text);
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

function parseDigest(text: string): string | undefined {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return undefined;
  }
  const metadata = metadataSchema.safeParse(json);
  return metadata.success ? metadata.data['containerimage.digest'] : undefined;
}
