import { indexOf, legacyImage, singleOf } from '../../../../support/imageFacts.ts';
import { ruleTable } from '../../../../support/ruleTable.ts';

describe('legacy-manifest', () => {
  const { finds, staysSilent, says } = ruleTable('legacy-manifest');
  const images = {
    'quay.example.com/o/old:1': legacyImage(),
    'docker.io/library/alpine:latest': indexOf('linux/amd64', 'linux/arm64'),
    'docker.io/library/single:latest': singleOf('linux/amd64'),
  };

  finds(
    'images of schema 1, wherever they are named',
    'FROM quay.example.com/o/old:1\nCOPY --from=quay.example.com/o/old:1 /a /b\n',
    [
      '0: warning ‹quay.example.com/o/old:1› linux/amd64 linux/arm64',
      '1: warning ‹quay.example.com/o/old:1› linux/amd64 linux/arm64',
    ],
    { images },
  );
  staysSilent('about other images', 'FROM alpine\nCOPY --from=single /a /a\n', { images });
  staysSilent('about stages that no build needs', 'FROM quay.example.com/o/old:1\nFROM alpine\n', {
    images,
  });
  staysSilent('about what is unknown', 'FROM elsewhere\n', { images });
  says(
    'who cannot pull it',
    'FROM quay.example.com/o/old:1\n',
    [
      'On no platform with containerd 2.0 or newer: “quay.example.com/o/old:1” is an image of the old format “schema 1”, which they do not pull. Build and push it anew.',
    ],
    { images },
  );
});
