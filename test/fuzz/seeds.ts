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
    spec: specs,
    script: scripts,
    manifest: [...Object.values(images).map(({ body }) => body), ...recordedTexts()],
  };
}

const specs = [
  'image: example.com/team/tool:3\ntags: ["1.0", latest]\nmanifests:\n  - image: example.com/team/tool:3-amd64\n    platform:\n      architecture: amd64\n      os: linux\n  - image: x/y@sha256:aa\n    platform: { architecture: arm64, os: linux, variant: v8, os.version: "10", osfeatures: [a] }\n',
  'a: &a { os: linux, architecture: 386 }\nimage: a/b\nannotations: { x: y }\nmanifests: [{ image: a/b:1, platform: { <<: *a, os: windows } }, *a]\n',
];

const scripts = [
  'R=team/tool; V="1.2"\nfor a in amd64 arm64; do\n  docker manifest create --amend $R:$V "$R:${V%.*}-$a"\ndone\ndocker manifest annotate $R:$V $R:1-arm64 --os linux --arch arm64 --variant v8\ndocker manifest push -p $R:$V\n',
  'manifest-tool --debug push --type=oci from-args --platforms linux/amd64,linux/arm/v7 --template t/x-ARCHVARIANT:${TAG:-1} --target t/x:1 --tags 1,2 --annotations a=b\n',
];

function inputs(name: string): readonly string[] {
  const table = vectors(name) as { vectors: readonly { input: string }[] };
  return table.vectors.map(({ input }) => input);
}

function vectors(name: string): unknown {
  const file = path.join(__dirname, '../fixtures/vectors', `${name}.json`);
  return JSON.parse(fs.readFileSync(file, 'utf8'));
}
