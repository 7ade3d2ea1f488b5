import assert from 'node:assert/strict';
import { plainName } from '../../../../src/core/image/architectureName.ts';
import { assertProportional } from '../../../support/growth.ts';

describe('the plain name of an image that is named after an architecture', () => {
  for (const [written, name, architecture, canonical] of [
    ['amd64/golang', 'golang', 'amd64', 'docker.io/library/golang:latest'],
    ['amd64/golang:1.24', 'golang:1.24', 'amd64', 'docker.io/library/golang:1.24'],
    ['arm64v8/nginx', 'nginx', 'arm64', 'docker.io/library/nginx:latest'],
    ['arm32v7/node:22-slim', 'node:22-slim', 'arm', 'docker.io/library/node:22-slim'],
    ['arm32v5/debian', 'debian', 'arm', 'docker.io/library/debian:latest'],
    ['i386/alpine', 'alpine', '386', 'docker.io/library/alpine:latest'],
    ['ppc64le/busybox', 'busybox', 'ppc64le', 'docker.io/library/busybox:latest'],
    ['s390x/busybox', 'busybox', 's390x', 'docker.io/library/busybox:latest'],
    ['riscv64/busybox', 'busybox', 'riscv64', 'docker.io/library/busybox:latest'],
    ['mips64le/debian', 'debian', 'mips64le', 'docker.io/library/debian:latest'],
    ['winamd64/golang', 'golang', 'amd64', 'docker.io/library/golang:latest'],
    ['docker.io/amd64/golang', 'docker.io/golang', 'amd64', 'docker.io/library/golang:latest'],
    ['x:1.2-arm64', 'x:1.2', 'arm64', 'docker.io/library/x:1.2'],
    ['myorg/app-arm64', 'myorg/app', 'arm64', 'docker.io/myorg/app:latest'],
    ['myorg/app_amd64:2', 'myorg/app:2', 'amd64', 'docker.io/myorg/app:2'],
    ['ghcr.io/o/app-linux-amd64:v1', 'ghcr.io/o/app:v1', 'amd64', 'ghcr.io/o/app:v1'],
    ['ghcr.io/o/aarch64-base:3', 'ghcr.io/o/base:3', 'arm64', 'ghcr.io/o/base:3'],
    ['localhost:5000/app:1-x86_64', 'localhost:5000/app:1', 'amd64', 'localhost:5000/app:1'],
    ['mcr.example.com/sdk:8.0-jammy-arm64v8', 'mcr.example.com/sdk:8.0-jammy', 'arm64', ''],
    ['x:amd64-1.2', 'x:1.2', 'amd64', ''],
    ['x:1.2-arm64-slim', 'x:1.2-slim', 'arm64', ''],
    ['x:latest-armv7', 'x:latest', 'arm', ''],
    ['x:1-arm-v7', 'x:1', 'arm', ''],
    ['x:1-arm64-v8', 'x:1', 'arm64', ''],
    ['x:2-arm', 'x:2', 'arm', ''],
    ['x:ltsc2022-windows-amd64', 'x:ltsc2022', 'amd64', ''],
    ['amd64/x-amd64:1-amd64', 'x:1', 'amd64', ''],
    ['quay.io/o/manylinux2014_x86_64', 'quay.io/o/manylinux2014', 'amd64', ''],
  ] as const) {
    it(`${written} → ${name}`, () => {
      const plain = plainName(written);
      assert.equal(plain?.name, name);
      assert.equal(plain.architecture, architecture);
      if (canonical !== '') assert.equal(plain.canonical, canonical);
      assert.equal(plainName(name), undefined);
    });
  }

  for (const written of [
    'alpine',
    'alpine:3.22',
    'amd64',
    'o/amd64',
    'x:amd64',
    'x:linux-arm64',
    'dockcross/linux-arm64',
    'charm/tool:1',
    'o/armada:2',
    'o/farm:1.arm64',
    'o/x64dbg',
    'o/amd64tool',
    'arm64v8/x:1-amd64',
    'x:1-amd64-arm64',
    `amd64/golang@sha256:${'0'.repeat(64)}`,
    `amd64/golang:1@sha256:${'0'.repeat(64)}`,
    'Not A Reference',
    '',
    '-amd64',
    ':amd64',
  ]) {
    it(`none: ‹${written}›`, () => {
      assert.equal(plainName(written), undefined);
    });
  }

  it('takes little time for hostile names', () => {
    for (const name of ['-amd64', 'arm', 'linux-', 'x86_', '/amd64']) {
      assertProportional((share) => {
        const long = name.repeat((200_000 * share) / name.length);
        plainName(`x:${long}`);
        plainName(`a/${long}`);
      });
    }
  });
});
