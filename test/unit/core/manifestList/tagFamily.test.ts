import assert from 'node:assert/strict';
import { parseReference, type Reference } from '../../../../src/core/image/reference.ts';
import {
  findTagFamilies,
  isSiblingPath,
  readFamilyName,
  siblingPaths,
} from '../../../../src/core/manifestList/tagFamily.ts';

function reference(text: string): Reference {
  const parsed = parseReference(text);
  assert(parsed.ok, text);
  return parsed.value;
}

describe('the family of a tag', () => {
  const names: readonly (readonly [image: string, name: string, platform?: string])[] = [
    ['app:1.0-amd64', 'app:1.0', 'linux/amd64'],
    ['ghcr.io/team/app:1.0-arm64', 'ghcr.io/team/app:1.0', 'linux/arm64'],
    ['app:arm64', 'app:latest', 'linux/arm64'],
    ['app:latest-arm64v8', 'app:latest', 'linux/arm64'],
    ['app:arm64-1.0', 'app:1.0', 'linux/arm64'],
    ['app:1.0-arm32v7-alpine', 'app:1.0-alpine', 'linux/arm/v7'],
    ['app:1.0_x86_64', 'app:1.0', 'linux/amd64'],
    ['app:1.0-x64', 'app:1.0', 'linux/amd64'],
    ['app:1.0-aarch64', 'app:1.0', 'linux/arm64'],
    ['app:1.0-armv7', 'app:1.0', 'linux/arm/v7'],
    ['app:1.0-armhf', 'app:1.0', 'linux/arm/v7'],
    ['app:1.0-armv6', 'app:1.0', 'linux/arm/v6'],
    ['app:1.0-i386', 'app:1.0', 'linux/386'],
    ['app:1.0-386', 'app:1.0', 'linux/386'],
    ['app:1.0-s390x', 'app:1.0', 'linux/s390x'],
    ['app:1.0-ppc64le', 'app:1.0', 'linux/ppc64le'],
    ['app:1.0-riscv64', 'app:1.0', 'linux/riscv64'],
    ['app:1.0-linux-amd64', 'app:1.0', 'linux/amd64'],
    ['app:linux-arm-v7', 'app:latest', 'linux/arm/v7'],
    ['app:1.0-windows-amd64', 'app:1.0', 'windows/amd64'],
    ['arm32v7/app:1.0', 'app:1.0', 'linux/arm/v7'],
    ['127.0.0.1:5000/arm64v8/app', '127.0.0.1:5000/app:latest', 'linux/arm64'],
    ['ghcr.io/team/app-arm64:1.0', 'ghcr.io/team/app:1.0', 'linux/arm64'],
    ['ghcr.io/team/arm64/app:1.0', 'ghcr.io/team/app:1.0', 'linux/arm64'],
    ['ghcr.io/team/app-arm64:1.0-arm64', 'ghcr.io/team/app:1.0', 'linux/arm64'],
    // The tag says another platform than the path, which is then only a name.
    ['ghcr.io/team/arm64/app:1.0-amd64', 'ghcr.io/team/arm64/app:1.0', 'linux/amd64'],
    // Nothing would be left of the name.
    ['ghcr.io/arm64:1.0', 'ghcr.io/arm64:1.0'],
    ['app:1.0', 'app:1.0'],
    ['app:nanoserver', 'app:nanoserver'],
    ['app:arm64-_1.0-beta', 'app:1.0-beta', 'linux/arm64'],
    ['charm:1.0', 'charm:1.0'],
    ['app:amd64-on-arm64', 'app:amd64-on-arm64'],
  ];
  for (const [image, name, platform] of names) {
    it(`${image} is ${name} for ${platform ?? 'nobody knows what'}`, () => {
      assert.deepEqual(readFamilyName(reference(image)), {
        name,
        ...(platform !== undefined && { platform }),
      });
    });
  }

  it('gathers the tags of a repository, and images of others', () => {
    const images = [
      'app:1.0',
      'app:1.0-arm64',
      'app:1.1-amd64',
      'arm32v7/app:1.0',
      'app:1.0-amd64',
      'app:1.0-arm64v8',
      'app:1.0-aarch64',
    ];
    assert.deepEqual(findTagFamilies(images.map(reference)), [
      {
        name: 'app:1.0',
        images: [
          { reference: 'app:1.0-amd64', platform: 'linux/amd64' },
          { reference: 'arm32v7/app:1.0', platform: 'linux/arm/v7' },
          { reference: 'app:1.0-aarch64', platform: 'linux/arm64' },
          { reference: 'app:1.0-arm64', platform: 'linux/arm64' },
          { reference: 'app:1.0-arm64v8', platform: 'linux/arm64' },
        ],
      },
      { name: 'app:1.1', images: [{ reference: 'app:1.1-amd64', platform: 'linux/amd64' }] },
    ]);
  });

  it('knows what the other repositories may be called', () => {
    assert.deepEqual(siblingPaths('arm64v8/app').slice(0, 3), [
      'amd64/app',
      'arm32v7/app',
      'arm32v6/app',
    ]);
    assert.deepEqual(siblingPaths('team/app'), []);
    assert(siblingPaths('team/app-arm64').includes('team/app-amd64'));
  });

  const siblings: readonly (readonly [string, string, boolean])[] = [
    ['team/app', 'team/app-arm64', true],
    ['team/app-amd64', 'team/app-arm64', true],
    ['arm64v8/app', 'arm32v7/app', true],
    ['team/app', 'team/app', false],
    ['team/app-arm64', 'team/app-arm64', false],
    ['team/app', 'team/other-arm64', false],
    ['team/app-arm64', 'team/app', false],
  ];
  for (const [path, other, expected] of siblings) {
    it(`${other} is ${expected ? 'a' : 'no'} sibling of ${path}`, () => {
      assert.equal(isSiblingPath(path, other), expected);
    });
  }
});
