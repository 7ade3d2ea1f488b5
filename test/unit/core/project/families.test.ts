import assert from 'node:assert/strict';
import {
  besidePlain,
  familyOf,
  findFamilies,
  folderPlatform,
} from '../../../../src/core/project/families.ts';

/** Each list is what stands in a public repository, named beside it. */
describe('families of Dockerfiles', () => {
  const check = (
    repository: string,
    files: readonly string[],
    expected: Readonly<Record<string, Readonly<Record<string, string>>>>,
  ) => {
    it(`${repository}: ${files.join(' ')}`, () => {
      const found = findFamilies(files).map(({ pattern, members }) => [
        pattern,
        Object.fromEntries(members.map(({ file, platform }) => [file, platform])),
      ]);
      assert.deepEqual(Object.fromEntries(found), expected);
    });
  };

  check(
    'linuxserver/docker-radarr',
    ['.editorconfig', 'Dockerfile', 'Dockerfile.aarch64', 'Dockerfile.armhf', 'Jenkinsfile'],
    { 'Dockerfile.*': { 'Dockerfile.aarch64': 'linux/arm64', 'Dockerfile.armhf': 'linux/arm/v7' } },
  );
  check(
    'btcpayserver/btcpayserver',
    ['amd64.Dockerfile', 'arm32v7.Dockerfile', 'arm64v8.Dockerfile'],
    {
      '*.Dockerfile': {
        'amd64.Dockerfile': 'linux/amd64',
        'arm32v7.Dockerfile': 'linux/arm/v7',
        'arm64v8.Dockerfile': 'linux/arm64',
      },
    },
  );
  check(
    'DataDog/datadog-agent',
    ['Dockerfile', 'Dockerfile-arm', 'amd64/Dockerfile', 'arm64/Dockerfile', 'Dockerfile.fips'],
    {
      '*/Dockerfile': { 'amd64/Dockerfile': 'linux/amd64', 'arm64/Dockerfile': 'linux/arm64' },
    },
  );
  check(
    'btcpayserver/dockerfile-deps',
    ['linuxamd64.Dockerfile', 'linuxarm32v7.Dockerfile', 'linuxarm64v8.Dockerfile'],
    {
      '*.Dockerfile': {
        'linuxamd64.Dockerfile': 'linux/amd64',
        'linuxarm32v7.Dockerfile': 'linux/arm/v7',
        'linuxarm64v8.Dockerfile': 'linux/arm64',
      },
    },
  );
  check('DataDog/dd-trace-java-docker-build', ['Dockerfile', 'Dockerfile.arm64'], {});
  check(
    'derekmerck/docker-diana-xarch',
    ['Dockerfile-arm64', 'Dockerfile-learn-arm64v8', 'Dockerfile-movidius-arm32v7'],
    {},
  );
  check(
    'Boerderij/Varken',
    ['Dockerfile', 'Dockerfile.arm', 'Dockerfile.arm64', 'Dockerfile.armhf'],
    {
      'Dockerfile.*': {
        'Dockerfile.arm': 'linux/arm/v7',
        'Dockerfile.arm64': 'linux/arm64',
        'Dockerfile.armhf': 'linux/arm/v7',
      },
    },
  );

  const name = (pattern: string, word: string, platform: string) => {
    const file = pattern.replace('*', word);
    it(`${file} is for ${platform}`, () => {
      const other = pattern.replace('*', platform === 'linux/s390x' ? 'amd64' : 's390x');
      const [family] = findFamilies([file, other]);
      assert.equal(family?.pattern, pattern);
      assert.equal(family.members.find((member) => member.file === file)?.platform, platform);
    });
  };
  name('Dockerfile.*', 'amd64', 'linux/amd64');
  name('Dockerfile.*', 'x86_64', 'linux/amd64');
  name('Dockerfile-*', 'x86-64', 'linux/amd64');
  name('Dockerfile.*', 'arm64v8', 'linux/arm64');
  name('Dockerfile_*', 'arm64', 'linux/arm64');
  name('Dockerfile.*', 'AARCH64', 'linux/arm64');
  name('Dockerfile.*', 'linux-arm64', 'linux/arm64');
  name('Dockerfile.*', 'arm32v6', 'linux/arm/v6');
  name('Dockerfile.*', 'armv6l', 'linux/arm/v6');
  name('Dockerfile.*', 'armv7hf', 'linux/arm/v7');
  name('Dockerfile.*', 'i386', 'linux/386');
  name('Dockerfile.*', '386', 'linux/386');
  name('Dockerfile.*', 'ppc64le', 'linux/ppc64le');
  name('Dockerfile.*', 's390x', 'linux/s390x');
  name('Dockerfile.*', 'riscv64', 'linux/riscv64');
  name('*.dockerfile', 'amd64', 'linux/amd64');
  name('Containerfile.*', 'arm64', 'linux/arm64');
  name('alpine-*.Dockerfile', 'arm64', 'linux/arm64');
  name('docker/Dockerfile.*.release', 'arm64', 'linux/arm64');

  const none = (...files: readonly string[]) => {
    it(`no family: ${files.join(' ')}`, () => {
      assert.deepEqual(findFamilies(files), []);
    });
  };
  none('Dockerfile.alpine', 'Dockerfile.debian');
  none('Dockerfile.arm64', 'Dockerfile.aarch64');
  none('Dockerfile.x86', 'Dockerfile.arm64');
  none('Dockerfile.windows-amd64', 'Dockerfile.windows-arm64');
  none('Dockerfile.alarm', 'Dockerfile.charm64x', 'Dockerfile.amd64');
  none('Dockerfile.amd64.dockerignore', 'Dockerfile.arm64.dockerignore');
  none('README.amd64', 'README.arm64');
  none('Dockerfile.amd64', 'docker/Dockerfile.arm64');
  none('Dockerfile.amd64-to-arm64', 'Dockerfile.amd64-to-s390x');
  none('amd64-tools/Dockerfile', 'arm64-tools/Dockerfile');
  none(`Dockerfile.${'amd64-'.repeat(100)}`, `Dockerfile.${'arm64-'.repeat(100)}`);
  none('amd64/README.md', 'arm64/README.md', '', '/', 'Dockerfile');

  it('names its members by path, whatever their order is', () => {
    const files = ['Dockerfile.s390x', 'Dockerfile.amd64', 'Dockerfile.arm64'];
    for (const order of [files, files.toReversed()]) {
      assert.deepEqual(
        findFamilies(order)[0]?.members.map(({ file }) => file),
        ['Dockerfile.amd64', 'Dockerfile.arm64', 'Dockerfile.s390x'],
      );
    }
  });

  it('finds the family of one file, and none for a stranger', () => {
    const files = ['a/Dockerfile.amd64', 'a/Dockerfile.arm64', 'b/Dockerfile.arm64'];
    assert.equal(familyOf('a/Dockerfile.arm64', files)?.members.length, 2);
    assert.equal(familyOf('b/Dockerfile.arm64', files), undefined);
    assert.equal(familyOf('a/Dockerfile', files), undefined);
  });

  describe('beside a file without an architecture in its name', () => {
    const lone = (file: string, plain: string, expected: string | undefined) => {
      it(`${file}, ${plain}`, () => {
        const found = besidePlain(file, new Set([file, plain]));
        assert.deepEqual(found, expected && { platform: expected, plain });
      });
    };
    lone('Dockerfile.aarch64', 'Dockerfile', 'linux/arm64');
    lone('Dockerfile-ubi8.arm64', 'Dockerfile-ubi8', 'linux/arm64');
    lone('armhf.Dockerfile', 'Dockerfile', 'linux/arm/v7');
    lone('Dockerfile.s390x.test', 'Dockerfile.test', 'linux/s390x');
    lone('Dockerfile.alpine', 'Dockerfile', undefined);
    lone('Dockerfile.arm', 'Dockerfile', undefined);
    lone('Dockerfile-arm32', 'Dockerfile', undefined);
    lone('Dockerfile.arm32v7', 'Dockerfile', 'linux/arm/v7');
    lone('Dockerfile.arm64', 'Containerfile', undefined);
    lone('Dockerfile.windows-amd64', 'Dockerfile.windows', undefined);
    lone('arm64', 'Dockerfile', undefined);
  });

  it('reads the name of a folder as a whole', () => {
    assert.deepEqual(
      ['arm64v8', 'linux-amd64', 'ARMHF', 'arm64-tools', 'src', ''].map(folderPlatform),
      ['linux/arm64', 'linux/amd64', 'linux/arm/v7', undefined, undefined, undefined],
    );
  });
});
