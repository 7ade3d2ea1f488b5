import { indexOf } from '../../../../support/imageFacts.ts';
import { ruleTable } from '../../../../support/ruleTable.ts';

describe('result-pinned-to-platform', () => {
  const { finds, staysSilent, says, mends } = ruleTable('result-pinned-to-platform');
  const amd64 = { buildPlatform: 'linux/amd64' };

  finds(
    'the result on the build platform, for every target but that one',
    'FROM --platform=$BUILDPLATFORM golang:1.24 AS build\nRUN go build -o /app\nFROM --platform=$BUILDPLATFORM alpine\nCOPY --from=build /app /app\n',
    ['2: error ‹$BUILDPLATFORM› linux/arm64'],
    amd64,
  );
  finds(
    'the result on the build platform, whichever it is',
    'FROM --platform=${BUILDPLATFORM} alpine\n',
    ['0: error ‹${BUILDPLATFORM}› linux/amd64 linux/arm64'],
  );
  finds(
    'the stage that the result is built on, by way of others',
    'FROM --platform=$BUILDPLATFORM node:22 AS base\nFROM base AS middle\nRUN true\nFROM middle\nCMD ["node"]\n',
    ['0: error ‹$BUILDPLATFORM› linux/arm64'],
    amd64,
  );
  finds('a constant', 'FROM --platform=linux/amd64 alpine\n', [
    '0: error ‹linux/amd64› linux/arm64',
  ]);
  finds(
    'a constant for the only target',
    'FROM --platform=linux/amd64 alpine\n',
    ['0: error ‹linux/amd64› linux/arm64'],
    { targets: ['linux/arm64'] },
  );
  finds(
    'a constant by way of an argument, which one build gives to all targets',
    'ARG PLATFORM=linux/amd64\nFROM --platform=$PLATFORM alpine\n',
    ['1: error ‹$PLATFORM› linux/arm64'],
  );
  finds(
    'another instruction set, although hardware may run it',
    'FROM --platform=linux/386 alpine\n',
    ['0: error ‹linux/386› linux/amd64'],
    { targets: ['linux/amd64', 'linux/386'] },
  );
  finds(
    'the stage that is asked for, not the last one',
    'FROM --platform=linux/amd64 alpine AS app\nFROM app AS other\nFROM alpine\n',
    ['0: error ‹linux/amd64› linux/arm64'],
    { target: 'app' },
  );
  finds(
    'only the targets whose result is built on it',
    'FROM alpine AS base-amd64\nFROM --platform=linux/amd64 debian AS base-arm64\nFROM base-${TARGETARCH}\n',
    ['1: error ‹linux/amd64› linux/arm64'],
  );

  staysSilent('about no flag', 'FROM alpine\n');
  staysSilent(
    'about a stage that makes files for the result',
    'FROM --platform=$BUILDPLATFORM golang:1.24 AS build\nARG TARGETOS TARGETARCH\nRUN GOOS=$TARGETOS GOARCH=$TARGETARCH go build -o /app\nFROM alpine\nCOPY --from=build /app /app\n',
    amd64,
  );
  staysSilent(
    'about scratch',
    'FROM --platform=$BUILDPLATFORM alpine AS a\nFROM --platform=linux/amd64 scratch\nCOPY --from=a / /\n',
    amd64,
  );
  staysSilent('about a flag without effect', 'FROM alpine AS a\nFROM --platform=linux/amd64 a\n');
  staysSilent('about the target itself', 'FROM --platform=$TARGETPLATFORM alpine\n');
  staysSilent('about its parts', 'FROM --platform=$TARGETOS/$TARGETARCH alpine\n');
  staysSilent('when the pin equals every target', 'FROM --platform=linux/amd64 alpine\n', {
    targets: ['linux/amd64'],
  });
  staysSilent(
    'when the pin spells the target otherwise',
    'FROM --platform=linux/aarch64 alpine\n',
    {
      targets: ['linux/arm64/v8'],
    },
  );
  staysSilent('when the target runs the lower variant', 'FROM --platform=linux/arm/v6 alpine\n', {
    targets: ['linux/arm/v7'],
  });
  staysSilent(
    'when the build platform is the only target',
    'FROM --platform=$BUILDPLATFORM alpine\n',
    { targets: ['linux/amd64'], ...amd64 },
  );
  staysSilent(
    'when the build platform may be the only target',
    'FROM --platform=$BUILDPLATFORM alpine\n',
    { targets: ['linux/arm64'] },
  );
  staysSilent(
    'about an argument of the only target, which may be given with it',
    'ARG PLATFORM=linux/amd64\nFROM --platform=$PLATFORM alpine\n',
    { targets: ['linux/arm64'] },
  );
  staysSilent(
    'about stages chosen by the target',
    'FROM --platform=linux/amd64 alpine AS run-amd64\nFROM --platform=linux/arm64 debian AS run-arm64\nFROM run-${TARGETARCH}\n',
  );
  staysSilent(
    'where a comment ignores it',
    '# multiarch: ignore result-pinned-to-platform\nFROM --platform=linux/amd64 alpine\n',
  );

  staysSilent('about files that nothing labels', 'FROM --platform=linux/amd64 alpine\n', {
    exportsFiles: true,
  });

  says('what is in the image', 'FROM --platform=linux/amd64 alpine\n', [
    'Files for linux/amd64 under the label linux/arm64: the image that the result is built on is pinned to linux/amd64. Remove --platform here; only stages from which files are copied may keep it.',
  ]);
  says('it of an unknown build platform', 'FROM --platform=$BUILDPLATFORM alpine\n', [
    'linux/amd64, linux/arm64: all these results get files of one platform, the builder’s, because the image that they are built on is pinned to it. Remove --platform here; only stages from which files are copied may keep it.',
  ]);

  mends(
    'the line of the image',
    'FROM --platform=$BUILDPLATFORM node:22 AS base\nFROM base\n',
    [['Remove --platform', 'FROM node:22 AS base\nFROM base\n']],
    amd64,
  );
  mends(
    'not by a flag whose removal would only bring another mistake',
    'FROM --platform=$BUILDPLATFORM node:22\n',
    [],
    { ...amd64, images: { 'docker.io/library/node:22': indexOf('linux/amd64') } },
  );
});
