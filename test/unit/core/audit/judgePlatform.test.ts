import assert from 'node:assert/strict';
import { ImageTree } from '../../../../src/core/audit/imageTree.ts';
import { judgePlatform } from '../../../../src/core/audit/judgePlatform.ts';
import type { LayerEntry } from '../../../../src/core/audit/layerEntry.ts';
import type { HardwareNeeds } from '../../../../src/core/binary/hardwareNeeds.ts';
import { startedPrograms } from '../../../../src/core/audit/startedPrograms.ts';
import { parsePlatform } from '../../../../src/core/platform/platform.ts';

type File = readonly [path: string, architecture: string, needs?: HardwareNeeds, os?: string];

/** The verdict on an image of these programs, whose entrypoint is /app if it has one. */
function judged(
  platform: string,
  files: readonly File[],
  isWhole = true,
  others: readonly LayerEntry[] = [],
) {
  const declared = parsePlatform(platform);
  assert.ok(declared.ok);
  const tree = new ImageTree();
  tree.begin(0);
  for (const [path, architecture, needs = {}, os = 'linux'] of files) {
    const platforms = [{ os, architecture }];
    const program = { format: 'elf', kind: 'program', platforms, needs } as const;
    tree.add({ kind: 'file', path, isExecutable: true, program });
  }
  for (const entry of others) tree.add(entry);
  const entrypoint = files.some(([path]) => path === 'app') ? ['/app'] : [];
  const config = { entrypoint, command: [], environment: {}, workingDirectory: '' };
  const started = startedPrograms(config, tree);
  return judgePlatform({ declared: declared.value, tree, started, isWhole });
}

const rows: readonly [platform: string, files: readonly File[], verdict: string][] = [
  ['linux/arm64', [['app', 'arm64']], 'right'],
  ['linux/arm64', [['app', 'amd64']], 'wrong'],
  ['linux/arm64', [['bin/a', 'amd64']], 'wrong'],
  ['linux/arm64', [], 'none'],
  [
    'linux/arm64',
    [
      ['app', 'arm64'],
      ['tool', 'amd64'],
    ],
    'mixed',
  ],
  [
    'linux/arm64',
    [
      ['app', 'arm64'],
      ['app.exe', 'amd64', {}, 'windows'],
    ],
    'right',
  ],
  // Beside the one for arm64 it is meant; alone it is what somebody copied from another machine.
  [
    'linux/arm64',
    [
      ['app', 'arm64'],
      ['n/linux-arm64/a', 'arm64'],
      ['n/linux-x64/a', 'amd64'],
    ],
    'right',
  ],
  [
    'linux/arm64',
    [
      ['app', 'arm64'],
      ['n/linux-x64/a', 'amd64'],
    ],
    'mixed',
  ],
  ['linux/arm64', [['opt/node-v20-linux-x64/bin/node', 'amd64']], 'wrong'],
  ['linux/amd64', [['app', '386']], 'right'],
  ['linux/386', [['app', 'amd64']], 'wrong'],
  ['linux/arm64', [['app', 'arm', { armVersion: 7 }]], 'right'],
  ['linux/arm/v7', [['app', 'arm', { armVersion: 6 }]], 'right'],
  ['linux/arm/v6', [['app', 'arm', { armVersion: 7 }]], 'wrong'],
  ['linux/arm/v6', [['app', 'arm']], 'right'],
  ['linux/arm/v5', [['app', 'arm', { armVersion: 5, armFloat: 'soft' }]], 'right'],
  ['linux/arm/v5', [['app', 'arm', { armVersion: 6, armFloat: 'soft' }]], 'wrong'],
  ['linux/arm/v5', [['app', 'arm', { armVersion: 5, armFloat: 'hard' }]], 'wrong'],
  ['linux/arm/v5', [['app', 'arm', { armFloat: 'hard' }]], 'wrong'],
  ['linux/arm/v6', [['app', 'arm', { armVersion: 6, armFloat: 'hard' }]], 'right'],
  ['linux/arm/v7', [['app', 'arm', { armVersion: 7, armFloat: 'hard' }]], 'right'],
  ['linux/arm/v7', [['app', 'arm', { armVersion: 8 }]], 'wrong'],
  ['windows/amd64', [['app.exe', 'amd64', {}, 'windows']], 'right'],
  ['windows/amd64', [['app.exe', 'arm64', {}, 'windows']], 'wrong'],
  ['windows/arm64', [['app.exe', 'amd64', {}, 'windows']], 'wrong'],
  // Brought along for a container of Linux, say.
  [
    'windows/amd64',
    [
      ['app.exe', 'amd64', {}, 'windows'],
      ['tool', 'arm64'],
    ],
    'right',
  ],
  ['linux/arm64', [['app', 'arm64be']], 'wrong'],
  ['linux/s390x', [['app', 's390x']], 'right'],
];

/** The program /app. */
function programOf(architecture: string, loader?: string): LayerEntry {
  const platforms = [{ os: 'linux', architecture }];
  const program = { format: 'elf', kind: 'program', platforms, needs: {} } as const;
  const loaded = { ...program, ...(loader !== undefined && { loader }) };
  return { kind: 'file', path: 'app', isExecutable: true, program: loaded };
}

describe('the verdict on a platform', () => {
  for (const [architectures, verdict, wrong] of [
    [['amd64', 'arm64'], 'right', []],
    [['amd64', '386'], 'mixed', ['/app.jar!/0.so', '/app.jar!/1.so']],
    [['arm64'], 'right', []],
  ] as const) {
    it(`on a jar with libraries for ${architectures.join(' and ')}: ${verdict}`, () => {
      const contained = architectures.map((architecture, at) => {
        const platforms = [{ os: 'linux', architecture }];
        return {
          path: `${at}.so`,
          program: { format: 'elf', kind: 'library', platforms, needs: {} } as const,
        };
      });
      const found = judged('linux/arm64', [['app', 'arm64']], true, [
        { kind: 'file', path: 'app.jar', isExecutable: false, contained },
      ]);
      assert.equal(found.verdict, verdict);
      assert.deepEqual(
        found.files.map(({ path }) => path),
        wrong,
      );
    });
  }

  for (const [platform, files, verdict] of rows) {
    const names = files.map(([path, architecture]) => `${path} of ${architecture}`).join(', ');
    it(`${platform} with ${names || 'no program'}: ${verdict}`, () => {
      assert.equal(judged(platform, files).verdict, verdict);
    });
  }

  it('says nothing of what was not read', () => {
    const files: readonly File[] = [
      ['app', 'arm64'],
      ['tool', 'amd64'],
    ];
    assert.equal(judged('linux/arm64', files, false).verdict, 'right');
  });

  it('remarks on newer processors, and on programs of 32 bits', () => {
    const remarks = [
      judged('linux/amd64', [['app', 'amd64', { amd64Level: 3 }]]).remarks,
      judged('linux/amd64/v3', [['app', 'amd64', { amd64Level: 3 }]]).remarks,
      judged('linux/arm64', [['app', 'arm', { armVersion: 7 }]]).remarks,
    ];
    assert.match(remarks[0]?.join() ?? '', /such as \/app, say that they need x86-64-v3/);
    assert.deepEqual(remarks[1], []);
    assert.match(remarks[2]?.join() ?? '', /32 bits/);
  });

  it('remarks on files for hard and for soft float beside each other', () => {
    const library = (armFloat: 'hard' | 'soft') =>
      judged('linux/arm/v7', [
        ['app', 'arm', { armVersion: 7, armFloat: 'hard' }],
        ['lib/a.so', 'arm', { armVersion: 7, armFloat }],
      ]).remarks;
    assert.match(library('soft').join(), /cannot load libraries/);
    assert.deepEqual(library('hard'), []);
  });

  it('says nothing of libraries that the loader takes on newer processors alone', () => {
    const path = 'usr/lib/x86_64-linux-gnu/glibc-hwcaps/x86-64-v3/libz.so';
    assert.deepEqual(judged('linux/amd64', [[path, 'amd64', { amd64Level: 3 }]]).remarks, []);
  });

  for (const [platform, needs, remark] of [
    ['linux/arm/v6', { armVersion: 7 }, /processors of linux\/arm\/v6 .* \(SIGILL\)/],
    ['linux/arm/v5', { armFloat: 'hard' }, /hard float.* linux\/arm\/v5 does not promise/],
  ] as const) {
    it(`says why a file is wrong for ${platform}`, () => {
      assert.match(judged(platform, [['app', 'arm', needs]]).remarks.join(), remark);
    });
  }

  it('counts programs of each platform, and names those that are wrong by path', () => {
    const { counts, files, wrongCount } = judged('linux/arm64', [
      ['usr/bin/z', 'amd64'],
      ['app', 'arm64'],
      ['usr/bin/b', 'amd64'],
      ['usr/bin/c', 'arm', { armVersion: 7 }],
      ['app.exe', 'amd64', {}, 'windows'],
    ]);
    assert.deepEqual(counts, [
      { platform: 'linux/amd64', files: 2, onPurpose: 0 },
      { platform: 'linux/arm64', files: 1, onPurpose: 0 },
      { platform: 'linux/arm/v7', files: 1, onPurpose: 0 },
      { platform: 'windows/amd64', files: 1, onPurpose: 1 },
    ]);
    const wrong = { kind: 'program', actual: ['linux/amd64'], layer: 0 };
    assert.deepEqual(files, [
      { ...wrong, path: '/usr/bin/b' },
      { ...wrong, path: '/usr/bin/z' },
    ]);
    assert.equal(wrongCount, 2);
  });

  it('counts a universal program once, with all that it is for', () => {
    const platforms = ['amd64', 'arm64'].map((architecture) => ({ os: 'darwin', architecture }));
    const program = { format: 'mach-o', kind: 'program', platforms, needs: {} } as const;
    const { counts } = judged('linux/arm64', [], true, [
      { kind: 'file', path: 'tool', isExecutable: true, program },
    ]);
    assert.deepEqual(counts, [{ platform: 'darwin/amd64 + darwin/arm64', files: 1, onPurpose: 1 }]);
  });

  it('names a thousand files, and counts all of them', () => {
    const files = Array.from({ length: 1_001 }, (_, at): File => [`bin/${String(at)}`, 'amd64']);
    const found = judged('linux/arm64', files);
    assert.deepEqual([found.files.length, found.wrongCount], [1_000, 1_001]);
  });

  it('names files of Windows as Windows does', () => {
    const { files } = judged('windows/amd64', [['app/a.exe', 'arm64', {}, 'windows']]);
    assert.equal(files[0]?.path, 'C:\\app\\a.exe');
  });

  const starts: readonly (readonly [string, readonly LayerEntry[], object, boolean?])[] = [
    ['nothing', [], { actual: [], state: 'missing' }],
    [
      'a script without an interpreter',
      [{ kind: 'file', path: 'app', isExecutable: true }],
      { actual: [], state: 'unknown', layer: 0 },
    ],
    ['what is for it', [programOf('arm64')], { actual: ['linux/arm64'], state: 'right', layer: 0 }],
    [
      'what is for another',
      [programOf('amd64')],
      { actual: ['linux/amd64'], state: 'wrong', layer: 0 },
    ],
    [
      'what has its loader',
      [programOf('arm64', '/lib/ld.so'), { kind: 'file', path: 'lib/ld.so', isExecutable: true }],
      { actual: ['linux/arm64'], state: 'right', layer: 0 },
    ],
    [
      'what has no loader',
      [programOf('arm64', '/lib/ld.so')],
      { actual: ['linux/arm64'], state: 'right', missingLoader: '/lib/ld.so', layer: 0 },
    ],
    [
      'what may have one in a layer that was not read',
      [programOf('arm64', '/lib/ld.so')],
      { actual: ['linux/arm64'], state: 'right', layer: 0 },
      false,
    ],
  ];
  for (const [name, entries, expected, isWhole = true] of starts) {
    it(`says of what is started: ${name}`, () => {
      const tree = new ImageTree();
      tree.begin(0);
      for (const entry of entries) tree.add(entry);
      const config = { entrypoint: ['/app'], command: [], environment: {}, workingDirectory: '' };
      const declared = { os: 'linux', architecture: 'arm64' };
      const { started } = judgePlatform({
        ...{ declared, tree, isWhole, started: startedPrograms(config, tree) },
      });
      assert.deepEqual(started, [
        { role: 'entrypoint', word: '/app', chain: ['/app'], ...expected },
      ]);
    });
  }

  it('is wrong by what is started, whatever else is right', () => {
    const files: readonly File[] = [
      ['app', 'amd64'],
      ['bin/a', 'arm64'],
    ];
    assert.equal(judged('linux/arm64', files).verdict, 'wrong');
    // Of some of the layers only this is known.
    assert.equal(judged('linux/arm64', files, false).verdict, 'wrong');
    assert.equal(judged('linux/arm64', [['bin/a', 'amd64']], false).verdict, 'none');
  });

  const remarks: readonly (readonly [string, string, readonly File[], readonly string[]])[] = [
    [
      'the newest processor that is needed',
      'linux/amd64/v2',
      [
        ['a', 'amd64', { amd64Level: 3 }],
        ['b', 'amd64', { amd64Level: 4 }],
        ['c', 'amd64', { amd64Level: 2 }],
      ],
      [
        'Some of its files, such as /b, say that they need x86-64-v4; the platform promises x86-64-v2.',
      ],
    ],
    [
      'programs of 32 bits on arm64',
      'linux/arm64',
      [['a', 'arm', { armVersion: 6 }]],
      ['It has programs of 32 bits (linux/arm). Processors without them exist, such as Apple’s.'],
    ],
    [
      'programs of 32 bits on amd64',
      'linux/amd64',
      [
        ['a', '386'],
        ['b', 'amd64'],
      ],
      ['It has programs of 32 bits (linux/386). Processors without them exist.'],
    ],
    ['no programs of 32 bits elsewhere', 'linux/s390x', [['a', '386']], []],
    [
      'soft float on what has no other',
      'linux/arm/v5',
      [['a', 'arm', { armVersion: 5, armFloat: 'soft' }]],
      [],
    ],
    [
      'hard float on what does not promise it',
      'linux/arm/v5',
      [
        ['a', 'arm', { armFloat: 'hard' }],
        ['b', 'amd64'],
      ],
      [
        'Some of its files need a processor that has floating point (hard float), which linux/arm/v5 does not promise.',
      ],
    ],
    [
      'a version that is too new, of several files',
      'linux/arm/v6',
      [
        ['a', 'arm', { armVersion: 7, armFloat: 'hard' }],
        ['b', 'amd64'],
      ],
      ['On processors of linux/arm/v6 alone, such files end with “Illegal instruction” (SIGILL).'],
    ],
    [
      'nothing of what is for another processor',
      'linux/arm64',
      [['a', 'arm', { armVersion: 9 }]],
      ['It has programs of 32 bits (linux/arm). Processors without them exist, such as Apple’s.'],
    ],
    [
      'nothing of floats that are wrong anyway',
      'linux/arm/v6',
      [
        ['a', 'arm', { armVersion: 6, armFloat: 'soft' }],
        ['b', 'arm', { armVersion: 7, armFloat: 'hard' }],
      ],
      ['On processors of linux/arm/v6 alone, such files end with “Illegal instruction” (SIGILL).'],
    ],
  ];
  for (const [name, platform, files, expected] of remarks) {
    it(`remarks on ${name}`, () => {
      assert.deepEqual(judged(platform, files).remarks, expected);
    });
  }
});
