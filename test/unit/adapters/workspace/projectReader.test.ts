import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseBake, readBake } from '../../../../src/adapters/workspace/bakePrint.ts';
import {
  readComposeBuilds,
  readComposeFile,
} from '../../../../src/adapters/workspace/composeFile.ts';
import { bakedBuilds, composeProjects } from '../../../support/composeProjects.ts';
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
      const { file: project, problems } = readProjectFile(text);
      assert.deepEqual(problems, []);
      assert.deepEqual(project?.settingsFor(file), expected);
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

  const complain = (title: string, wrong: string, ...expected: readonly string[]) => {
    it(`says what is wrong: ${title}`, () => {
      const { file, problems } = readProjectFile(wrong);
      const told = problems.map(({ severity, message, range }) => {
        const place = range && `${range.start.line + 1}:${range.start.character + 1} `;
        return `${place ?? ''}${severity}: ${message}`;
      });
      assert.equal(told.length, expected.length, told.join('\n'));
      for (const [index, each] of expected.entries()) {
        assert.ok(told[index]?.startsWith(each), told[index]);
      }
      assert.equal(file === undefined, told.join().includes('error: '));
    });
  };
  complain('no YAML', 'rules: {}\nplatforms: [a', '2:14 error: it is no YAML: Flow sequence');
  complain(
    'an unknown key',
    '# x\nplatfroms: [linux/amd64]',
    '2:1 error: there is no key "platfroms" (did you mean platforms?). It knows platforms, rules, buildArgs, files.',
  );
  complain('an unknown key that is near none', 'a: 1', '1:1 error: there is no key "a". It knows');
  complain(
    'unknown keys further in, each of them',
    'files:\n  "a/*":\n    rule: {}\n    files: {}\n',
    '3:5 error: there is no key "rule" (did you mean rules?). It knows platforms, rules, buildArgs.',
    '4:5 error: there is no key "files". It knows platforms, rules, buildArgs.',
  );
  complain(
    'a level that there is not',
    'rules:\n  arch-named-image: loud\n  build-host-probe: "wraning"',
    '2:21 error: rules.arch-named-image cannot be "loud": rules holds',
    '3:21 error: rules.build-host-probe cannot be "wraning" (did you mean warning?): rules holds',
  );
  complain(
    'a level of other tools',
    'files: { a: { rules: { arch-named-image: warn, build-host-probe: Warning } } }',
    '1:42 error: files.a.rules.arch-named-image cannot be "warn" (did you mean warning?): rules holds',
    '1:66 error: files.a.rules.build-host-probe cannot be "Warning" (did you mean warning?): rules holds',
  );
  complain(
    'a long text for a level',
    `rules: { arch-named-image: ${'x'.repeat(5000)} }`,
    `1:28 error: rules.arch-named-image cannot be "${'x'.repeat(100)}…": rules holds`,
  );
  complain(
    'a glob that is no glob any more',
    `files: { ? ${'a'.repeat(1001)} : {} }`,
    'error: it has a glob of over 1000 characters.',
  );
  for (const glob of [
    '!(old)/Dockerfile',
    '@(a|b)/Dockerfile',
    '{1..3}/Dockerfile',
    '[[:alpha:]]*',
  ]) {
    complain(
      `a glob of others: ${glob}`,
      `files: { "${glob}": {} }`,
      `error: the glob ${glob} is not known: name the files one by one.`,
    );
  }
  complain(
    'rules that there are not',
    'rules: { arch-named-imgae: off }\nfiles: { a: { rules: { x: off } } }',
    '1:10 warning: there is no rule "arch-named-imgae" (did you mean arch-named-image?), so this',
    '2:24 warning: there is no rule "x", so this changes nothing.',
  );
  complain(
    'a text for a list',
    'platforms: linux/amd64, linux/arm46',
    '1:12 error: platforms is no list: write [linux/amd64, linux/arm46].',
  );
  complain(
    'an empty text for a list',
    'platforms: ""',
    '1:12 error: platforms cannot be "": platf',
  );
  complain('a list that holds a number', 'platforms: [a, 3]', '1:16 error: platforms.1 is not');
  complain('a list', '- a', '1:1 error: it holds platforms, rules, buildArgs, files, and');
  complain('aliases', 'platforms: &a [x]\nrules: *a', '2:8 error: rules is not right');
  complain(
    'a bomb of aliases',
    `a: &a [x,x]\n${Array.from('abcdefgh')
      .map(
        (name, at, all) =>
          `${all[at + 1] ?? 'z'}: &${all[at + 1] ?? 'z'} [${`*${name},`.repeat(9)}]`,
      )
      .join('\n')}`,
    'error: it is no YAML: Excessive alias count',
  );
  complain('a long file', `#${'x'.repeat(70_000)}`, 'error: it is longer than 64 KB.');
  it('tells some mistakes of thousands', () => {
    const text = `rules: {${Array.from({ length: 3_000 }, (_, at) => `x${at}: off`).join()}}`;
    assert.equal(readProjectFile(text).problems.length, 20);
  });

  it('may be empty', () => {
    assert.deepEqual(readProjectFile('# nothing yet\n').file?.settingsFor('Dockerfile'), {
      platforms: [],
      rules: {},
      buildArgs: {},
    });
  });
});

describe('compose files', () => {
  const check = (title: string, text: string, expected: unknown, problem = /^$/) => {
    it(title, () => {
      const read = readComposeFile(text, path.resolve('/p/compose.yaml'));
      const found = read.declarations.map(({ name, dockerfile, platforms, buildArgs, target }) => ({
        name,
        dockerfile: dockerfile.replaceAll('\\', '/').replace(/^[A-Z]:/, ''),
        platforms: platforms.join(' '),
        ...(Object.keys(buildArgs ?? {}).length > 0 && { buildArgs }),
        ...(target !== undefined && { target }),
      }));
      assert.deepEqual(found, expected);
      assert.match(read.problem ?? '', problem);
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
    'a platform of which nothing comes',
    'services:\n  a:\n    build: { context: ., platforms: ["${P:-}", linux/arm64] }\n',
    [{ name: 'a', dockerfile: '/p/Dockerfile', platforms: 'linux/arm64' }],
  );
  check(
    'the platform of the builder',
    'services:\n  a:\n    build: { context: ., platforms: [local, linux/arm64] }\n',
    [{ name: 'a', dockerfile: '/p/Dockerfile', platforms: 'linux/arm64' }],
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
  const repeat = (count: number, line: (index: number) => string) =>
    Array.from({ length: count }, (_, index) => line(index)).join('\n');
  check(
    'merged keys that have aliases themselves, often',
    `x: &x 1\ny: &y\n${repeat(9, (at) => `  k${at}: *x`)}\nservices:\n${repeat(50, (at) => `  s${at}: { <<: *y, image: a }`)}\n  a: { build: . }\n`,
    [{ name: 'a', dockerfile: '/p/Dockerfile', platforms: '' }],
  );
  check('an empty build', 'services:\n  a:\n    build:\n    platform:\n  b:\n', []);
  check('what is no compose file', 'services: 3\n', [], /^services is not as Compose has it\.$/);
  check('what is no YAML', 'a: [\n', [], /^it is no YAML: .* at line 2, column 1\.$/);
  check(
    'a service that is none, and others',
    'services:\n  a: { build: { platforms: linux/arm64 } }\n  b: { build: b }\n',
    [{ name: 'b', dockerfile: '/p/b/Dockerfile', platforms: '' }],
    /^services\.a\.build/,
  );
  check(
    'a file of 900 KB',
    `services:\n${repeat(50_000, (at) => `  s${at}: { build: . }`)}`,
    [],
    /large/,
  );
  check(
    'thousands of aliases',
    `services: { a: { build: . } }\n${repeat(8_000, (at) => `a${at}: &a${at} x\nb${at}: *a${at}`)}`,
    [],
    /large/,
  );
  check(
    'thousands of brackets',
    `services: { a: { build: . } }\nx: ${'['.repeat(20_000)}`,
    [],
    /large/,
  );

  it('quotes nothing of a file to standard error', async () => {
    const warned: Error[] = [];
    const note = (warning: Error) => warned.push(warning);
    process.on('warning', note);
    const text = 'a: !!js/function "\u{1B}[31m"\nservices: { a: { build: . } }\n';
    assert.equal(readComposeFile(text, path.resolve('/p/compose.yaml')).declarations.length, 1);
    readProjectFile(text);
    // Warnings are emitted in the next turn.
    await new Promise(setImmediate);
    process.off('warning', note);
    assert.deepEqual(warned, []);
  });
});

describe('compose files, with what Compose reads beside them', () => {
  for (const { title, files, expected, fromEnvironment = [] } of composeProjects) {
    it(title, async () => {
      const folder = await mkdtemp(path.join(tmpdir(), 'multiarch-test-'));
      try {
        for (const [name, text] of Object.entries(files)) {
          await mkdir(path.join(folder, path.dirname(name)), { recursive: true });
          await writeFile(path.join(folder, name), text);
        }
        for (const name of ['compose.yaml', 'compose.override.yaml']) {
          const text = files[name];
          if (text === undefined) continue;
          const read = await readComposeBuilds(text, path.join(folder, name));
          assert.equal(read.problem, undefined);
          const web = read.declarations.find((each) => each.name === 'web');
          const unknown = Object.keys(web?.unknownArgs ?? {}).toSorted();
          assert.deepEqual(unknown, [...fromEnvironment].toSorted(), name);
          const all = structuredClone(expected) as Record<string, { args: object }>;
          for (const arg of fromEnvironment) Reflect.deleteProperty(all['web']?.args ?? {}, arg);
          assert.deepEqual(bakedBuilds(read.declarations, folder), all, name);
        }
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    });
  }

  it('pass on no value of .env in arguments and contexts, which may be secrets', () => {
    const text =
      'services: { a: { build: { context: ., args: { TOKEN: , URL: "https://ci:${T}@x/", OR: "${T:-none}" }, additional_contexts: { lib: "https://$T@x/y.git" } } } }\n';
    const variables = { T: 'hidden', TOKEN: 'hidden' };
    const read = readComposeFile(text, path.resolve('/p/compose.yaml'), { variables });
    assert.equal(read.declarations.length, 1);
    assert.doesNotMatch(JSON.stringify(read), /hidden/);
  });

  it('are refused where services that extend each other say a thousand times what stands there', () => {
    const names = Array.from({ length: 2_000 }, (_, at) => `A${at}: 1`).join(', ');
    const services = Array.from({ length: 2_000 }, (_, at) => `  s${at}: { extends: b }`);
    const text = `services:\n  b: { build: { context: ., args: { ${names} } } }\n${services.join('\n')}\n`;
    const begin = performance.now();
    const read = readComposeFile(text, path.resolve('/p/compose.yaml'));
    assert.deepEqual(read, { declarations: [], problem: 'it is too large.' });
    assert.ok(performance.now() - begin < 3_000);
  });

  const big = `x-big: &big { ${Array.from({ length: 2_000 }, (_, at) => `A${at}: 1`).join(', ')} }\n`;
  for (const service of [
    '{ build: { context: ., args: { <<: *big } } }',
    '{ build: { context: ., args: *big } }',
    '{ build: !override { context: ., args: *big } }',
    '{ image: app, environment: { <<: [*big, *big] } }',
    '{ <<: *big, image: app }',
  ]) {
    it(`are refused where aliases say a thousand times what stands there: ${service}`, () => {
      const services = Array.from({ length: 60 }, (_, at) => `  s${at}: ${service}`);
      const text = `${big}services:\n${services.join('\n')}\n`;
      const read = readComposeFile(text, path.resolve('/p/compose.yaml'));
      assert.deepEqual(read, { declarations: [], problem: 'it is too large.' });
    });
  }
  describe('that extend services of other files', () => {
    const row = (
      title: string,
      files: Readonly<Record<string, string>>,
      expected: RegExp | readonly string[],
    ) => {
      it(title, async () => {
        const folder = await mkdtemp(path.join(tmpdir(), 'multiarch-test-'));
        try {
          for (const [name, text] of Object.entries(files)) {
            await writeFile(path.join(folder, name), text);
          }
          const { 'compose.yaml': text = '' } = files;
          const read = await readComposeBuilds(text, path.join(folder, 'compose.yaml'));
          if (expected instanceof RegExp) assert.match(read.problem ?? '', expected);
          else {
            assert.equal(read.problem, undefined);
            assert.deepEqual(
              read.declarations.map(({ name }) => name),
              expected,
            );
          }
        } finally {
          await rm(folder, { recursive: true, force: true });
        }
      });
    };
    const extending = (file: string) =>
      `services: { a: { build: . }, b: { extends: { service: x, file: ${file} } } }\n`;
    const other = 'services: { x: { build: x } }\n';
    row('are read with them', { 'compose.yaml': extending('o.yml'), 'o.yml': other }, ['a', 'b']);
    row(
      'are not read where one is not there, as docker does not',
      { 'compose.yaml': extending('o.yml') },
      /^o\.yml: it cannot be read \(ENOENT\)\.$/,
    );
    row(
      'are not read where one is no compose file',
      { 'compose.yaml': extending('o.yml'), 'o.yml': 'services: [' },
      /^o\.yml: it is no YAML/,
    );
    row(
      'are not read where one is too large',
      { 'compose.yaml': extending('o.yml'), 'o.yml': '#'.repeat(1_100_000) },
      /^o\.yml: it is too large\.$/,
    );
    row(
      'are not read where one is no file',
      { 'compose.yaml': extending('.') },
      /^\.: it is no file\.$/,
    );
    row(
      'are not read where a file extends the next, and so on',
      Object.fromEntries([
        ['compose.yaml', extending('1.yml')],
        ...Array.from({ length: 40 }, (_, at) => [
          `${at + 1}.yml`,
          `services: { x: { extends: { service: x, file: ${at + 2}.yml } } }\n`,
        ]),
      ]) as Record<string, string>,
      /^33\.yml: it is too large\.$/,
    );
    row(
      'are read without what a service of another file extends that nobody uses',
      {
        'compose.yaml': extending('o.yml'),
        'o.yml': 'services: { x: { build: x }, y: { extends: { service: z, file: gone.yml } } }\n',
      },
      ['a', 'b'],
    );
    row(
      'are not read where what one of another file extends there is not there',
      {
        'compose.yaml': extending('o.yml'),
        'o.yml':
          'services: { x: { extends: y }, y: { extends: { service: z, file: gone.yml } } }\n',
      },
      /^gone\.yml: it cannot be read \(ENOENT\)\.$/,
    );
    row(
      'are not read where these files are too long together',
      {
        'compose.yaml': `services: { ${['1', '2', '3', '4', '5'].map((at) => `s${at}: { extends: { service: x, file: ${at}.yml } }`).join(', ')} }\n`,
        ...Object.fromEntries(
          ['1', '2', '3', '4', '5'].map((at) => [
            `${at}.yml`,
            `services: { x: { build: . } }\n#${'#'.repeat(250_000)}`,
          ]),
        ),
      },
      /^\d\.yml: it is too large\.$/,
    );
    row(
      'are not read where they are a ring',
      {
        'compose.yaml': extending('o.yml'),
        'o.yml': 'services: { x: { build: x, extends: { service: b, file: compose.yaml } } }\n',
      },
      /^services extend one another in a ring: b → x → b\.$/,
    );
    row(
      'are read without one that only the environment knows, or that is anywhere else',
      {
        'compose.yaml': `services: { a: { build: . }, b: { extends: { service: x, file: $X } }, c: { extends: { service: x, file: /no/such.yml } }, d: { extends: { file: o.yml } }, e: { extends: { service: x, file: "https://x.example/o.yml" } } }\n`,
        'o.yml': other,
      },
      ['a'],
    );
  });

  it('read no .env that is a link to elsewhere', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'multiarch-test-'));
    try {
      const project = path.join(folder, 'project');
      const other = path.join(folder, 'other');
      for (const each of [project, other]) await mkdir(each);
      const text = 'services: { a: { build: { context: ., target: $X } } }\n';
      const read = () => readComposeBuilds(text, path.join(project, 'compose.yaml'));
      await writeFile(path.join(other, 'own'), 'X=elsewhere\n');
      await writeFile(path.join(folder, '.env'), 'X=above\n');
      await symlink(path.join(other, 'own'), path.join(project, '.env'));
      assert.equal((await read()).declarations[0]?.target, undefined);
      await rm(path.join(project, '.env'));
      await symlink('../.env', path.join(project, '.env'));
      assert.equal((await read()).declarations[0]?.target, 'above');
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });

  it('take no override where .env names the files', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'multiarch-test-'));
    try {
      const text = 'services: { a: { build: . } }\n';
      const write = (name: string, said: string) => writeFile(path.join(folder, name), said);
      await write('compose.yaml', text);
      await write('compose.override.yaml', 'services: { a: { build: { target: dev } } }\n');
      const read = () => readComposeBuilds(text, path.join(folder, 'compose.yaml'));
      assert.equal((await read()).declarations[0]?.target, 'dev');
      await write('.env', 'COMPOSE_FILE=compose.yaml:compose.prod.yaml\n');
      assert.equal((await read()).declarations[0]?.target, undefined);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });

  const around = (text: string, override: string) =>
    readComposeFile(text, path.resolve('/p/compose.yaml'), {
      beside: { text: override, file: 'compose.override.yaml', isOverride: true },
    });
  const build = 'services: { a: { build: . } }\n';
  it('are not read with an override that is no YAML', () => {
    assert.match(around(build, 'a: [').problem ?? '', /^compose\.override\.yaml: it is no YAML/);
  });
  it('say which file has a service', () => {
    const { declarations } = around(build, 'services: { b: { build: b } }\n');
    assert.deepEqual(
      declarations.map(({ name, file }) => [name, file]),
      [
        ['a', 'compose.yaml'],
        ['b', 'compose.override.yaml'],
      ],
    );
  });
  it('are told of where an override is wrong', () => {
    const { problem } = around(build, 'services: { a: { build: { args: 3 } } }\n');
    assert.match(problem ?? '', /^services\.a\.build is not/);
  });
  const chained = (...names: readonly string[]) =>
    names.slice(1).map((name, at) => `  ${names[at] ?? ''}: { extends: ${name} }\n`);
  const many = Array.from({ length: 1_000 }, (_, at) => `s${at}`);
  const chains: readonly (readonly [
    title: string,
    services: readonly string[],
    told: RegExp | number,
  ])[] = [
    ['a chain of any length', chained(...many, 'base'), 1_001],
    ['the same, from its end', chained(...many, 'base').toReversed(), 1_001],
    [
      'a ring',
      chained('a', 'b', 'c', 'a'),
      /^services extend one another in a ring: a → b → c → a\.$/,
    ],
    ['a service that extends itself', ['  a: { extends: a }\n'], /ring: a → a\.$/],
    ['a way into a ring', chained('x', 'a', 'b', 'a'), /ring: a → b → a\.$/],
    ['a ring of many', chained(...many, 's0'), /ring: s0 → s1 → s2 → s3 → s4 → s5 → s6 → …\.$/],
  ];
  for (const [title, services, told] of chains) {
    it(`are followed where services extend one another: ${title}`, () => {
      const text = `services:\n${services.join('')}  base: { build: . }\n`;
      const { declarations, problem = '' } = around(text, '');
      if (told instanceof RegExp) assert.match(problem, told);
      else assert.deepEqual([problem, declarations.length], ['', told]);
    });
  }
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
  it('tells who writes plain files', () => {
    const fixture = path.join(
      __dirname,
      '../../../fixtures/buildx/0.29.1/bake-outputs/print.stdout',
    );
    const read = parseBake(readFileSync(fixture, 'utf8'), '/p', 'docker-bake.hcl');
    assert(read.ok);
    assert.deepEqual(
      Object.fromEntries(read.value.map(({ name, exportsFiles }) => [name, exportsFiles])),
      { archive: true, both: false, cache: true, folder: true, image: false, plain: false },
    );
    const joined = (...names: string[]) =>
      joinDeclarations(read.value.filter(({ name }) => names.includes(name))).exportsFiles;
    assert.equal(joined('archive', 'folder'), true);
    assert.equal(joined('folder', 'plain'), undefined);
  });
  it('is read of older programs, too, which print outputs as they are written', () => {
    const target = (output: readonly string[]) => ({ context: '.', output });
    const targets = { a: target(['type=local,dest=out']), b: target(['type=registry']) };
    const read = parseBake(JSON.stringify({ target: targets }), '/p', 'docker-bake.hcl');
    assert(read.ok);
    assert.deepEqual(
      read.value.map(({ exportsFiles }) => exportsFiles),
      [true, false],
    );
  });
  it('names no platform by “local”, and several in a list', () => {
    const platforms = (...said: string[]) => ({ context: '.', platforms: said });
    const targets = {
      own: platforms('local'),
      both: platforms('LOCAL', 'linux/arm64'),
      list: platforms('linux/amd64,linux/arm64'),
    };
    const read = parseBake(JSON.stringify({ target: targets }), '/p', 'docker-bake.hcl');
    assert(read.ok);
    assert.deepEqual(
      read.value.map((each) => each.platforms),
      [[], ['linux/arm64'], ['linux/amd64', 'linux/arm64']],
    );
  });
  it('may be something else', () => {
    assert.equal(parseBake('<html>', '/p', 'f').ok, false);
    assert.equal(parseBake('{"target": 3}', '/p', 'f').ok, false);
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
  family(
    'one of a family in folders with others between',
    ['v1/amd64/debian/Dockerfile', 'v1/arm64/debian/Dockerfile', 'v1/armhf/alpine/Dockerfile'],
    'v1/arm64/debian/Dockerfile',
    [
      {
        platforms: ['linux/arm64'],
        source: { kind: 'family', others: ['amd64/debian/Dockerfile'] },
      },
    ],
  );
  family(
    'not where the folders are far above',
    ['amd64/a/b/c/Dockerfile', 'arm64/a/b/c/Dockerfile'],
    'arm64/a/b/c/Dockerfile',
    [],
  );
  family(
    'the one beside that without an architecture',
    ['server.Dockerfile', 'server-arm64.Dockerfile'],
    'server-arm64.Dockerfile',
    [{ platforms: ['linux/arm64'], source: { kind: 'family', others: ['server.Dockerfile'] } }],
  );
  family('not that one itself', ['Dockerfile', 'Dockerfile.arm64'], 'Dockerfile', []);
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
    const project = path.join(root, '.multiarch.yaml');
    await writeFile(project, 'platforms: 3');
    const [problem, ...others] = (await reader().read(dockerfile(), root)).problems ?? [];
    assert.equal(problem?.path, project);
    assert.match(problem.message, /^platforms is not right/);
    assert.deepEqual(others, []);
    await rm(project);
    await mkdir(project);
    const [unreadable] = (await reader().read(dockerfile(), root)).problems ?? [];
    assert.match(unreadable?.message ?? '', /^it is no file\.$/);
  });

  it('may have a name that is not read', async () => {
    const problems = async () => (await reader().read(dockerfile(), root)).problems ?? [];
    const wrong = path.join(root, '.multiarch.yml');
    await writeFile(wrong, 'platforms: [linux/arm64]');
    const message = 'it is not read: name it .multiarch.yaml.';
    assert.deepEqual(await problems(), [{ path: wrong, severity: 'warning', message }]);
    await writeFile(path.join(root, '.multiarch.yaml'), '');
    assert.deepEqual(await problems(), []);
  });

  it('may name platforms that are none, for this file or for another', async () => {
    const text = 'platforms: [linux/amd64]\nfiles: { "a/**": { platforms: ["linux//x"] } }';
    await writeFile(path.join(root, '.multiarch.yaml'), text);
    const [bad] = (await reader().read(dockerfile(), root)).badPlatforms ?? [];
    assert.deepEqual(bad?.range?.start, { line: 1, character: 32 });
    const other = await reader().read(path.join(root, 'Dockerfile'), root);
    assert.equal(other.badPlatforms, undefined);
  });

  it('may not be readable where they declare builds', async () => {
    await writeFile(path.join(root, 'compose.yaml'), 'services: [');
    const { unread } = await reader().read(dockerfile(), root);
    assert.equal(unread?.file, 'compose.yaml');
    assert.match(unread.reason, /^compose\.yaml was not read: it is no YAML: /);
    await writeFile(path.join(root, 'a', 'compose.yaml'), 'services: { s: { build: b } }');
    assert.equal((await reader().read(dockerfile(), root)).unread, undefined);
    await writeFile(path.join(root, 'docker-bake.hcl'), '');
    const bake = createProjectReader(() =>
      Promise.resolve({ grouped: [], all: [], problem: 'docker-bake.hcl was not read: why.' }),
    );
    assert.deepEqual((await bake.read(dockerfile(), root)).unread, {
      file: 'docker-bake.hcl',
      reason: 'docker-bake.hcl was not read: why.',
    });
  });
});

/** A clone may bring links to anything; reading some things never ends, and some hold what is nobody's business. */
describe('what stands where the files around a Dockerfile are looked for', () => {
  if (process.platform === 'win32') return;
  let root: string;
  beforeEach(async () => {
    root = await mkdtemp(path.join(tmpdir(), 'multiarch-project-'));
    await mkdir(path.join(root, '.git'));
    await mkdir(path.join(root, '.github', 'workflows'), { recursive: true });
    await writeFile(path.join(root, 'compose.yml'), 'services: { a: { build: . } }\n');
  });
  afterEach(() => rm(root, { recursive: true }));

  const spoilers: Readonly<Record<string, (at: string) => unknown>> = {
    'a pipe that nobody writes to': (at) => execFileSync('mkfifo', [at]),
    'a device that never ends': (at) => symlink('/dev/zero', at),
    'a folder': (at) => mkdir(at),
    'a file without an end': async (at) => {
      await writeFile(at, '#');
      await truncate(at, 8 * 1024 ** 3);
    },
    'what the kernel tells': (at) => symlink('/proc/self/environ', at),
  };
  const noFile = 'it is no file.';
  const tooLarge = 'it is too large.';
  const check = (name: string, told: (why: string) => readonly string[]) => {
    for (const [what, put] of Object.entries(spoilers)) {
      it(`${name} may be ${what}`, async () => {
        await put(path.join(root, name));
        const reader = createProjectReader((folder, files) =>
          readBake('there-is-no-docker', folder, files),
        );
        const { problems = [], unread } = await reader.read(path.join(root, 'Dockerfile'));
        const words = [...problems.map(({ message }) => message), unread?.reason ?? []].flat();
        const why = what.includes('kernel') ? '' : what.includes('without') ? tooLarge : noFile;
        assert.deepEqual(words, why === '' ? words.filter(isOfDocker) : told(why));
      });
    }
  };
  const isOfDocker = (word: string) => word.includes('docker, which reads it, was not found');
  check('.multiarch.yaml', (why) => [why]);
  check('compose.yaml', (why) => [`compose.yaml was not read: ${why}`]);
  check('compose.override.yml', (why) => [
    `compose.yml was not read: compose.override.yml: ${why}`,
  ]);
  check('.env', () => []);
  check('docker-bake.hcl', (why) => [
    `docker-bake.hcl was not read: ${why === tooLarge ? 'docker, which reads it, was not found.' : why}`,
  ]);
  check('.github/workflows/a.yml', () => []);
});
