import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** An image that buildx has pushed, byte for byte. */
export interface ImageFixture {
  readonly mediaType: string;
  readonly digest: string;
  readonly body: string;
  /** Of a single image. */
  readonly config?: string;
  /** Of an index: its images by digest. */
  readonly children?: Readonly<
    Record<string, { readonly mediaType: string; readonly body: string; readonly config: string }>
  >;
}

/** The images of test/fixtures/vectors/index-fixtures.json by name, without those that failed. */
export function readImageFixtures(): [string, ImageFixture][] {
  const { images } = readJson('index-fixtures') as { images: Record<string, object> };
  return Object.entries(images).filter((entry): entry is [string, ImageFixture] => {
    return 'body' in entry[1];
  });
}

/** The rows of a file in test/fixtures/vectors: inputs, and what the real program answered. */
export function readVectors(name: string): unknown[] {
  return (readJson(name) as { vectors: unknown[] }).vectors;
}

function readJson(name: string): unknown {
  const path = join(__dirname, '../../fixtures/vectors', `${name}.json`);
  return JSON.parse(readFileSync(path, 'utf8'));
}
