import { indexOf, singleOf } from '../../../../support/imageFacts.ts';
import { ruleTable } from '../../../../support/ruleTable.ts';

describe('degraded-platform-match', () => {
  const { finds, staysSilent, says, mends } = ruleTable('degraded-platform-match');
  const images = {
    'docker.io/library/arm:latest': indexOf('linux/386', 'linux/arm/v7'),
    'docker.io/library/pi:latest': indexOf('linux/arm/v5', 'linux/arm/v6', 'linux/arm64'),
    'docker.io/library/multi:latest': indexOf('linux/amd64', 'linux/arm64', 'linux/arm/v7'),
    'docker.io/library/single:latest': singleOf('linux/arm/v6'),
  };

  finds(
    'other instruction sets',
    'FROM arm\n',
    ['0: warning ‹arm› linux/amd64', '0: warning ‹arm› linux/arm64'],
    { images },
  );
  finds('an older 32-bit ARM, as information', 'FROM pi\n', ['0: information ‹pi› linux/arm/v7'], {
    images,
    targets: ['linux/arm64', 'linux/arm/v7', 'linux/arm/v6'],
  });
  finds(
    'it where files are copied from',
    'FROM scratch\nCOPY --from=arm /a /a\n',
    ['1: warning ‹arm› linux/arm64'],
    { images, targets: ['linux/arm64'] },
  );

  staysSilent('about what an index has', 'FROM multi\n', {
    images,
    targets: ['linux/amd64', 'linux/arm64', 'linux/arm/v7'],
  });
  staysSilent('about levels of amd64', 'FROM multi\n', {
    images,
    targets: ['linux/amd64/v2', 'linux/amd64/v3', 'linux/arm64/v9'],
  });
  staysSilent('about what is missing', 'FROM multi\n', { images, targets: ['linux/s390x'] });
  staysSilent('about single images, which have a rule of their own', 'FROM single\n', {
    images,
    targets: ['linux/arm/v7', 'linux/arm64'],
  });
  staysSilent('about what is unknown', 'FROM elsewhere\n', { images });
  staysSilent(
    'about a stage for that platform',
    'FROM --platform=linux/arm/v7 arm AS arm\nFROM multi\nCOPY --from=arm /a /a\n',
    { images },
  );

  says(
    'what the target gets, and what there is',
    'FROM arm\n',
    [
      'linux/arm64 gets files for linux/arm/v7, under the label linux/arm64: “arm:latest” has no image of its instruction set. It has linux/386, linux/arm/v7.',
    ],
    { images, targets: ['linux/arm64'] },
  );
  says(
    'which older ARM it is',
    'FROM pi\n',
    [
      'linux/arm/v7 gets the image for linux/arm/v6: “pi:latest” has none of its own. It has linux/arm/v5, linux/arm/v6, linux/arm64.',
    ],
    { images, targets: ['linux/arm/v7'] },
  );
  mends(
    'by another tag',
    'FROM arm\n',
    [['Find a tag of arm with all platforms', 'find-tag docker.io/library/arm:latest linux/arm64']],
    { images, targets: ['linux/arm64'] },
  );
});
