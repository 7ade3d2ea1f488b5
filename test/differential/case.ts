import fc from 'fast-check';
import { parseDockerfile } from '../../src/core/dockerfile/instructions.ts';
import { dockerfile } from '../support/dockerfiles/dockerfile.ts';
import { vectorDockerfiles } from '../support/dockerfiles/vectorFiles.ts';

/** One question to both sides. */
export interface Case {
  readonly text: string;
  readonly platform: string;
  readonly buildArgs: Readonly<Record<string, string>>;
}

const platform = fc.constantFrom(
  'linux/amd64',
  'linux/arm64',
  'linux/arm/v7',
  'linux/arm64/v8',
  'linux/s390x',
  'linux/386',
);

const buildArgs = fc.oneof(
  { weight: 4, arbitrary: fc.constant({}) },
  {
    weight: 3,
    arbitrary: fc.dictionary(
      fc.constantFrom('VERSION', 'IMAGE', 'BASE', 'TARGETARCH', 'PLATFORM', 'UNUSED'),
      fc.constantFrom('3.19', 'base', 'arm64', '', 'linux/amd64', 'debian:12'),
      { maxKeys: 2 },
    ),
  },
);

const generated = fc.record({ text: dockerfile, platform, buildArgs });

/** The files of the vectors in an order that the seed decides, then generated ones; `count` in all. */
export function makeCases(count: number, seed: number): readonly Case[] {
  const fromVectors = fc.sample(
    fc
      .shuffledSubarray([...vectorDockerfiles()], { minLength: 0 })
      .chain((texts) =>
        fc.tuple(
          ...texts.map((text) => fc.record({ text: fc.constant(text), platform, buildArgs })),
        ),
      ),
    { numRuns: 1, seed },
  )[0];
  const vectors = (fromVectors ?? []).slice(0, Math.ceil(count / 4)).filter(isAskable);
  return [...vectors, ...fc.sample(generated, { numRuns: count - vectors.length, seed })];
}

/** A `# syntax=` line hands the file to another frontend, which is not the one that is compared. */
function isAskable({ text }: Case): boolean {
  return !parseDockerfile(text).directives.some(({ name }) => name === 'syntax');
}
