import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { lackingPackages } from '../../../../src/core/lockfile/lackingPackages.ts';
import { readLockFile } from '../../../../src/core/lockfile/lockFile.ts';
import type { Libc } from '../../../../src/core/lockfile/lockedPackage.ts';
import { assertProportional } from '../../../support/growth.ts';

/** `package (build that is missing)`, for each that has no build. */
function lacks(name: string, text: string, platform: string, libc?: Libc): readonly string[] {
  const lock = readLockFile(name, text);
  assert.ok(lock);
  return lackingPackages(lock, platform, libc).map((each) =>
    each.missing === undefined ? each.name : `${each.name} (${each.missing})`,
  );
}

/** What real tools wrote; the locations of packages are taken out of that of Yarn. */
const recorded = (file: string) => readFileSync(`test/fixtures/${file}`, 'utf8');
/** `npm install` with `node_modules` there and no lock file, on linux/amd64: it forgets the others. */
const npm10 = recorded('npm/10.8.2/package-lock.json');
const npm11 = recorded('npm/11.19.1/package-lock.json');
const pnpm = recorded('pnpm/9.15.9/pnpm-lock.yaml');
const yarn = recorded('yarn/1.22.22/yarn.lock');

type Row = readonly [platform: string, libc: Libc | undefined, expected: readonly string[]];

function check(title: string, name: string, text: string, rows: readonly Row[]): void {
  for (const [platform, libc, expected] of rows) {
    it(`${title}, ${platform} ${libc ?? ''}`, () => {
      assert.deepEqual(lacks(name, text, platform, libc), expected);
    });
  }
}

describe('lock files', () => {
  check('npm 10.8.2', 'package-lock.json', npm10, [
    ['linux/amd64', undefined, []],
    ['linux/arm64', undefined, ['esbuild (@esbuild/linux-arm64)']],
    ['linux/arm/v7', undefined, ['esbuild (@esbuild/linux-arm)']],
    // No package of it is for Windows: it may be a lock file for Linux alone.
    ['linux/386', undefined, ['esbuild (@esbuild/linux-ia32)']],
  ]);
  const complete: readonly Row[] = [
    ['linux/amd64', undefined, []],
    ['linux/arm64', 'musl', []],
    ['linux/arm/v7', undefined, []],
    ['linux/ppc64le', undefined, []],
    ['linux/s390x', undefined, []],
    ['windows/amd64', undefined, []],
  ];
  check('npm 11.19.1', 'package-lock.json', npm11, complete);
  check('pnpm 9.15.9', 'pnpm-lock.yaml', pnpm, complete);
  check('Yarn 1.22.22', 'yarn.lock', yarn, complete);
  const without = (text: string, name: string) =>
    text.replaceAll(new RegExp(`^ *['"]?${name}@[^]*?\\n\\n`, 'gm'), '');
  check('pnpm without one', 'pnpm-lock.yaml', without(pnpm, '@esbuild/linux-arm64'), [
    ['linux/arm64', undefined, ['esbuild (@esbuild/linux-arm64)']],
    ['linux/amd64', undefined, []],
  ]);
  check('Yarn without one', 'yarn.lock', without(yarn, '@esbuild/linux-arm64'), [
    ['linux/arm64', undefined, ['esbuild (@esbuild/linux-arm64)']],
    ['linux/amd64', undefined, []],
  ]);
  check(
    'Yarn 4',
    'yarn.lock',
    `__metadata:
  version: 8

"@rollup/rollup-linux-x64-gnu@npm:4.9.0":
  version: 4.9.0
  conditions: os=linux & cpu=x64 & libc=glibc
  languageName: node

"@rollup/rollup-linux-x64-musl@npm:4.9.0":
  version: 4.9.0
  conditions: os=linux & cpu=x64 & libc=musl

"@rollup/rollup-linux-arm64-gnu@npm:4.9.0":
  version: 4.9.0
  conditions: os=linux & cpu=arm64 & libc=glibc

"fsevents@npm:~2.3.2":
  version: 2.3.3
  conditions: os=darwin

"rollup@npm:^4.0.0":
  version: 4.9.0
  dependencies:
    "@rollup/rollup-linux-arm64-gnu": "npm:4.9.0"
    "@rollup/rollup-linux-arm64-musl": "npm:4.9.0"
    "@rollup/rollup-linux-x64-gnu": "npm:4.9.0"
    "@rollup/rollup-linux-x64-musl": "npm:4.9.0"
    fsevents: "npm:~2.3.2"
  dependenciesMeta:
    "@rollup/rollup-linux-arm64-gnu":
      optional: true
    "@rollup/rollup-linux-arm64-musl":
      optional: true
    "@rollup/rollup-linux-x64-gnu":
      optional: true
    "@rollup/rollup-linux-x64-musl":
      optional: true
    fsevents:
      optional: true
  bin:
    rollup: dist/bin/rollup
`,
    [
      ['linux/arm64', undefined, []],
      ['linux/arm64', 'glibc', []],
      ['linux/arm64', 'musl', ['rollup (@rollup/rollup-linux-arm64-musl)']],
      ['linux/s390x', undefined, ['rollup']],
    ],
  );
  check(
    'npm, optional dependencies that are for all, or for another system',
    'package-lock.json',
    JSON.stringify({
      lockfileVersion: 3,
      packages: {
        '': { optionalDependencies: { 'linux-tool': '1' } },
        'node_modules/chokidar': { optionalDependencies: { fsevents: '~2.3.2' } },
        'node_modules/fsevents': { os: ['darwin'], optional: true },
        'node_modules/ws': { optionalDependencies: { bufferutil: '4', 'utf-8-validate': '6' } },
        'node_modules/bufferutil': { optional: true },
        'node_modules/unix-dgram': { os: ['!win32'], optional: true },
        'node_modules/a': { optionalDependencies: { 'unix-dgram': '1' } },
      },
    }),
    [['linux/arm64', undefined, []]],
  );
  check(
    'uv',
    'uv.lock',
    `version = 1

[[package]]
name = "app"
version = "0.1.0"
source = { virtual = "." }
dependencies = [
    { name = "only-x86", marker = "platform_machine == 'x86_64'" },
    { name = "wheels-only" },
]

[[package]]
name = "wheels-only"
version = "1.2"
wheels = [
    { url = "https://files.example/wheels_only-1.2-cp312-cp312-macosx_11_0_arm64.whl", size = 1 },
    { url = "https://files.example/wheels_only-1.2-cp312-cp312-manylinux_2_17_x86_64.manylinux2014_x86_64.whl", size = 1 },
    { url = "https://files.example/wheels_only-1.2-cp312-cp312-musllinux_1_2_aarch64.whl", size = 1 },
]

[[package]]
name = "only-x86"
version = "1.0"
wheels = [
    { url = "https://files.example/only_x86-1.0-py3-none-manylinux_2_17_x86_64.whl", size = 1 },
]

[[package]]
name = "with-source"
version = "2.0"
sdist = { url = "https://files.example/with_source-2.0.tar.gz", size = 1 }
wheels = [
    { url = "https://files.example/with_source-2.0-cp312-cp312-manylinux_2_17_x86_64.whl", size = 1 },
]

[[package]]
name = "pure"
version = "3.0"
wheels = [
    { url = "https://files.example/pure-3.0-py3-none-any.whl", size = 1 },
]

[[package]]
name = "pywin32"
version = "306"
wheels = [
    { url = "https://files.example/pywin32-306-cp312-cp312-win_amd64.whl", size = 1 },
]
`,
    [
      ['linux/amd64', undefined, []],
      ['linux/arm64', undefined, []],
      ['linux/arm64', 'glibc', ['wheels-only 1.2']],
      ['linux/amd64', 'musl', ['wheels-only 1.2']],
      ['linux/s390x', undefined, ['wheels-only 1.2']],
      ['windows/arm64', undefined, ['pywin32 306']],
    ],
  );
  check(
    'Poetry',
    'poetry.lock',
    `[[package]]
name = "onnx"
version = "1.22.0"
optional = false
files = [
    {file = "onnx-1.22.0-cp312-cp312-manylinux_2_27_x86_64.whl", hash = "sha256:00"},
    {file = "onnx-1.22.0-cp312-cp312-win_amd64.whl", hash = "sha256:00"},
]

[package.dependencies]
numpy = ">=1.21"
nccl = {version = "2.2", markers = "platform_system == \\"Linux\\" and platform_machine == \\"x86_64\\""}

[[package]]
name = "nccl"
version = "2.2"
files = [
    {file = "nccl-2.2-py3-none-manylinux_2_27_x86_64.whl", hash = "sha256:00"},
]

[[package]]
name = "numpy"
version = "2.0"
files = [
    {file = "numpy-2.0-cp312-cp312-manylinux_2_27_x86_64.whl", hash = "sha256:00"},
    {file = "numpy-2.0.tar.gz", hash = "sha256:00"},
]

[[package]]
name = "marked"
version = "1"
markers = "platform_machine == \\"x86_64\\""
files = [
    {file = "marked-1-py3-none-manylinux_2_27_x86_64.whl", hash = "sha256:00"},
]
`,
    [
      ['linux/amd64', undefined, []],
      ['linux/arm64', undefined, ['onnx 1.22.0']],
    ],
  );
  const nuget = (...frameworks: readonly string[]) =>
    `\uFEFF${JSON.stringify({ version: 1, dependencies: Object.fromEntries(frameworks.map((each) => [each, {}])) })}`;
  check('NuGet', 'packages.lock.json', nuget('net8.0', 'net8.0/linux-x64', 'net8.0/win-x64'), [
    ['linux/amd64', undefined, []],
    ['linux/arm64', undefined, ['net8.0']],
    ['windows/amd64', undefined, []],
  ]);
  check('NuGet without runtimes', 'packages.lock.json', nuget('net8.0'), [
    ['linux/arm64', undefined, []],
  ]);

  it('that are none hold nothing', () => {
    for (const name of ['package-lock.json', 'packages.lock.json', 'yarn.lock', 'uv.lock']) {
      for (const text of [
        '',
        'null',
        '[]',
        '{"packages":[]}',
        '{"packages":{"node_modules/a":1}}',
        '[[package]]',
      ]) {
        assert.deepEqual(readLockFile(name, text)?.packages, []);
      }
    }
    assert.equal(readLockFile('go.sum', ''), undefined);
    assert.equal(readLockFile('toString', ''), undefined);
  });

  it('take time in proportion to their length', () => {
    assertProportional((share) => {
      const count = 200 * share;
      readLockFile('pnpm-lock.yaml', pnpm.repeat(count));
      readLockFile('yarn.lock', yarn.repeat(count));
      readLockFile(
        'uv.lock',
        '[[package]]\nname = "a"\nwheels = [\n{ url = "a-1-manylinux_x86_64.whl" },\n]\n'.repeat(
          count * 20,
        ),
      );
    });
  });
});
