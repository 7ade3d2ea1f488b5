import assert from 'node:assert/strict';
import { lackingPackages } from '../../../../src/core/lockfile/lackingPackages.ts';
import { isLockFile, lockFileNames, readLockFile } from '../../../../src/core/lockfile/lockFile.ts';

/** `package < build: systems architectures libc, …`, `?` behind a build that is not pinned. */
function read(name: string, text: string): readonly string[] {
  return (readLockFile(name, text)?.packages ?? []).map(({ name: family, builds }) => {
    const each = builds.map((build) => {
      const { systems = ['any'], architectures = ['any'], libc = '' } = build;
      const words = [systems.join('+'), architectures.join('+'), libc].filter(Boolean).join(' ');
      return `${build.name}${build.isLocked ? '' : '?'}: ${words}`;
    });
    return `${family} < ${each.join(', ')}`;
  });
}

describe('the builds that a lock file pins', () => {
  const check = (title: string, name: string, text: string, expected: readonly string[]) =>
    it(title, () => {
      assert.deepEqual(read(name, text), expected);
    });

  /** A package-lock.json of `a`, with these optional dependencies: what each says, undefined if it is not there. */
  const npm = (builds: Readonly<Record<string, object | undefined>>) => {
    const own = Object.entries(builds).flatMap(([name, entry]) =>
      entry === undefined ? [] : [[`node_modules/a/node_modules/${name}`, entry] as const],
    );
    const optional = Object.fromEntries(Object.keys(builds).map((name) => [name, '1']));
    return JSON.stringify({
      packages: {
        'node_modules/a': { optionalDependencies: optional },
        ...Object.fromEntries(own),
      },
    });
  };
  const npmRows: readonly (readonly [string, object | undefined, string | undefined])[] = [
    ['x', { os: ['linux'], cpu: ['x64'] }, 'linux amd64'],
    ['x', { os: 'linux', cpu: 'arm64' }, 'linux arm64'],
    ['x', { os: ['win32'], cpu: ['ia32'] }, 'windows 386'],
    ['x', { os: ['sunos', 'plan9'], cpu: ['ppc64', 'cray'] }, 'solaris+plan9 ppc64le+cray'],
    ['x', { os: ['linux'], cpu: ['x64'], libc: ['musl'] }, 'linux amd64 musl'],
    ['x', { os: ['linux'], cpu: ['x64'], libc: 'glibc' }, 'linux amd64 glibc'],
    ['x', { os: ['linux'], cpu: ['x64'], libc: ['glibc', 'musl'] }, 'linux amd64'],
    ['x', { os: ['linux'], cpu: ['x64'], libc: ['bionic'] }, 'linux amd64'],
    ['x-gnu', { os: ['linux'], cpu: ['x64'] }, 'linux amd64 glibc'],
    ['x-glibc', { os: ['linux'], cpu: ['x64'], libc: ['musl'] }, 'linux amd64 musl'],
    ['x', { os: ['linux'] }, 'linux any'],
    ['x', { cpu: ['s390x'] }, 'any s390x'],
    ['x', { os: ['!win32'], cpu: ['x64'] }, undefined],
    ['x', { os: ['linux', '!win32'] }, undefined],
    ['x', { libc: ['musl'] }, undefined],
    ['linux-x64', {}, undefined],
    ['linux-x64', undefined, 'linux amd64'],
    ['@a/b-linux-arm64-musl', undefined, 'linux arm64 musl'],
    ['@a/b-linuxmusl-arm64', undefined, 'linux arm64 musl'],
    ['b.linux_aarch64_gnu', undefined, 'linux arm64 glibc'],
    ['b-linux-armv7l-gnueabihf', undefined, 'linux arm/v7 glibc'],
    ['b-linux-arm7', undefined, 'linux arm/v7'],
    ['b-linux-armv6', undefined, 'linux arm/v6'],
    ['b-linux-armv8', undefined, undefined],
    ['linux-tool', undefined, undefined],
    ['x64-tool', undefined, undefined],
    ['linux-win32-x64', undefined, undefined],
    ['linux-x64-arm64', undefined, undefined],
    ['b-linux-arm-gnueabihf', { os: ['linux'], cpu: ['arm'] }, 'linux arm glibc'],
    ['b-linux-armv6-x', { os: ['linux'], cpu: ['arm'] }, 'linux arm/v6'],
    ['b-linux-armv6-x', { os: ['linux'], cpu: ['arm64'] }, 'linux arm64'],
  ];
  for (const [name, entry, expected] of npmRows) {
    check(
      `npm: ${name} ${JSON.stringify(entry ?? 'alone')}`,
      'npm-shrinkwrap.json',
      npm({ [name]: entry }),
      expected === undefined ? [] : [`a < ${name}${entry ? '' : '?'}: ${expected}`],
    );
  }

  check(
    'pnpm 8, of version 6',
    'pnpm-lock.yaml',
    `lockfileVersion: '6.0'

dependencies:
  linux-x64:
    os: [linux]

packages:

  /@a/linux-x64@1.0.0:
    resolution: {integrity: sha512-00}
    cpu: [x64]
    os: [linux]
    libc: [glibc]
    requiresBuild: true
    optional: true

  /@a/b-musl@1.0.0:
    cpu: [arm64, "x"]
    os: ['linux', darwin]
    libc: ['musl']

  /a@1.0.0(b@2):
    hasBin: true
    dependencies:
      c-linux-arm64: 1
    optionalDependencies:
      '@a/linux-x64': 1.0.0
      '@a/b-musl': 1.0.0
      d-linux-s390x: 1.0.0
        e-linux-x64: 1
    dev: true

  /b@1.0.0:
    optionalDependencies:
      d-linux-s390x: 1.0.0

time:
  x-linux-x64: 1
    optionalDependencies:
      f-linux-x64: 1.0.0
`.replace('"x"', 'x64'),
    [
      'a < @a/linux-x64: linux amd64 glibc, @a/b-musl: linux+darwin arm64+amd64 musl, d-linux-s390x?: linux s390x',
      'b < d-linux-s390x?: linux s390x',
    ],
  );
  check(
    'Yarn 1, without quotes and with several ranges',
    'yarn.lock',
    `# yarn lockfile v1

"@a/linux-x64@1.0", "@a/linux-x64@^1":
  version "1.0.0"

a@^1, a@~1:
  version "1.0.0"
  dependencies:
    c-linux-arm64 "1"
  # not a dependency
  optionalDependencies:
    "@a/linux-x64" "1.0"
    d-linux-s390x "1.0"
      e-linux-x64 "1"

b@1:
  dependencies:
    d-linux-s390x "1.0"
`,
    ['a < @a/linux-x64: linux amd64, d-linux-s390x?: linux s390x'],
  );
  check(
    'Yarn 4, by their conditions',
    'yarn.lock',
    `"x@npm:1":
  version: 1
  conditions: os=linux & cpu=arm64 & libc=musl

"y@npm:1":
  version: 1
  conditions: (os=linux | os=darwin) & cpu=x64

"a@npm:1":
  version: 1
  dependencies:
    x: "npm:1"
  dependenciesMeta:
    x:
      optional: true
    z-linux-x64:
      optional: true
      unplugged: true
    w-linux-x64:
      built: true
  peerDependenciesMeta:
    v-linux-x64:
      optional: true
`,
    ['a < x: linux arm64 musl, z-linux-x64?: linux amd64'],
  );
  const wheels = (...files: readonly string[]) =>
    `[[package]]\nname = "a"\nversion = "1"\nfiles = [\n${files.map((file) => `    {file = "a-1-cp312-cp312-${file}"},`).join('\n')}\n]\n`;
  const wheelRows: readonly (readonly [string, string])[] = [
    ['manylinux_2_17_x86_64.manylinux2014_x86_64', 'linux amd64 glibc'],
    ['musllinux_1_2_aarch64', 'linux arm64 musl'],
    ['linux_armv6l', 'linux arm/v6'],
    ['manylinux_2_31_armv7l.linux_armv7l', 'linux arm/v7'],
    ['musllinux_1_2_i686.linux_i686', 'linux 386'],
    ['win32', 'windows 386'],
    ['win_arm64', 'windows arm64'],
    ['macosx_11_0_arm64', 'darwin arm64'],
    ['macosx_10_9_universal2', 'darwin '],
    ['macosx_10_9_x86_64.macosx_11_0_arm64', 'darwin amd64+arm64'],
  ];
  for (const [tag, expected] of wheelRows) {
    check(`a wheel for ${tag}`, 'poetry.lock', wheels(`${tag}.whl`), [
      `a 1 < a-1-cp312-cp312-${tag}.whl: ${expected}`.trimEnd(),
    ]);
  }
  check('a wheel for all', 'poetry.lock', wheels('any.whl'), [
    'a 1 < a-1-cp312-cp312-any.whl: any any',
  ]);
  check('a wheel beside a source', 'poetry.lock', wheels('win32.whl', 'x.tar.gz'), []);
  check(
    'packages of uv, by their own names and versions',
    'uv.lock',
    `name = "nobody"
[[package]]
name = "a"
version = "1"
dependencies = [
    { name = "b" },
]
wheels = [
    { url = "https://files.test/x/a-1-py3-none-win_amd64.whl" },
    { path = "a-1-py3-none-linux_s390x.whl" },
]
name = "other"
version = "2"

[[package]]
name = "b"
sdist = { url = "https://files.test/b-1.tar.gz" }
wheels = [
    { filename = "b-1-py3-none-win_amd64.whl" },
]
`,
    ['a 1 < a-1-py3-none-win_amd64.whl: windows amd64, a-1-py3-none-linux_s390x.whl: linux s390x'],
  );
  check(
    'runtimes of NuGet',
    'packages.lock.json',
    JSON.stringify({
      dependencies: Object.fromEntries(
        [
          'net8.0',
          'net8.0/linux-x64',
          'net8.0/linux-musl-arm64',
          'net9.0/osx-arm64',
          'net9.0/osx.12-arm64',
          'net9.0/win',
          'net9.0/any-x64',
        ].map((key) => [key, {}]),
      ),
    }),
    [
      'net8.0 < linux-x64: linux amd64 glibc, linux-musl-arm64: linux arm64 musl',
      'net9.0 < osx-arm64: darwin arm64 glibc',
    ],
  );
});

describe('lock files', () => {
  it('are known by their names, in any folder', () => {
    for (const name of lockFileNames) {
      assert(isLockFile(name) && isLockFile(`a/b/${name}`), name);
      assert(!isLockFile(`a/${name}/b`) && !isLockFile(`x${name}`), name);
    }
  });

  it('say for whom packages are installed', () => {
    const forTarget = lockFileNames.filter(
      (name) => readLockFile(name, '')?.installs === 'for-target',
    );
    assert.deepEqual(forTarget, ['packages.lock.json']);
    for (const name of lockFileNames) {
      if (name !== 'packages.lock.json')
        assert.equal(readLockFile(name, '')?.installs, 'for-stage');
    }
  });

  const rows: readonly (readonly [
    platform: string,
    architectures: readonly string[],
    isLacking: boolean,
  ])[] = [
    ['linux/arm/v7', ['arm/v6'], false],
    ['linux/arm/v6', ['arm/v6'], false],
    ['linux/arm/v6', ['arm/v7'], true],
    ['linux/arm/v7', ['arm/v7'], false],
    ['linux/arm64', ['arm/v6'], true],
    ['linux/amd64', ['arm64', 'amd64'], false],
    ['nowhere/at/all/x', ['amd64'], false],
  ];
  for (const [platform, architectures, isLacking] of rows) {
    it(`${isLacking ? 'lack' : 'have'} builds of ${architectures.join()} for ${platform}`, () => {
      const builds = [{ name: 'b', isLocked: true, systems: ['linux'], architectures }];
      const found = lackingPackages(
        { installs: 'for-stage', packages: [{ name: 'a', builds }] },
        platform,
      );
      assert.deepEqual(found, isLacking ? [{ name: 'a' }] : []);
    });
  }

  /** As sharp 0.33 and newer: each build has one of a library for itself. */
  const sharp = (libraries: readonly string[]) => {
    const said = (cpu: string) => ({ os: ['linux'], cpu: [cpu] });
    const build = (cpu: string): readonly [string, object] => [
      `node_modules/@img/sharp-linux-${cpu}`,
      { ...said(cpu), optionalDependencies: { [`@img/sharp-libvips-linux-${cpu}`]: '1' } },
    ];
    const cpus = ['x64', 'arm64', 's390x'];
    const optionalDependencies = Object.fromEntries(
      cpus.map((cpu) => [`@img/sharp-linux-${cpu}`, '0'] as const),
    );
    const entries = [
      ['node_modules/sharp', { optionalDependencies }] as const,
      ...cpus.map(build),
      ...libraries.map(
        (cpu) => [`node_modules/@img/sharp-libvips-linux-${cpu}`, said(cpu)] as const,
      ),
    ];
    return JSON.stringify({ packages: Object.fromEntries<object>(entries) });
  };
  for (const [libraries, platform, expected] of [
    [['x64', 'arm64', 's390x'], 'linux/arm64', []],
    [['x64', 'arm64', 's390x'], 'linux/ppc64le', ['sharp']],
    [['x64'], 'linux/arm64', ['@img/sharp-linux-arm64']],
    [['x64'], 'linux/amd64', []],
  ] as const) {
    it(`of builds that have builds themselves: ${libraries.join()} for ${platform}`, () => {
      const lock = readLockFile('package-lock.json', sharp(libraries));
      assert(lock);
      assert.deepEqual(
        lackingPackages(lock, platform).map(({ name }) => name),
        expected,
      );
    });
  }
});
