import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { tarOf, type TarredFile } from './tar.ts';

/** A platform of an image that is made up: its layers from the lowest, each with the instruction that made it. */
export interface MadePlatform {
  readonly os?: string;
  readonly architecture: string;
  readonly entrypoint?: readonly string[];
  readonly layers: readonly { readonly by: string; readonly files: readonly TarredFile[] }[];
}

/** Machines of ELF headers (System V ABI, e_machine). */
const machines = { amd64: 62, arm64: 183 } as const;

/** The header of a program of Linux for a machine of 64 bits. */
export function elfProgram(architecture: keyof typeof machines): Buffer {
  const bytes = Buffer.alloc(64);
  bytes.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
  bytes.writeUInt16LE(2, 16);
  bytes.writeUInt16LE(machines[architecture], 18);
  return bytes;
}

/** Writes an image as an OCI layout into a folder (image-layout.md of the OCI image specification 1.1). */
export async function writeLayout(
  folder: string,
  platforms: readonly MadePlatform[],
): Promise<void> {
  await mkdir(path.join(folder, 'blobs/sha256'), { recursive: true });
  const put = async (bytes: Buffer) => {
    const hex = createHash('sha256').update(bytes).digest('hex');
    await writeFile(path.join(folder, 'blobs/sha256', hex), bytes);
    return { digest: `sha256:${hex}`, size: bytes.length };
  };
  const json = (value: unknown) => Buffer.from(JSON.stringify(value));
  const image = 'application/vnd.oci.image';
  const manifests = [];
  for (const { os = 'linux', architecture, entrypoint, layers } of platforms) {
    const blobs = await Promise.all(layers.map(({ files }) => put(tarOf(files))));
    const config = {
      ...{ os, architecture },
      config: { ...(entrypoint && { Entrypoint: entrypoint }) },
      rootfs: { type: 'layers', diff_ids: blobs.map(({ digest }) => digest) },
      history: layers.map(({ by }) => ({ created_by: by })),
    };
    const manifest = {
      ...{ schemaVersion: 2, mediaType: `${image}.manifest.v1+json` },
      config: { mediaType: `${image}.config.v1+json`, ...(await put(json(config))) },
      layers: blobs.map((blob) => ({ mediaType: `${image}.layer.v1.tar`, ...blob })),
    };
    manifests.push({
      ...{ mediaType: manifest.mediaType, ...(await put(json(manifest))) },
      platform: { os, architecture },
    });
  }
  const index = { schemaVersion: 2, mediaType: `${image}.index.v1+json`, manifests };
  const root = { mediaType: index.mediaType, ...(await put(json(index))) };
  await writeFile(
    path.join(folder, 'index.json'),
    json({ schemaVersion: 2, mediaType: index.mediaType, manifests: [root] }),
  );
  await writeFile(path.join(folder, 'oci-layout'), '{"imageLayoutVersion":"1.0.0"}');
}
