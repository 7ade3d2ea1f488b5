import { indexOf, singleOf } from '../../../../support/imageFacts.ts';
import { ruleTable } from '../../../../support/ruleTable.ts';

const images = {
  'docker.io/library/tool:2': indexOf('linux/amd64'),
  'docker.io/vendor/tool:2': singleOf('linux/amd64'),
  'docker.io/amd64/busybox:1': indexOf('linux/amd64'),
  'docker.io/library/busybox:1': indexOf('linux/amd64', 'linux/arm64'),
  'docker.io/library/empty:1': indexOf(),
  'docker.io/library/many:1': indexOf(
    ...['linux/amd64', 'linux/arm64', 'linux/arm/v7', 'linux/arm/v6', 'linux/arm/v5', 'linux/386'],
    ...['linux/ppc64le', 'linux/riscv64', 'linux/mips64le', 'linux/loong64', 'linux/mips64'],
    ...['linux/mipsle', 'linux/mips', 'linux/amd64'],
  ),
  'docker.io/arm64v8/busybox:1': singleOf('linux/arm64'),
};
const find = (name: string, ...platforms: readonly string[]) =>
  [
    `Find a tag of ${name.replace(/^library\/|:.*$/g, '')} with all platforms`,
    `find-tag docker.io/${name} ${platforms.join(' ')}`,
  ] as const;
const drop = ['Remove linux/arm64 from the targets', 'drop-targets linux/arm64'] as const;
const both = ['linux/amd64', 'linux/arm64'];

describe('base-image-missing-platform', () => {
  const { mends, says } = ruleTable('base-image-missing-platform');

  says(
    'what fails, on which platforms, and what there is',
    'FROM tool:2\n',
    [
      'No image for linux/arm64, linux/s390x in “tool:2”: the build fails with “no match for platform in manifest”. It has linux/amd64.',
    ],
    { images, targets: ['linux/amd64', 'linux/arm64', 'linux/s390x'] },
  );
  says(
    'how many more there are, of many',
    'FROM many:1\n',
    [
      'No image for linux/s390x in “many:1”: the build fails with “no match for platform in manifest”. It has linux/amd64, linux/arm64, linux/arm/v7, linux/arm/v6, linux/arm/v5, linux/386, linux/ppc64le, linux/riscv64, linux/mips64le, linux/loong64, linux/mips64, linux/mipsle and 1 more.',
    ],
    { images, targets: ['linux/s390x'] },
  );
  says(
    'that there is nothing',
    'FROM empty:1\n',
    [
      'No image for linux/amd64, linux/arm64 in “empty:1”: the build fails with “no match for platform in manifest”. It is an empty manifest list.',
    ],
    { images },
  );
  says(
    'which name has all of them',
    'FROM amd64/busybox:1\n',
    [
      'No image for linux/arm64 in “amd64/busybox:1”: the build fails with “no match for platform in manifest”. It has linux/amd64. “busybox:1” has every platform that is asked for.',
    ],
    { images },
  );

  mends(
    'the result: by another tag or fewer targets',
    'FROM tool:2\n',
    [find('library/tool:2', ...both), drop],
    { images, buildPlatform: 'linux/amd64' },
  );
  mends(
    'the only target: by another tag',
    'FROM tool:2\n',
    [find('library/tool:2', 'linux/arm64')],
    {
      images,
      targets: ['linux/arm64'],
    },
  );
  mends('not by a tag in place of a variable', 'ARG V=2\nFROM tool:$V\n', [drop], { images });
  mends(
    'the name of an architecture first of all',
    'FROM amd64/busybox:1\n',
    [['Use busybox:1', 'FROM busybox:1\n'], find('amd64/busybox:1', ...both), drop],
    { images },
  );
  mends(
    'a stage that only copies files: also by the build platform',
    'FROM tool:2 AS files\nRUN mkdir /x && cp /a /x/ && curl -fsSL https://example.com/y | tar -xz -C /x\nFROM scratch\nCOPY --from=files /x /x\n',
    [
      find('library/tool:2', ...both),
      [
        'Use --platform=$BUILDPLATFORM',
        'FROM --platform=$BUILDPLATFORM tool:2 AS files\nRUN mkdir /x && cp /a /x/ && curl -fsSL https://example.com/y | tar -xz -C /x\nFROM scratch\nCOPY --from=files /x /x\n',
      ],
      drop,
    ],
    { images, buildPlatform: 'linux/amd64' },
  );
  for (const [title, run] of [
    ['compiles', 'RUN gcc -o /x /x.c'],
    ['installs', 'RUN apk add --no-cache git'],
    ['calls something', 'RUN ./build.sh'],
    ['calls something else', 'RUN cp /a /b && $TOOL'],
    ['asks for its platform', 'RUN cp /a-$(uname -m) /b'],
    ['runs another shell', 'SHELL ["pwsh"]\nRUN cp /a /b'],
    ['runs a program itself', 'RUN ["/bin/tool"]'],
    ['leaves steps to others', 'ONBUILD RUN cp /a /b'],
  ] as const) {
    mends(
      `a stage that ${title}: not by the build platform`,
      `FROM tool:2 AS files\n${run}\nFROM scratch\nCOPY --from=files /x /x\n`,
      [find('library/tool:2', ...both), drop],
      { images, buildPlatform: 'linux/amd64' },
    );
  }
  mends(
    'a stage under one that compiles: not by the build platform',
    'FROM tool:2 AS base\nFROM base AS build\nRUN make\nFROM scratch\nCOPY --from=build /x /x\n',
    [find('library/tool:2', ...both), drop],
    { images, buildPlatform: 'linux/amd64' },
  );
  mends(
    'not by a build platform that is unknown',
    'FROM tool:2 AS files\nFROM scratch\nCOPY --from=files /x /x\n',
    [find('library/tool:2', ...both), drop],
    { images },
  );
  mends(
    'not by a build platform that the image lacks',
    'FROM tool:2 AS files\nFROM scratch\nCOPY --from=files /x /x\n',
    [find('library/tool:2', ...both), drop],
    { images, buildPlatform: 'linux/arm64' },
  );
  mends(
    'what a COPY names: not by the build platform',
    'FROM scratch\nCOPY --from=tool:2 /x /x\n',
    [find('library/tool:2', ...both), drop],
    { images, buildPlatform: 'linux/amd64' },
  );
});

describe('base-image-single-platform', () => {
  const { mends, says } = ruleTable('base-image-single-platform');

  says(
    'whose files get which label, and which name has all of them',
    'FROM arm64v8/busybox:1 AS a\nFROM vendor/tool:2\nCOPY --from=a /a /a\n',
    [
      'Files for linux/arm64 under the label linux/amd64: “arm64v8/busybox:1” is a single image for linux/arm64, which a build for linux/amd64 takes all the same. “busybox:1” has every platform that is asked for.',
      'Files for linux/amd64 under the label linux/arm64: “vendor/tool:2” is a single image for linux/amd64, which a build for linux/arm64 takes all the same.',
    ],
    { images },
  );
  says(
    'all platforms of one',
    'FROM vendor/tool:2\n',
    [
      'Files for linux/amd64 under the label linux/arm64, linux/s390x: “vendor/tool:2” is a single image for linux/amd64, which a build for linux/arm64, linux/s390x takes all the same.',
    ],
    { images, targets: ['linux/amd64', 'linux/arm64', 'linux/s390x'] },
  );

  mends(
    'a stage that only copies files',
    'FROM \\\n  vendor/tool:2 \\\n  AS files\nFROM scratch\nCOPY --from=files /x /x\n',
    [
      find('vendor/tool:2', ...both),
      [
        'Use --platform=$BUILDPLATFORM',
        'FROM \\\n  --platform=$BUILDPLATFORM vendor/tool:2 \\\n  AS files\nFROM scratch\nCOPY --from=files /x /x\n',
      ],
      drop,
    ],
    { images, buildPlatform: 'linux/amd64' },
  );
});
