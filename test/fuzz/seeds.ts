import fs from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { dockerfile } from '../support/dockerfiles/dockerfile.ts';
import { vectorDockerfiles } from '../support/dockerfiles/vectorFiles.ts';
import { word } from '../support/dockerfiles/words.ts';
import { recordedTexts } from '../support/registry/recordedImages.ts';
import { layers, programs } from './binarySeeds.ts';
import type { SubjectName } from './subjects.ts';

/** Generated texts beside those of the vectors. */
const GENERATED = 300;

/** What mutation starts from: real and generated texts of each kind. */
export function seedTexts(seed: number): Readonly<Record<SubjectName, readonly string[]>> {
  const sample = (texts: fc.Arbitrary<string>) => fc.sample(texts, { numRuns: GENERATED, seed });
  const { images } = vectors('index-fixtures') as { images: Record<string, { body: string }> };
  return {
    Dockerfile: [...vectorDockerfiles(), ...sample(dockerfile)],
    findings: [...texts('corpus/broken'), ...texts('corpus/clean')],
    'image file': [...imageFiles, ...texts('report/shop', /\.(?:ya?ml|json)$/)],
    'lock file': ['npm', 'pnpm', 'yarn'].flatMap((folder) => texts(folder, /lock/)),
    output: [...outputs, ...texts('buildx', /\.(?:jsonl?|txt)$/)],
    program: programs(),
    layer: layers(),
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

const imageFiles = [
  'services:\n  web:\n    image: nginx:${TAG:-1}\n    platform: linux/arm64\n    build:\n      context: .\n      platforms: [linux/amd64, "linux/arm64"]\n',
  'apiVersion: apps/v1\nkind: Deployment\nspec:\n  template:\n    spec:\n      nodeSelector: { kubernetes.io/arch: arm64 }\n      containers:\n        - image: a/b:1\n---\nkind: Pod\nspec: { containers: [{ image: "x" }] }\n',
  'on: push\njobs:\n  b:\n    runs-on: ${{ matrix.runner }}\n    strategy: { matrix: { include: [{ runner: ubuntu-24.04-arm, platform: linux/arm64 }] } }\n    steps:\n      - uses: docker/setup-qemu-action@v3\n      - uses: docker/build-push-action@v6\n        with: { platforms: "linux/amd64,linux/arm64", push: true, tags: a/b:1, outputs: "type=image,push-by-digest=true" }\n',
  'image: docker:27\nbuild:\n  parallel: { matrix: [{ ARCH: [amd64, arm64] }] }\n  tags: ["saas-linux-small-$ARCH"]\n  script:\n    - docker buildx build --platform linux/$ARCH -t $CI_REGISTRY_IMAGE:1 --push .\n',
  '{ // comment\n  "image": "mcr.microsoft.com/devcontainers/base:1", "build": { "dockerfile": "Dockerfile", "args": { "A": "1" } }, }\n',
  'image:\n  repository: a/b\n  tag: "1"\nsidecar: { image: c/d:2 }\n',
  'platforms: [linux/amd64]\nfiles:\n  "a/*.Dockerfile": { platforms: [linux/arm64], args: { A: b } }\n',
];

const outputs = [
  '{"group":{"default":{"targets":["a"]}},"target":{"a":{"context":".","dockerfile":"Dockerfile","platforms":["linux/amd64"],"args":{"A":"b","B":null},"contexts":{"x":"target:b"},"output":[{"type":"image"}]}}}',
  '{"vertexes":[{"digest":"sha256:aa","name":"[linux/arm64 build 2/3] RUN make","started":"2026-01-01T00:00:00Z"}],"logs":[{"vertex":"sha256:aa","stream":1,"data":"aGVsbG8K","timestamp":"2026-01-01T00:00:01Z"}]}\n{\n"statuses":[{"id":"x","vertex":"sha256:aa","current":1}]\n}\n#1 text\n',
];

/** The files below a folder of the fixtures whose names match, the small ones. */
function texts(folder: string, names = /./): readonly string[] {
  const root = path.join(__dirname, '../fixtures', folder);
  return fs
    .readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && names.test(entry.name))
    .map(({ parentPath, name }) => fs.readFileSync(path.join(parentPath, name), 'utf8'))
    .map((text) => text.slice(0, 8_000));
}

function inputs(name: string): readonly string[] {
  const table = vectors(name) as { vectors: readonly { input: string }[] };
  return table.vectors.map(({ input }) => input);
}

function vectors(name: string): unknown {
  const file = path.join(__dirname, '../fixtures/vectors', `${name}.json`);
  return JSON.parse(fs.readFileSync(file, 'utf8'));
}
