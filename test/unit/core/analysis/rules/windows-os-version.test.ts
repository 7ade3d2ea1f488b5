import type { Builder } from '../../../../../src/core/build/workerNode.ts';
import type { Fact } from '../../../../../src/core/facts.ts';
import { indexOf } from '../../../../support/imageFacts.ts';
import { ruleTable } from '../../../../support/ruleTable.ts';

/** A builder whose nodes run these platforms natively. */
function builderOn(...platforms: readonly string[]): Fact<Builder> {
  const nodes = platforms.map((platform, index) => ({
    name: `node${index}`,
    endpoint: 'unix',
    status: 'running',
    platforms: [platform],
    pinned: [],
  }));
  return {
    known: true,
    asOf: 0,
    value: { name: 'b', driver: 'remote', current: true, nodes },
  };
}

describe('windows-os-version', () => {
  const { finds, staysSilent, says } = ruleTable('windows-os-version');
  const versions = indexOf(
    'windows(10.0.17763.6189)/amd64',
    'windows(10.0.20348.2655)/amd64',
    'linux/amd64',
  );
  const images = {
    'docker.io/library/app:latest': indexOf('linux/amd64', 'linux/arm64', 'windows/amd64'),
    'docker.io/library/mixed:latest': indexOf('windows(10.0.20348.2655)/amd64', 'windows/amd64'),
    'docker.io/library/versions:latest': versions,
    'docker.io/library/arm:latest': indexOf('windows/arm64', 'windows(10.0.20348.1)/amd64'),
  };
  const windows = { images, targets: ['windows/amd64', 'linux/amd64'] };

  finds('an entry without a version', 'FROM app\n', ['0: warning ‹app› windows/amd64'], windows);
  finds('one beside another with it', 'FROM mixed\n', ['0: warning ‹mixed› windows/amd64'], {
    images,
    targets: ['windows/amd64'],
  });
  finds(
    'versions that the builder’s Windows does not run',
    'FROM versions\n',
    ['0: warning ‹versions› windows/amd64'],
    { images, targets: ['windows/amd64'], builder: builderOn('windows(10.0.14393.1)/amd64') },
  );

  staysSilent('about versions', 'FROM versions\n', windows);
  staysSilent('about entries for Linux', 'FROM app\n', { images });
  staysSilent('about entries for other architectures', 'FROM arm\n', {
    images,
    targets: ['windows/amd64'],
  });
  staysSilent('about versions that the builder runs', 'FROM versions\n', {
    ...windows,
    builder: builderOn('windows(10.0.20348.1)/amd64'),
  });
  staysSilent('about versions while the builder’s machine is a Linux', 'FROM versions\n', {
    ...windows,
    builder: builderOn('linux/amd64'),
  });
  staysSilent('about versions while the builder does not say its own', 'FROM versions\n', {
    ...windows,
    builder: builderOn('windows/amd64'),
  });
  staysSilent('about versions while one of the machines is a Linux', 'FROM versions\n', {
    ...windows,
    builder: builderOn('windows(10.0.14393.1)/amd64', 'linux/amd64'),
  });

  says(
    'which versions there are',
    'FROM mixed\n',
    [
      'windows/amd64: “mixed:latest” has an image without a version of Windows (os.version), which machines take whether they run it or not. Versions that are named: 10.0.20348.2655.',
    ],
    { images, targets: ['windows/amd64'] },
  );
  says(
    'what the builder runs',
    'FROM versions\n',
    [
      'windows/amd64: the builder’s Windows 10.0.14393.1 runs none of the versions that “versions:latest” has: 10.0.17763.6189, 10.0.20348.2655.',
    ],
    { images, targets: ['windows/amd64'], builder: builderOn('windows(10.0.14393.1)/amd64') },
  );
});
