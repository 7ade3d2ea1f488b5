import { digestOf, indexOf, singleOf } from '../../../../support/imageFacts.ts';
import { ruleTable } from '../../../../support/ruleTable.ts';

describe('arch-named-image', () => {
  const { finds, staysSilent, says, mends, isQuick } = ruleTable('arch-named-image');
  const index = indexOf('linux/amd64', 'linux/arm64', 'linux/arm/v7');
  const images = {
    'docker.io/amd64/golang:1.24': singleOf('linux/amd64'),
    'docker.io/arm64v8/golang:1.24': singleOf('linux/arm64'),
    'docker.io/library/golang:1.24': index,
    'ghcr.io/o/app:1': index,
    'ghcr.io/o/tool:2': indexOf('linux/amd64'),
    'ghcr.io/o/single:2': singleOf('linux/amd64'),
  };
  const both = 'linux/amd64 linux/arm64';

  finds(
    'an architecture for a user name, in a tag, in a repository',
    'FROM riscv64/golang:1.24 AS build\nFROM ghcr.io/o/app-arm64:1 AS app\nFROM alpine\nCOPY --from=build /a /a\nCOPY --from=app /b /b\nCOPY --from=ghcr.io/o/app:1-amd64 /c /c\n',
    [
      `0: information ‹riscv64/golang:1.24› ${both}`,
      `1: information ‹ghcr.io/o/app-arm64:1› ${both}`,
      `5: information ‹ghcr.io/o/app:1-amd64› ${both}`,
    ],
    { images },
  );
  finds(
    'one for a single target, too',
    'FROM amd64/golang:1.24\n',
    ['0: information ‹amd64/golang:1.24› linux/amd64'],
    { images, targets: ['linux/amd64'] },
  );
  finds(
    'one for each target that chooses a stage',
    'FROM amd64/golang:1.24 AS build-amd64\nFROM arm64v8/golang:1.24 AS build-arm64\nFROM build-${TARGETARCH}\n',
    [
      '0: information ‹amd64/golang:1.24› linux/amd64',
      '1: information ‹arm64v8/golang:1.24› linux/arm64',
    ],
    { images },
  );

  staysSilent('where another rule says that it lacks a target', 'FROM amd64/golang:1.24\n', {
    images,
  });
  staysSilent('about the plain name', 'FROM golang:1.24\n', { images });
  staysSilent('about a plain name that nobody looked up', 'FROM amd64/node:22\n', { images });
  staysSilent('about a plain name without all platforms', 'FROM ghcr.io/o/tool-amd64:2\n', {
    images,
  });
  staysSilent('about a plain name that is no index', 'FROM ghcr.io/o/single-amd64:2\n', { images });
  staysSilent(
    'about an image that a digest pins',
    `FROM amd64/golang:1.24@${digestOf('linux/amd64')}\n`,
    { images },
  );

  says(
    'which name has which platforms',
    'FROM amd64/golang:1.24\n',
    [
      '“amd64/golang:1.24” is for amd64 alone, by its name. The manifest list “golang:1.24” has linux/amd64, linux/arm64, linux/arm/v7.',
    ],
    { images, targets: ['linux/amd64'] },
  );

  mends(
    'the name; the manifest list holds the very image',
    'FROM amd64/golang:1.24 AS b # x\nFROM amd64/golang:1.24 AS b\n',
    [['safe: Use golang:1.24', 'FROM amd64/golang:1.24 AS b # x\nFROM golang:1.24 AS b\n']],
    { images, targets: ['linux/amd64'] },
  );
  mends(
    'the name; what it names may be another version',
    'FROM ghcr.io/o/app-arm64:1\n',
    [['Use ghcr.io/o/app:1', 'FROM ghcr.io/o/app:1\n']],
    { images },
  );
  mends(
    'around a variable',
    'ARG GO=1.24\nFROM amd64/golang:${GO} AS x\n',
    [['safe: Use golang:${GO}', 'ARG GO=1.24\nFROM golang:${GO} AS x\n']],
    { images, targets: ['linux/amd64'] },
  );
  const args = 'ARG V=1\nARG R=ghcr.io\nARG O=o\n';
  for (const [written, plain] of [
    ['ghcr.io/o/app-arm64:${V}', 'ghcr.io/o/app:${V}'],
    ['ghcr.io/o/app-arm64:$V', 'ghcr.io/o/app:$V'],
    ['ghcr.io/o/app:${V}-arm64', 'ghcr.io/o/app:${V}'],
    ['ghcr.io/o/app:${V:-1}-arm64', 'ghcr.io/o/app:${V:-1}'],
    ['${R}/o/app-arm64:1', '${R}/o/app:1'],
    ['${R}/$O/app-arm64:${V}', '${R}/$O/app:${V}'],
  ] as const) {
    mends(
      `the name in ${written}`,
      `${args}FROM ${written} AS x\n`,
      [[`Use ${plain}`, `${args}FROM ${plain} AS x\n`]],
      { images },
    );
  }
  for (const written of [
    'ghcr.io/o/app-${A}:1',
    'ghcr.io/o/app${D}arm64:1',
    'ghcr.io/o/app-arm64\\\n:1',
    '${W}',
  ]) {
    mends(
      `nothing in ${written}`,
      `ARG A=arm64\nARG D=-\nARG W=ghcr.io/o/app-arm64:1\nFROM ${written}\n`,
      [],
      { images },
    );
  }
  mends(
    'nothing where the variable holds the architecture',
    'ARG OWNER=amd64\nFROM ${OWNER}/golang:1.24\n',
    [],
    { images, targets: ['linux/amd64'] },
  );
  isQuick('a long name', (share) => `FROM ${'amd64-'.repeat(16_000 * share)}\n`);
});
