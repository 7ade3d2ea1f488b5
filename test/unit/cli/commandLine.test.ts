import assert from 'node:assert/strict';
import { chmod, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { callCommandLine } from '../../support/callCommandLine.ts';
import { configRegistry } from '../../support/registry/configImages.ts';
import { startServer, type LoopbackServer } from '../../support/registry/loopbackServer.ts';
import { sampleRegistry } from '../../support/registry/sampleImages.ts';

interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly error: string;
}

async function run(...args: string[]): Promise<Outcome> {
  const { code, out, err: error } = await callCommandLine(args);
  return { code, out, error };
}

interface CheckedJson {
  readonly problems: readonly {
    readonly severity: string;
    readonly range?: { readonly start: unknown };
  }[];
  readonly files: readonly {
    readonly path: string;
    readonly targets: readonly string[];
    readonly findings: readonly { readonly rule: string; readonly platforms: readonly string[] }[];
    readonly unknown: readonly { readonly reference: string; readonly reason: string }[];
    readonly images: readonly {
      readonly reference: string;
      readonly source: unknown;
      readonly remembered?: string;
    }[];
  }[];
}

describe('command line', () => {
  let registry: LoopbackServer;
  let folder: string;
  before(async () => {
    registry = await startServer(sampleRegistry());
    folder = await mkdtemp(path.join(tmpdir(), 'multiarch-cli-'));
  });
  const userCache = process.env['MULTIARCH_CACHE'];
  beforeEach(async () => {
    process.env['MULTIARCH_CACHE'] = await mkdtemp(path.join(folder, 'cache-'));
  });
  after(async () => {
    if (userCache === undefined) delete process.env['MULTIARCH_CACHE'];
    else process.env['MULTIARCH_CACHE'] = userCache;
    await registry.close();
    await rm(folder, { recursive: true });
  });
  /** Writes a Dockerfile; `@` stands for the registry. */
  async function file(name: string, text: string | Uint8Array): Promise<string> {
    const at = path.join(folder, name);
    await mkdir(path.dirname(at), { recursive: true });
    await writeFile(at, typeof text === 'string' ? text.replaceAll('@', registry.host) : text);
    return at;
  }
  const asJson = ({ out }: Outcome) => JSON.parse(out) as CheckedJson;

  describe('check', () => {
    it('is 0 where all is well', async () => {
      const result = await run('check', await file('good', 'FROM @/app:multi\n'));
      assert.equal(result.code, 0);
      assert.equal(
        result.out,
        '1 file: 0 errors, 0 warnings\n  linux/amd64: nothing found\n  linux/arm64: nothing found\n',
      );
    });

    it('reads the configs of base images where they matter', async () => {
      const bases = await startServer(configRegistry());
      try {
        const text = (tag: string) => `FROM ${bases.host}/a:${tag}\nRUN echo $TARGETARCH\n`;
        const tools = await run('check', await file('bases/tools', text('tools')));
        assert.match(tools.out, /0 warnings/);
        const plain = await run('check', await file('bases/plain', text('plain')));
        assert.match(plain.out, /\[platform-arg-undeclared\]/);
        assert.doesNotMatch(plain.out, /Unknown/);
        const offline = await run('check', await file('bases/off', text('tools')), '--offline');
        assert.match(offline.out, /\[platform-arg-undeclared\]/);
      } finally {
        await bases.close();
      }
    });

    it('judges nothing by arguments that an unread bake file may give', async () => {
      const bake = 'target "a" { args = { TAG = "1" } }\n';
      await file('unread/docker-bake.hcl', bake);
      const at = await file('unread/Dockerfile', 'ARG TAG\nFROM busybox:$TAG\nARG V\nENV W=$V\n');
      const words = /^docker-bake\.hcl was not read: docker, .* \(--offline\)\. What it would say/m;
      for (const command of ['check', 'explain', 'matrix']) {
        const { code, out } = await run(command, at, '--offline');
        assert.equal(code, 0, out);
        assert.doesNotMatch(out, /failed to parse/);
        assert.match(out, words);
      }
      const json = await run('check', at, '--offline', '--format=json', '--require-facts');
      assert.equal(json.code, 2);
      assert.equal(asJson(json).files[0]?.unknown.at(-1)?.reference, 'docker-bake.hcl');
      const given = await run('check', at, '--offline', '--build-arg', 'TAG=');
      assert.match(given.out, /failed to parse stage name "busybox:"/);
    });

    it('judges the platforms of bake and project files', async () => {
      const bake = await file(
        'words/docker-bake.hcl',
        'target "a" {\n  platforms = ["linux//x"]\n}\n',
      );
      const project = await file('words/.multiarch.yaml', 'platforms: [x86_64, "linux//y"]\n');
      const result = await run('check', bake, project, '--offline');
      assert.equal(result.code, 1);
      assert.match(result.out, /docker-bake\.hcl:2:17: error: .*\[invalid-platform\]/);
      assert.match(result.out, /\.multiarch\.yaml:1:13: hint: linux\/amd64 is how/);
      assert.match(result.out, /\.multiarch\.yaml:1:22: error: /);
      const refused = await run('check', await file('words/Dockerfile', 'FROM scratch\n'));
      assert.equal(refused.code, 2);
      assert.match(refused.error, /\.multiarch\.yaml:1:22: error: .*linux\/\/y.*Write for example/);
    });

    it('does not take a compose file that cannot be read for one without faults', async () => {
      const check = async (name: string, text: string, expected: RegExp) => {
        const result = await run('check', await file(name, text), '--offline', '--require-facts');
        assert.match(result.out, expected);
        assert.equal(result.code, 2);
      };
      const good = 'services:\n  a:\n    image: x\n';
      await check(
        'tabs/compose.yaml',
        'services:\n\ta:\n\t\timage: x\n',
        /services for .*: It cannot be read as YAML/,
      );
      await check('long/compose.yaml', `${good}# ${'x'.repeat(300_000)}`, /over 262144 characters/);
      await check(
        'half/compose.yaml',
        `${good}  b: {\n`,
        /It cannot be read as YAML[^]*docker\.io\/library\/x/,
      );
    });

    it('judges the images of compose files', async () => {
      const text =
        'services:\n  web:\n    image: @/app:${TAG:-multi}\n  db:\n    image: @/app:multi\n    platform: x86_64\n';
      const at = await file('compose/compose.yaml', text);
      const hinted = await run('check', at);
      assert.equal(hinted.code, 0);
      assert.match(
        hinted.out,
        /compose\.yaml:6:15: hint: linux\/amd64 is how .*\[invalid-platform\]/,
      );
      await file('compose/.env', 'TAG=amd64-index\n');
      const result = await run('check', at, '--fix');
      assert.equal(result.code, 1);
      assert.match(result.out, /compose\.yaml:3:12: error: No image for linux\/arm64/);
      assert.match(await readFile(at, 'utf8'), /platform: linux\/amd64\n$/);
    });

    it('is 1 for an error, shown with its line and a caret', async () => {
      const at = await file(
        'missing',
        '# base\nFROM                            @/app:amd64-index AS x\n',
      );
      const result = await run('check', at);
      assert.equal(result.code, 1);
      const [head, line, caret] = result.out.split('\n');
      assert.match(
        head ?? '',
        /missing:2:33: error: No image for linux\/arm64 in .* \[base-image-missing-platform\]$/,
      );
      assert.match(line ?? '', /^ 2 \| FROM {2}/);
      const written = `${registry.host}/app:amd64-index`;
      assert.equal(caret, `   | ${' '.repeat(32)}${'^'.repeat(written.length)}`);
    });

    it('is 0 for a warning', async () => {
      const result = await run('check', await file('single', 'FROM @/app:single\n'));
      assert.equal(result.code, 0);
      assert.match(result.out, /warning: Files for linux\/amd64 under the label linux\/arm64: /);
    });

    it('prints the JSON of the contract', async () => {
      const at = await file('json', 'FROM @/app:amd64-index\nCOPY --from=@/none:such / /\n');
      const result = await run(
        'check',
        at,
        '--format',
        'json',
        '--platform',
        'linux/arm64/v8,linux/amd64',
      );
      const [checked] = asJson(result).files;
      assert.deepEqual(Object.keys(checked ?? {}), [
        ...['path', 'targets', 'findings', 'unknown', 'images'],
      ]);
      assert.deepEqual(
        checked?.images.map(({ reference, source }) => [reference, source]),
        [[`${registry.host}/app:amd64-index`, { registry: registry.host }]],
      );
      assert.equal(checked.path, at);
      assert.deepEqual(checked.targets, ['linux/arm64', 'linux/amd64']);
      assert.deepEqual(Object.keys(checked.findings[0] ?? {}), [
        'rule',
        'severity',
        'message',
        'range',
        'platforms',
      ]);
      assert.deepEqual(checked.findings[0]?.platforms, ['linux/arm64']);
      assert.equal(checked.unknown[0]?.reference, `${registry.host}/none:such`);
      assert.match(checked.unknown[0].reason, /has no/);
    });

    it('lists what is unknown, and fails for it only when asked to', async () => {
      const at = await file('unknown', 'FROM @/app:none\n');
      const lenient = await run('check', at);
      assert.equal(lenient.code, 0);
      assert.match(lenient.out, /linux\/amd64: nothing found, 1 image unknown/);
      assert.match(
        lenient.out,
        /Unknown, so not judged:\n {2}.*unknown:1:6: 127\.0\.0\.1:\d+\/app:none for linux\/amd64, linux\/arm64: /,
      );
      assert.equal((await run('check', at, '--require-facts')).code, 2);
    });

    it('takes the platform of the builder, and says where it is missing', async () => {
      const at = await file(
        'pinned',
        'FROM --platform=$BUILDPLATFORM @/app:amd64-index AS b\nFROM scratch\nCOPY --from=b / /\n',
      );
      assert.equal((await run('check', at, '--build-platform', 'linux/amd64')).code, 0);
      assert.equal((await run('check', at, '--build-platform', 'linux/arm64')).code, 1);
      const offline = await run('check', at, '--offline', '--format', 'json');
      assert.match(
        asJson(offline).files[0]?.unknown.at(-1)?.reason ?? '',
        /depends on the platform of the builder/,
      );
    });

    it('takes targets and arguments from the project', async () => {
      await file(
        'project/.multiarch.yaml',
        'files: { "*/Dockerfile": { platforms: [linux/s390x] } }',
      );
      await file('project/.git/HEAD', '');
      await file(
        'project/compose.yaml',
        'services: { s: { build: { context: a, args: { T: multi } } } }',
      );
      const at = await file('project/a/Dockerfile', 'ARG T\nFROM @/app:${T}\n');
      const [checked] = asJson(await run('check', at, '--format', 'json')).files;
      assert.deepEqual(checked?.targets, ['linux/s390x']);
      assert.equal(checked.findings[0]?.rule, 'base-image-missing-platform');
      const [given] = asJson(
        await run('check', at, '--platform', 'linux/amd64', '--format', 'json'),
      ).files;
      assert.deepEqual(given?.targets, ['linux/amd64']);
      assert.match((await run('check', at)).out, /Target platforms from \.multiarch\.yaml\./);
    });

    it('takes targets from a comment first', async () => {
      const at = await file('commented', '# multiarch: platforms=linux/386\nFROM scratch\n');
      const [checked] = asJson(await run('check', at, '--format', 'json')).files;
      assert.deepEqual(checked?.targets, ['linux/386']);
    });

    it('refuses a broken project file', async () => {
      await file('broken/.multiarch.yaml', 'platforms: 3');
      const result = await run('check', await file('broken/Dockerfile', 'FROM scratch\n'));
      assert.equal(result.code, 2);
      assert.match(result.error, /broken\/\.multiarch\.yaml:1:12: error: platforms is not right/);
    });

    it('checks other files when one cannot be judged', async () => {
      await file('some/a/.multiarch.yaml', 'rules: { arch-named-imgae: off }\nplatfroms: x\n');
      await file('some/b/.multiarch.yaml', 'rules: { arch-named-imgae: off }\n');
      await file(
        'some/c/compose.yaml',
        'services: { s: { build: { context: ., platforms: [x/y/z/v] } } }',
      );
      const named = await Promise.all(
        ['a', 'b', 'c', 'd'].map((name) => file(`some/${name}/Dockerfile`, 'RUM x\n')),
      );
      const result = await run('check', path.join(folder, 'gone'), ...named, '--offline');
      assert.equal(result.code, 2);
      assert.match(result.error, /gone" does not exist\.\n/);
      assert.match(
        result.error,
        /some\/a\/\.multiarch\.yaml:2:1: error: there is no key "platfroms" \(did you mean platforms\?\)/,
      );
      assert.match(
        result.error,
        /some\/b\/\.multiarch\.yaml:1:10: warning: there is no rule "arch-named-imgae"/,
      );
      assert.match(result.error, /c\/Dockerfile" is not judged\. service s in compose\.yaml: /);
      assert.match(
        result.out,
        /b\/Dockerfile:1:1: error: [^]*d\/Dockerfile:1:1: error: [^]*^2 files: 2 errors/m,
      );
      const json = await run('check', ...named, '--offline', '--format', 'json');
      assert.equal(json.code, 2);
      const { files, problems } = asJson(json);
      assert.equal(files.length, 2);
      assert.deepEqual(
        problems.map(({ severity, range }) => [severity, range?.start]),
        [
          ['error', { line: 1, character: 0 }],
          ['warning', { line: 0, character: 9 }],
          ['error', undefined],
        ],
      );
    });

    it('reads a compose file together with its override', async () => {
      const base = await file('pair/compose.yaml', 'services: { a: { image: "@/app:multi" } }\n');
      const override = 'services: { a: { platform: linux/s390x }, b: { image: "@/app:multi" } }\n';
      const above = await file('pair/compose.override.yaml', override);
      const result = await run('check', base);
      assert.equal(result.code, 1);
      const both = await run('check', base, above);
      assert.doesNotMatch(both.out, /check it too/);
      assert.match(result.out, /compose\.yaml:1:26: error: No image for linux\/s390x/);
      assert.match(
        result.out,
        /compose\.yaml was read with compose\.override\.yaml beside it, as Compose does; the images of b stand there: check it too\.\n/,
      );
    });

    it('says which Dockerfiles a compose file builds that were not checked', async () => {
      const services = ['a', 'b', 'missing'].map((name) => `${name}: { build: ./${name} }`);
      const at = await file('shop/compose.yaml', `services: { ${services.join(', ')} }\n`);
      const one = await file('shop/a/Dockerfile', 'FROM scratch\n');
      const other = await file('shop/b/Dockerfile', 'FROM scratch\n');
      const left = async (...files: string[]) => {
        const { code, out } = await run('check', '--offline', ...files);
        assert.equal(code, 0);
        return /^.* builds .*\n/m.exec(out)?.[0];
      };
      assert.equal(await left(at), `${at} builds ${one} and ${other}: check them, too.\n`);
      assert.equal(await left(at, one), `${at} builds ${other}: check it, too.\n`);
      assert.equal(await left(at, one, other), undefined);
    });

    it('fails from the level on that is asked for', async () => {
      const at = await file('levels', 'FROM --platform=$TARGETPLATFORM scratch\n');
      const bad = await file('worse', 'RUM x\n');
      const check = async (expected: number, ...args: string[]) => {
        assert.equal((await run('check', '--offline', ...args)).code, expected, args.join(' '));
      };
      await check(0, at);
      await check(0, at, '--fail-on', 'warning');
      await check(1, at, '--fail-on', 'note');
      await check(1, bad, '--fail-on=error');
      await check(0, bad, '--fail-on=never');
      await check(2, 'gone', '--fail-on=never');
      const wrong = await run('check', at, '--fail-on', 'info');
      assert.equal(wrong.code, 2);
      assert.match(wrong.error, /--fail-on is error, warning, note, never, not "info"/);
    });

    it('looks at the stage that is asked for', async () => {
      const at = await file('staged', 'FROM @/app:multi AS ok\nFROM @/app:amd64-index\n');
      assert.equal((await run('check', at)).code, 1);
      assert.equal((await run('check', at, '--target', 'ok')).code, 0);
    });

    it('writes safe fixes, and keeps the permissions', async () => {
      const at = await file('mended', 'FROM --platform=$TARGETPLATFORM @/app:multi\r\nRUN x\r\n');
      await chmod(at, 0o640);
      assert.match((await run('check', at)).out, /1 file: 0 errors, 0 warnings, 1 note\n/);
      const result = await run('check', at, '--fix');
      assert.equal(result.code, 0);
      assert.match(result.out, /1 file: 0 errors, 0 warnings, 1 fixed/);
      assert.equal(await readFile(at, 'utf8'), `FROM ${registry.host}/app:multi\r\nRUN x\r\n`);
      assert.equal((await stat(at)).mode & 0o777, 0o640);
    });

    it('says why nothing was fixed, and who shows what can be chosen', async () => {
      const at = await file('chosen', 'FROM @/app:amd64-index\nRUN x-$TARGETARCH\n');
      const result = await run('check', at, '--fix');
      assert.match(result.out, /, 0 fixed\n/);
      assert.match(
        result.out,
        /\nNothing was fixed: no finding has a fix that is right whatever you meant\. \d of \d have fixes to choose from: the editor shows them; --format sarif lists those that are edits, for 1\.\n/,
      );
      assert.doesNotMatch((await run('check', at)).out, /Nothing was fixed/);
    });

    it('says once that a registry does not answer', async () => {
      const names = Array.from(
        { length: 12 },
        (_, index) => `FROM 127.0.0.1:9/a${index} AS s${index}`,
      );
      const copies = names.map((_, index) => `COPY --from=s${index} / /`);
      const at = await file('silent', `${names.join('\n')}\nFROM scratch\n${copies.join('\n')}\n`);
      const { out } = await run('check', at);
      const lines = out.split('\n').filter((line) => line.includes('127.0.0.1:9'));
      assert.equal(lines.length, 1, out);
      assert.match(
        lines[0] ?? '',
        /^ {2}12 images in 12 places for linux\/amd64, linux\/arm64: .* The first is .*silent:1:6: 127\.0\.0\.1:9\/a0:latest; --format json lists all\.$/,
      );
      const json = asJson(await run('check', at, '--format', 'json'));
      assert.equal(json.files[0]?.unknown.length, 12);
    });

    it('prints SARIF', async () => {
      const at = await file('sarif', 'FROM @/app:amd64-index\n');
      const result = await run('check', at, '--format', 'sarif');
      assert.equal(result.code, 1);
      assert.equal((JSON.parse(result.out) as { version: string }).version, '2.1.0');
    });

    it('asks nobody offline', async () => {
      const seen = registry.seen.length;
      const at = await file('offline', 'FROM @/app:amd64-index\n');
      const result = await run('check', at, '--offline', '--format', 'json');
      assert.equal(result.code, 0);
      assert.match(asJson(result).files[0]?.unknown[0]?.reason ?? '', /--offline/);
      assert.equal(registry.seen.length, seen);
    });

    it('takes build arguments', async () => {
      const at = await file('args', 'ARG TAG=multi\nFROM @/app:${TAG}\n');
      assert.equal((await run('check', at)).code, 0);
      assert.equal((await run('check', at, '--build-arg', 'TAG=amd64-index')).code, 1);
    });

    it('takes several files and globs, each file once', async () => {
      await file('many/a/Dockerfile', 'FROM scratch\n');
      await file('many/b/Dockerfile.arm64', 'FROM scratch\n');
      await file('many/node_modules/c/Dockerfile', 'FROM scratch\n');
      const glob = path.join(folder, 'many/**/Dockerfile*');
      const result = await run(
        'check',
        path.join(folder, 'many/a/Dockerfile'),
        glob,
        '--format',
        'json',
      );
      assert.deepEqual(
        asJson(result).files.map((one) => path.relative(folder, one.path)),
        [path.join('many', 'a', 'Dockerfile'), path.join('many', 'b', 'Dockerfile.arm64')],
      );
    });

    it('shows no control characters of a file', async () => {
      const at = await file('control', 'FROM scratch\n\u001b[2JRUM\n');
      assert(!(await run('check', at)).out.includes('\u001b'));
    });
  });

  describe('image', () => {
    it('prints the JSON of the contract', async () => {
      const result = await run('image', `${registry.host}/app:multi`, '--format', 'json');
      assert.equal(result.code, 0);
      const report = JSON.parse(result.out) as Record<string, unknown>;
      assert.deepEqual(Object.keys(report), [
        'reference',
        'digest',
        'mediaType',
        'platforms',
        'attestations',
        'source',
        'asOf',
      ]);
      const age = Date.now() - Date.parse(String(report['asOf']));
      assert(age >= 0 && age < 60_000, String(report['asOf']));
      assert.deepEqual(report['source'], { registry: registry.host });
    });

    it('prints a table', async () => {
      const { out, code } = await run('image', `${registry.host}/app:multi`);
      assert.equal(code, 0);
      assert.match(out, /^linux\/amd64 {3}sha256:[0-9a-f]{64}$/m);
      assert.match(out, /^linux\/arm\/v7 {2}sha256:/m);
      assert.match(out, /^1 attestation$/m);
    });

    it('asks one GET for an index, two for a single image', async () => {
      const before = registry.seen.length;
      await run('image', `${registry.host}/app:multi`);
      assert.equal(registry.seen.length - before, 1);
      await run('image', `${registry.host}/app:single`);
      assert.equal(registry.seen.length - before, 3);
    });

    it('asks only whether the tag is still the same the next time', async () => {
      const first = await run('image', `${registry.host}/app:single`);
      const before = registry.seen.length;
      assert.deepEqual(await run('image', `${registry.host}/app:single`), first);
      assert.deepEqual(
        registry.seen.slice(before).map(({ method }) => method),
        ['HEAD'],
      );
    });
  });

  describe('what cannot be done is one message, and 2', () => {
    const check = (title: string, args: () => string[] | Promise<string[]>, expected: RegExp) => {
      it(title, async () => {
        const { code, out, error } = await run(...(await args()));
        assert.equal(code, 2);
        assert.equal(out, '');
        assert.match(error, expected);
        assert.doesNotMatch(error, /\n {4}at /);
      });
    };
    check('no command', () => [], /^multiarch .*\n\nUsage:/);
    check(
      'unknown command',
      () => ['chekc'],
      /there is no command "chekc" \(did you mean check\?\)\. Commands: audit, check, ci, explain, image/,
    );
    check('a name of Object', () => ['constructor'], /there is no command "constructor"/);
    check(
      'unknown option',
      () => ['check', '--platforms', 'x', 'f'],
      /Unknown option '--platforms' \(did you mean --platform\?\)\. See multiarch check --help\./,
    );
    check(
      'a value like an option',
      () => ['check', '--target', '-x', 'f'],
      /: Option '--target' argument is ambiguous: a value that begins with a dash is written --target=-XYZ\. See/,
    );
    check('a file with the name of an option', () => ['ci', 'check', '--', '-h'], /"-h" does not/);
    check(
      'a file without a name',
      () => ['ci', 'generate', '--image=ghcr.io/a/b', '--output='],
      /--output is the name of a file\./,
    );
    check(
      'a branch without a name',
      () => ['ci', 'generate', '--image=ghcr.io/a/b', '--branch='],
      /--branch is the name of a branch\./,
    );
    check(
      'unknown option with a value, of a command in a command',
      () => ['ci', 'generate', '--platfrom=linux/amd64'],
      /Unknown option '--platfrom' \(did you mean --platform\?\)\. See/,
    );
    check(
      'an option like no other',
      () => ['check', '--rebuild'],
      /Unknown option '--rebuild'\. See/,
    );
    check('no file', () => ['check'], /Give a Dockerfile or a glob\./);
    check(
      'a file that is not there',
      () => ['check', '/nonexistent/Dockerfile'],
      /"\/nonexistent\/Dockerfile" does not exist\./,
    );
    check(
      'the page of an image',
      () => ['check', 'https://hub.docker.com/_/node'],
      /: multiarch image node\n/,
    );
    check(
      'an image for a file',
      () => ['check', 'node:20'],
      /"node:20" does not exist\. If it is an image: multiarch image node:20\n/,
    );
    check(
      'an address of a file',
      () => ['check', 'https://example.com/Dockerfile'],
      /download it first/,
    );
    check(
      'an archive',
      async () => ['check', await file('a.tar', 'x')],
      /is an archive\. If it holds an image: multiarch image .*a\.tar --details/,
    );
    check(
      'a gzip archive',
      async () => ['check', await file('zipped', Uint8Array.of(0x1f, 0x8b, 8, 0))],
      /is an archive/,
    );
    check('a glob without a match', () => ['check', `${folder}/nothing/*`], /No file matches/);
    check('a folder', () => ['check', folder], /is a folder; name a file in it, or a glob such as/);
    check(
      'a format',
      () => ['check', 'x', '--format', 'yaml'],
      /"text" or "json" or "sarif", not "yaml"/,
    );
    check(
      'a bad platform',
      async () => ['check', await file('p', 'FROM scratch\n'), '--platform', 'linux/amd46/a/b'],
      /cannot parse platform specifier/,
    );
    check(
      'a bad format',
      async () => ['check', await file('f', 'FROM scratch\n'), '--format', 'xml'],
      /"text" or "json" or "sarif", not "xml"/,
    );
    check(
      'something that is no file',
      () => ['check', '/dev/null'],
      /"\/dev\/null" is not a file\./,
    );
    check(
      'a name with control characters, which are not shown',
      () => ['check', '/nonexistent/\u001b[31m\u202e'],
      /"\/nonexistent\/\uFFFD\[31m\uFFFD" does not exist/,
    );
    check(
      'explaining a file that is not there',
      () => ['explain', '/none'],
      /"\/none" does not exist\./,
    );
    check('no reference', () => ['image'], /Give one image reference\./);
    check(
      'a page',
      () => ['image', 'https://hub.docker.com/r/library/node/tags'],
      /: multiarch image node\. See/,
    );
    check(
      'a file to check',
      async () => ['image', await file('web.Dockerfile', 'x')],
      /no image, but a file to check: multiarch check /,
    );
    check(
      'an archive that is not there',
      () => ['image', 'gone.tar'],
      /"gone\.tar" does not exist\. If a repository has this name: docker\.io\/library\/gone\.tar\./,
    );
    check(
      'a path that is not there',
      () => ['image', './gone', '--details'],
      /"\.\/gone" does not exist\./,
    );
    check('two references', () => ['image', 'a', 'b'], /Give one image reference\./);
    check('a bad reference', () => ['image', 'Alpine:'], /"Alpine:": invalid reference format/);
    check(
      'an image that is not there',
      () => ['image', `${registry.host}/app:none`],
      /127\.0\.0\.1:\d+ has no app:none\. Check the spelling/,
    );
    check('nobody listens', () => ['image', '127.0.0.1:1/app'], /refuses the connection/);
  });

  it('helps', async () => {
    for (const args of [['--help'], ['check', '--help'], ['image', '-h']]) {
      const { code, out } = await run(...args);
      assert.equal(code, 0);
      assert.match(out, /Usage: multiarch/);
      assert.match(out, /Exit codes:/);
    }
    assert.match((await run('--version')).out, /^\d+\.\d+\.\d+\n$/);
  });
});
