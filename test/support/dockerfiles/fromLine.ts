import fc from 'fast-check';
import { variableName, word } from './words.ts';

/** Names of stages; few, so that they meet again. */
export const stageName = fc.oneof(
  { weight: 80, arbitrary: fc.constantFrom('base', 'build', 'tools', 'x-amd64', 'x-arm64') },
  { weight: 15, arbitrary: fc.constantFrom('Build', 'alpine', 'alpine', 'a.b_c') },
  { weight: 1, arbitrary: fc.constantFrom('1a', 'scratch', 'context', 'a+b', '$NAME', '0') },
);

/**
 * Images of Docker Hub, to copy from. Which of them there are matters to nobody: the oracle has them
 * all. One that has ONBUILD ARG would not do: BuildKit 0.25 panics, and the engine with it.
 */
export const image = fc.oneof(
  {
    weight: 60,
    arbitrary: fc.constantFrom('alpine', 'alpine:3.20', 'golang:1.22', 'team/app:1', 'debian'),
  },
  { weight: 20, arbitrary: fc.constantFrom('docker.io/library/alpine', 'scratch') },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      'index.docker.io/alpine:1',
      'scratch:latest',
      'SCRATCH',
      'alpine:',
      'Team/app',
      'a//b',
      '0',
    ),
  },
);

/** Something to build on: a stage or an image, perhaps by a variable. */
export const base = fc.oneof(
  { weight: 20, arbitrary: image },
  { weight: 3, arbitrary: fc.constant('onbuild') },
  { weight: 20, arbitrary: stageName },
  { weight: 4, arbitrary: variableName.map((name) => `\${${name}:-alpine}`) },
  { weight: 8, arbitrary: fc.constantFrom('x-${TARGETARCH}', 'x-$BUILDARCH') },
  { weight: 4, arbitrary: fc.constantFrom('${BASE:-alpine}', '${IMAGE:-base}', '"alpine"') },
  { weight: 2, arbitrary: fc.constantFrom('$IMAGE', '${BASE}', 'alpine:$VERSION') },
  { weight: 1, arbitrary: word },
);

/** A value of `--platform`. */
const platformValue = fc.oneof(
  { weight: 30, arbitrary: fc.constantFrom('$BUILDPLATFORM', '$TARGETPLATFORM', 'linux/amd64') },
  {
    weight: 20,
    arbitrary: fc.constantFrom(
      'linux/arm64',
      'linux/arm/v7',
      'linux/arm',
      'arm64',
      'linux',
      'linux/$TARGETARCH',
      'linux/${TARGETARCH}${TARGETVARIANT:+/$TARGETVARIANT}',
      '${PLATFORM:-linux/s390x}',
      '"linux/amd64"',
      'linux/x86_64',
      'linux/aarch64',
      'linux/arm64/v8',
      'Linux/AMD64',
    ),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '',
      '$NOPE',
      'nope',
      'linux/*',
      'a/b/c/d',
      'linux//',
      '${X',
      'local',
      'linux/é',
      'linux/à',
    ),
  },
);

const fromFlag = fc.oneof(
  { weight: 80, arbitrary: platformValue.map((value) => `--platform=${value} `) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '--PLATFORM=linux ',
      '--plaform=linux ',
      '--platform ',
      '--platform=linux/arm64 --platform=linux/arm64 ',
    ),
  },
);

/** A line that begins a stage. */
export const fromLine = fc
  .tuple(
    fc.oneof({ weight: 3, arbitrary: fc.constant('') }, { weight: 2, arbitrary: fromFlag }),
    base,
    fc.oneof(
      { weight: 80, arbitrary: stageName.map((name) => ` AS ${name}`) },
      { weight: 20, arbitrary: fc.constant('') },
      { weight: 6, arbitrary: stageName.map((name) => ` as ${name}`) },
      { weight: 1, arbitrary: fc.constantFrom(' AS', ' build', ' # comment', ' AS a b') },
    ),
  )
  .map(([flag, from, as]) => `FROM ${flag}${from}${as}`);
