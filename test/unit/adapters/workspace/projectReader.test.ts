import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseBake } from '../../../../src/adapters/workspace/bakePrint.ts';
import { readComposeFile } from '../../../../src/adapters/workspace/composeFile.ts';
import { readProjectFile } from '../../../../src/adapters/workspace/projectFile.ts';
import { createProjectReader } from '../../../../src/adapters/workspace/projectReader.ts';
import { joinDeclarations } from '../../../../src/core/project/declaration.ts';

describe('.multiarch.yaml', () => {
  const text = [
    'platforms: [linux/amd64, linux/arm64]',
    'rules: { arch-named-image: off }',
    'buildArgs: { VERSION: 3.22, DEBUG: true }',
    'files:',
    '  "services/**/Dockerfile":',
    '    platforms: [linux/arm64]',
    '    buildArgs: { VERSION: "4" }',
    '  services/a/Dockerfile:',
    '    rules: { shared-cache-mount: error }',
  ].join('\n');

  const check = (file: string, expected: unknown) => {
    it(file, () => {
      const read = readProjectFile(text);
      assert(read.ok);
      assert.deepEqual(read.value.settingsFor(file), expected);
    });
  };
  const general = {
    platforms: ['linux/amd64', 'linux/arm64'],
    rules: { 'arch-named-image': 'off' },
    buildArgs: { VERSION: '3.22', DEBUG: 'true' },
  };
  check('Dockerfile', general);
  check('services/b/c/Dockerfile', {
    ...general,
    platforms: ['linux/arm64'],
    buildArgs: { VERSION: '4', DEBUG: 'true' },
  });
  check('services/a/Dockerfile', {
    platforms: ['linux/arm64'],
    rules: { 'arch-named-image': 'off', 'shared-cache-mount': 'error' },
    buildArgs: { VERSION: '4', DEBUG: 'true' },
  });

  const refuse = (title: string, wrong: string, expected: RegExp) => {
    it(`says what is wrong: ${title}`, () => {
      const read = readProjectFile(wrong);
      assert(!read.ok);
      assert.match(read.problem.message, expected);
    });
  };
  refuse('no YAML', 'platforms: [', /^\.multiarch\.yaml is no YAML: /);
  refuse('an unknown key', 'platform: linux/amd64', /no key "platform"/);
  refuse('a level that there is not', 'rules: { a: loud }', /rules\.a is not right: rules holds/);
  refuse('a text for a list', 'platforms: linux/amd64', /platforms holds a list/);
  refuse('a bomb of aliases', `a: &a [x,x]\n${'b: [*a,*a,*a,*a]\n'.repeat(1)}`, /no key "a"/);

  it('may be empty', () => {
    const read = readProjectFile('# nothing yet\n');
    assert(read.ok);
    assert.deepEqual(read.value.settingsFor('Dockerfile'), {
      platforms: [],
      rules: {},
      buildArgs: {},
    });
  });
});

describe('compose files', () => {
  const check = (title: string, text: string, expected: unknown) => {
    it(title, () => {
      const read = readComposeFile(text, path.resolve('/p/compose.yaml'));
      const found = (read.ok ? read.value : []).map(
        ({ name, dockerfile, platforms, buildArgs, target }) => ({
          name,
          dockerfile: dockerfile.replaceAll('\\', '/').replace(/^[A-Z]:/, ''),
          platforms: platforms.join(' '),
          ...(Object.keys(buildArgs ?? {}).length > 0 && { buildArgs }),
          ...(target !== undefined && { target }),
        }),
      );
      assert.deepEqual(found, expected);
    });
  };
  check('a short build', 'services:\n  a:\n    build: ./web\n    platform: linux/arm64\n', [
    { name: 'a', dockerfile: '/p/web/Dockerfile', platforms: 'linux/arm64' },
  ]);
  check(
    'a long build',
    'services:\n  a:\n    build:\n      context: web\n      dockerfile: ../D\n      target: final\n      args: [V=1, FROM_ENV]\n      platforms: [linux/amd64, linux/arm64]\n',
    [
      {
        name: 'a',
        dockerfile: '/p/D',
        platforms: 'linux/amd64 linux/arm64',
        buildArgs: { V: '1' },
        target: 'final',
      },
    ],
  );
  check(
    'arguments as a map',
    'services:\n  a:\n    build: { context: ., args: { N: 1, M: null, E: "${X}" } }\n',
    [{ name: 'a', dockerfile: '/p/Dockerfile', platforms: '', buildArgs: { N: '1' } }],
  );
  check('an image only', 'services:\n  a:\n    image: alpine\n', []);
  check('a context from the environment', 'services:\n  a:\n    build: ${DIR}\n', []);
  check('a context elsewhere', 'services:\n  a:\n    build: https://example.com/x.git\n', []);
  check(
    'a Dockerfile in the file',
    'services:\n  a:\n    build: { dockerfile_inline: "FROM a" }\n',
    [],
  );
  check('merged keys', 'x: &x { build: . }\nservices:\n  a:\n    <<: *x\n', [
    { name: 'a', dockerfile: '/p/Dockerfile', platforms: '' },
  ]);
  check('what is no compose file', 'services: 3\n', []);
  check('what is no YAML', '\t{', []);
  const repeat = (count: number, line: (index: number) => string) =>
    Array.from({ length: count }, (_, index) => line(index)).join('\n');
  check('a file of 900 KB', `services:\n${repeat(50_000, (at) => `  s${at}: { build: . }`)}`, []);
  check(
    'thousands of aliases',
    `services: { a: { build: . } }\n${repeat(8_000, (at) => `a${at}: &a${at} x\nb${at}: *a${at}`)}`,
    [],
  );
  check('thousands of brackets', `services: { a: { build: . } }\nx: ${'['.repeat(20_000)}`, []);

  it('quotes nothing of a file to standard error', async () => {
    const warned: Error[] = [];
    const note = (warning: Error) => warned.push(warning);
    process.on('warning', note);
    const text = 'a: !!js/function "\u{1B}[31m"\nservices: { a: { build: . } }\n';
    const read = readComposeFile(text, path.resolve('/p/compose.yaml'));
    assert(read.ok);
    assert.equal(read.value.length, 1);
    readProjectFile(text);
    // Warnings are emitted in the next turn.
    await new Promise(setImmediate);
    process.off('warning', note);
    assert.deepEqual(warned, []);
  });
});

describe('what bake prints', () => {
  it('is read with its paths', () => {
    const printed = JSON.stringify({
      target: {
        app: {
          context: '.',
          dockerfile: 'app.Dockerfile',
          args: { V: '1', N: null },
          contexts: { x: 'docker-image://alpine' },
          target: 'final',
          platforms: ['linux/amd64'],
        },
        sub: { context: 'sub', dockerfile: 'Dockerfile' },
        inline: { 'dockerfile-inline': 'FROM a' },
        far: { context: 'https://example.com/x.git' },
      },
    });
    const read = parseBake(printed, '/p', 'docker-bake.hcl');
    assert(read.ok);
    assert.deepEqual(
      read.value.map(({ name, dockerfile }) => [name, dockerfile]),
      [
        ['app', path.resolve('/p/app.Dockerfile')],
        ['sub', path.resolve('/p/sub/Dockerfile')],
      ],
    );
    assert.deepEqual(read.value[0]?.buildArgs, { V: '1' });
  });
  it('may be something else', () => {
    assert.equal(parseBake('<html>', '/p', 'f').ok, false);
    assert.equal(parseBake('{"target": 3}', '/p', 'f').ok, false);
  });
});

describe('several targets that build one Dockerfile', () => {
  const declaration = (name: string, platforms: string[], rest = {}) =>
    ({
      kind: 'bake',
      file: 'f',
      name,
      dockerfile: '/d',
      context: '/',
      platforms,
      ...rest,
    }) as const;
  it('are joined', () => {
    assert.deepEqual(
      joinDeclarations([
        declaration('a', ['linux/amd64'], {
          target: 'x',
          buildArgs: { V: '1', W: '1' },
          unknownArgs: { E: 'it is so' },
          contexts: { base: 'docker-image://alpine', same: 'x' },
        }),
        declaration('b', ['linux/arm64', 'linux/amd64'], {
          target: 'x',
          buildArgs: { V: '2', W: '1' },
          contexts: { same: 'x' },
        }),
        declaration('c', [], { target: 'x', buildArgs: { W: '1' }, contexts: { same: 'x' } }),
      ]),
      {
        targets: {
          platforms: ['linux/amd64', 'linux/arm64'],
          source: { kind: 'bake', file: 'f', names: ['a', 'b'] },
        },
        context: '/',
        target: 'x',
        buildArgs: { W: '1' },
        unknownArgs: { V: 'f gives it different values', E: 'it is so' },
        contexts: { base: '', same: 'x' },
      },
    );
  });
});

describe('the files around a Dockerfile', () => {
  let root: string;
  beforeEach(async () => {
    root = await mkdtemp(path.join(tmpdir(), 'multiarch-project-'));
    await mkdir(path.join(root, 'a', 'b'), { recursive: true });
  });
  afterEach(() => rm(root, { recursive: true }));

  const reader = () => createProjectReader(() => Promise.resolve({ grouped: [], all: [] }));
  const dockerfile = () => path.join(root, 'a', 'b', 'Dockerfile');

  it('say nothing when there are none', async () => {
    assert.deepEqual(await reader().read(dockerfile(), root), {
      targets: [],
      rules: {},
      buildArgs: {},
      contexts: {},
    });
  });

  it('are asked in order, the nearest first', async () => {
    await writeFile(
      path.join(root, '.multiarch.yaml'),
      'files: { "a/**": { platforms: [linux/386] } }',
    );
    await writeFile(
      path.join(root, 'compose.yaml'),
      'services: { s: { build: a/b, platform: linux/arm64 } }',
    );
    await writeFile(
      path.join(root, 'a', 'compose.yaml'),
      'services: { t: { build: b, platform: linux/amd64 } }',
    );
    const facts = await reader().read(dockerfile(), root);
    assert.deepEqual(
      facts.targets.map(({ platforms, source }) => [source.kind, ...platforms]),
      [
        ['project-file', 'linux/386'],
        ['compose', 'linux/amd64'],
      ],
    );
  });

  it('are asked of docker where they are bake files', async () => {
    await writeFile(path.join(root, 'docker-bake.hcl'), '');
    const declaration = {
      kind: 'bake',
      file: 'docker-bake.hcl',
      dockerfile: dockerfile(),
      context: root,
    } as const;
    const all = [
      { ...declaration, name: 'base', platforms: ['linux/s390x'] },
      { ...declaration, name: 'app', platforms: ['linux/amd64'], target: 'final' },
    ];
    const bake = createProjectReader((folder, files) => {
      assert.deepEqual([folder, files], [root, ['docker-bake.hcl']]);
      return Promise.resolve({ grouped: all.slice(1), all });
    });
    const facts = await bake.read(dockerfile(), root);
    assert.deepEqual(facts.targets[0]?.platforms, ['linux/amd64']);
    assert.equal(facts.target, 'final');
  });

  const family = (title: string, files: readonly string[], file: string, expected: unknown) => {
    it(`count by their names: ${title}`, async () => {
      for (const each of files) {
        await mkdir(path.dirname(path.join(root, each)), { recursive: true });
        await writeFile(path.join(root, each), '');
      }
      const { targets } = await reader().read(path.join(root, file), root);
      assert.deepEqual(targets, expected);
    });
  };
  family('one of a family', ['Dockerfile.amd64', 'Dockerfile.arm64'], 'Dockerfile.arm64', [
    { platforms: ['linux/arm64'], source: { kind: 'family', others: ['Dockerfile.amd64'] } },
  ]);
  family(
    'one of a family in folders',
    ['amd64/Dockerfile', 'armhf/Dockerfile'],
    'armhf/Dockerfile',
    [{ platforms: ['linux/arm/v7'], source: { kind: 'family', others: ['amd64/Dockerfile'] } }],
  );
  family('a name without a family', ['Dockerfile.arm64'], 'Dockerfile.arm64', []);
  family('a folder without a family', ['arm64/Dockerfile', 'amd64/x'], 'arm64/Dockerfile', []);

  it('say more than the names', async () => {
    for (const name of ['Dockerfile.amd64', 'Dockerfile.arm64']) {
      await writeFile(path.join(root, name), '');
    }
    await writeFile(path.join(root, '.multiarch.yaml'), 'platforms: [linux/386]');
    const { targets } = await reader().read(path.join(root, 'Dockerfile.arm64'), root);
    assert.deepEqual(
      targets.map(({ source: { kind } }) => kind),
      ['project-file', 'family'],
    );
  });

  it('are read again once they are forgotten', async () => {
    const files = reader();
    assert.deepEqual((await files.read(dockerfile(), root)).targets, []);
    await writeFile(path.join(root, '.multiarch.yaml'), 'platforms: [linux/386]');
    assert.deepEqual((await files.read(dockerfile(), root)).targets, []);
    files.forget();
    assert.equal((await files.read(dockerfile(), root)).targets.length, 1);
  });

  it('are looked for up to the repository without a workspace', async () => {
    await mkdir(path.join(root, 'a', '.git'));
    await writeFile(path.join(root, '.multiarch.yaml'), 'platforms: [linux/386]');
    assert.deepEqual((await reader().read(dockerfile())).targets, []);
    await writeFile(path.join(root, 'a', '.multiarch.yaml'), 'platforms: [linux/arm64]');
    assert.equal((await reader().read(dockerfile())).targets.length, 1);
  });

  it('may be broken', async () => {
    await writeFile(path.join(root, '.multiarch.yaml'), 'platforms: 3');
    assert.match(
      (await reader().read(dockerfile(), root)).problem ?? '',
      /multiarch\.yaml: .*platforms/,
    );
  });
});
