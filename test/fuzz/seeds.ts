import fs from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { dockerfile } from '../support/dockerfiles/dockerfile.ts';
import { vectorDockerfiles } from '../support/dockerfiles/vectorFiles.ts';
import { word } from '../support/dockerfiles/words.ts';
import { recordedTexts } from '../support/registry/recordedImages.ts';
import type { Subject } from './subjects.ts';

/** Generated texts beside those of the vectors. */
const GENERATED = 300;

/** What mutation starts from: real and generated texts of each kind. */
export function seedTexts(seed: number): Readonly<Record<Subject['name'], readonly string[]>> {
  const sample = (texts: fc.Arbitrary<string>) => fc.sample(texts, { numRuns: GENERATED, seed });
  const { images } = vectors('index-fixtures') as { images: Record<string, { body: string }> };
  return {
    Dockerfile: [...vectorDockerfiles(), ...sample(dockerfile)],
    word: [...inputs('shell-words'), ...sample(word)],
    platform: inputs('platform-parse'),
    reference: inputs('references'),
    manifest: [...Object.values(images).map(({ body }) => body), ...recordedTexts()],
  };
}

function inputs(name: string): readonly string[] {
  const table = vectors(name) as { vectors: readonly { input: string }[] };
  return table.vectors.map(({ input }) => input);
}

function vectors(name: string): unknown {
  const file = path.join(__dirname, '../fixtures/vectors', `${name}.json`);
  return JSON.parse(fs.readFileSync(file, 'utf8'));
}
