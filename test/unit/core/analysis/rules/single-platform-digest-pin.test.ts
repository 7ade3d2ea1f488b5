import assert from 'node:assert/strict';
import { analyze } from '../../../../../src/core/analysis/analyze.ts';
import { digestOf, indexOf, singleOf, unreachable } from '../../../../support/imageFacts.ts';
import { findingsOf, ruleTable } from '../../../../support/ruleTable.ts';

describe('single-platform-digest-pin', () => {
  const { finds, staysSilent, says, mends } = ruleTable('single-platform-digest-pin');
  const amd64 = digestOf('linux/amd64');
  const index = indexOf('linux/amd64', 'linux/arm64');
  const indexDigest = digestOf('index');
  const other = digestOf('other');
  const images = {
    [`docker.io/library/alpine:3.22@${amd64}`]: singleOf('linux/amd64'),
    [`docker.io/library/alpine@${amd64}`]: singleOf('linux/amd64'),
    [`docker.io/library/alpine@${other}`]: singleOf('linux/amd64'),
    [`docker.io/library/alpine:3.22@${other}`]: singleOf('linux/amd64'),
    [`docker.io/library/alpine:3.22@${indexDigest}`]: index,
    [`docker.io/library/pi@${amd64}`]: singleOf('linux/arm/v6'),
    [`docker.io/library/silent@${amd64}`]: singleOf(),
    'docker.io/library/alpine:3.22': index,
    'docker.io/library/alpine:latest': index,
  };
  const tagged = `alpine:3.22@${amd64}`;

  finds(
    'a digest of one image, when several architectures ask for it',
    `FROM ${tagged}\n`,
    [`0: warning ‹${tagged}› linux/amd64 linux/arm64`],
    { images },
  );
  finds(
    'it for the only target',
    `FROM scratch\nCOPY --from=${tagged} /a /a\n`,
    [`1: warning ‹${tagged}› linux/arm64`],
    { images, targets: ['linux/arm64'] },
  );
  finds(
    'one whose config says nothing, when several architectures ask for it',
    `FROM silent@${amd64}\n`,
    [`0: warning ‹silent@${amd64}› linux/amd64 linux/arm64`],
    { images },
  );

  staysSilent('about the digest of an index', `FROM alpine:3.22@${indexDigest}\n`, { images });
  staysSilent('when it is for the only target', `FROM ${tagged}\n`, {
    images,
    targets: ['linux/amd64'],
  });
  staysSilent(
    'when only a stage for its own platform asks',
    `FROM --platform=linux/amd64 ${tagged} AS amd64\nFROM scratch\nCOPY --from=amd64 /a /a\n`,
    { images },
  );
  staysSilent(
    'when the target chooses it',
    `FROM ${tagged} AS base-amd64\nFROM alpine:3.22 AS base-arm64\nFROM base-\${TARGETARCH}\n`,
    { images },
  );
  staysSilent('when the target runs the older variant', `FROM pi@${amd64}\n`, {
    images,
    targets: ['linux/arm/v7', 'linux/arm/v6'],
  });
  staysSilent('about one that says nothing, for one architecture', `FROM silent@${amd64}\n`, {
    images,
    targets: ['linux/arm/v7', 'linux/arm/v6'],
  });
  staysSilent('about what is unknown', `FROM elsewhere@${amd64}\n`, { images });
  staysSilent(
    'where BuildKit’s check is skipped',
    `# check=skip=InvalidBaseImagePlatform\nFROM ${tagged}\n`,
    { images },
  );

  it('stands in for base-image-single-platform', () => {
    const rules = findingsOf(`FROM ${tagged}\n`, { images }).map(({ rule }) => rule);
    assert.deepEqual(rules, ['single-platform-digest-pin']);
  });
  it('asks for the tag beside the digest, and only when it may help', () => {
    const needsOf = (targets: readonly string[]) =>
      analyze({
        text: `FROM ${tagged}\n`,
        targets,
        image: (reference) => images[reference] ?? unreachable,
      }).needs;
    const site = `docker.io/library/${tagged}`;
    assert.deepEqual(needsOf(['linux/arm64']), [site, 'docker.io/library/alpine:3.22']);
    assert.deepEqual(needsOf(['linux/amd64']), [site]);
  });

  says(
    'for whom the image is',
    `FROM ${tagged}\n`,
    [
      'linux/amd64, linux/arm64 all get the files for linux/amd64: the digest of “alpine:3.22” pins that image, not the manifest list.',
    ],
    { images },
  );
  says(
    'for whom it is not',
    `FROM ${tagged}\n`,
    [
      'linux/arm64 gets the files for linux/amd64: the digest of “alpine:3.22” pins that image, not the manifest list.',
    ],
    { images, targets: ['linux/arm64'] },
  );
  says(
    'that it is wrong for one of them, whatever it is',
    `FROM silent@${amd64}\n`,
    [
      'linux/amd64, linux/arm64: the digest of “silent” pins a single image, not the manifest list, so at least one of them gets another platform’s files.',
    ],
    { images },
  );

  const drop = ['Remove linux/arm64 from the targets', 'drop-targets linux/arm64'] as const;
  mends(
    'by the manifest list that holds it; the tag is kept',
    `FROM ${tagged} AS x\n`,
    [
      ['safe: Pin the manifest list of alpine:3.22', `FROM alpine:3.22@${indexDigest} AS x\n`],
      [
        'Find a tag of alpine with all platforms',
        `find-tag docker.io/library/${tagged} linux/amd64 linux/arm64`,
      ],
      drop,
    ],
    { images },
  );
  mends(
    'by the manifest list of the repository that holds it, and variables are kept',
    `ARG NAME=alpine\nFROM $NAME@${amd64}\n`,
    [
      [
        'safe: Pin the manifest list of alpine:latest',
        `ARG NAME=alpine\nFROM $NAME@${indexDigest}\n`,
      ],
      drop,
    ],
    { images },
  );
  mends(
    'by what the tag is now, to be looked at',
    `FROM alpine:3.22@${other}\n`,
    [
      ['Pin the manifest list that alpine:3.22 is now', `FROM alpine:3.22@${indexDigest}\n`],
      [
        'Find a tag of alpine with all platforms',
        `find-tag docker.io/library/alpine:3.22@${other} linux/amd64 linux/arm64`,
      ],
      drop,
    ],
    { images },
  );
  mends(
    'not by a manifest list of which nothing says that it is meant',
    `FROM alpine@${other}\n`,
    [
      [
        'Find a tag of alpine with all platforms',
        `find-tag docker.io/library/alpine@${other} linux/amd64 linux/arm64`,
      ],
      drop,
    ],
    { images },
  );
});
