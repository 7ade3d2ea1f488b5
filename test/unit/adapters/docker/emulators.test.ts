import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import {
  entryArchitecture,
  parseBinfmtEntry,
  readBinfmt,
  readEmulators,
  type BinfmtEntry,
} from '../../../../src/adapters/docker/emulators.ts';
import { isOfImage } from '../../../../src/adapters/docker/emulatorVersion.ts';

interface Recording {
  readonly procSamples: readonly {
    readonly file: string;
    readonly text: string;
    readonly parsed?: BinfmtEntry;
  }[];
  readonly registrations: readonly {
    readonly source: string;
    readonly name: string;
    readonly type: string;
    readonly magic: string;
    readonly mask: string;
    readonly interpreter: string;
    readonly flags: string;
  }[];
}

const { procSamples, registrations } = JSON.parse(
  readFileSync('test/fixtures/vectors/binfmt.json', 'utf8'),
) as Recording;

describe('parseBinfmtEntry', () => {
  for (const { file, text, parsed } of procSamples) {
    it(file, () => {
      assert.deepEqual(parseBinfmtEntry(text), parsed);
    });
  }

  it('reads an entry that goes by extension', () => {
    assert.deepEqual(
      parseBinfmtEntry('disabled\ninterpreter /usr/bin/jar\nflags: \nextension .jar\n'),
      { enabled: false, interpreter: '/usr/bin/jar', flags: '', extension: '.jar' },
    );
  });

  it('takes no other text for an entry', () => {
    for (const text of ['', 'enabled\n', 'hello\ninterpreter /x\n', '\0'.repeat(1000)]) {
      assert.equal(parseBinfmtEntry(text), undefined);
    }
  });
});

describe('entryArchitecture', () => {
  /** QEMU's names of architectures for which ours have other words. */
  const words: Readonly<Record<string, string>> = {
    aarch64: 'arm64',
    aarch64_be: 'arm64be',
    armeb: 'armbe',
    i386: '386',
    loongarch64: 'loong64',
    mips64el: 'mips64le',
    mipsel: 'mipsle',
    x86_64: 'amd64',
  };
  const known = [
    ...['386', 'amd64', 'arm', 'armbe', 'arm64', 'arm64be', 'loong64', 'mips', 'mipsle', 'mips64'],
    ...['mips64le', 'ppc', 'ppc64', 'ppc64le', 'riscv32', 'riscv64', 's390x'],
  ];
  for (const { name, type, magic, interpreter } of registrations) {
    const architecture = name.replace(/^qemu-/, '');
    const expected = words[architecture] ?? architecture;
    if (type !== 'M' || !known.includes(expected)) continue;
    it(`${name} of ${interpreter}`, () => {
      const entry = { enabled: true, interpreter, flags: 'F', offset: 0, magic };
      assert.equal(entryArchitecture(entry), expected);
    });
  }

  const check = (name: string, entry: Partial<BinfmtEntry>) =>
    it(name, () => {
      const whole = { enabled: true, interpreter: '/init', flags: 'PF', ...entry };
      assert.equal(entryArchitecture(whole), undefined);
    });

  check('programs of Windows', { offset: 0, magic: '4d5a' });
  check('by extension', { extension: '.jar' });
  check('an ELF header without a machine', { offset: 0, magic: '7f454c46' });
  check('bytes at another place', { offset: 4, magic: '7f454c460201010000000000000000000200b700' });
  check('no hexadecimal', { offset: 0, magic: 'z'.repeat(40) });
});

describe('readEmulators', () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'binfmt-'));
  });
  afterEach(() => {
    rmSync(directory, { recursive: true });
  });

  const put = (name: string, text: string) => {
    writeFileSync(join(directory, name), text);
  };

  it('finds what is enabled, the newest first', async () => {
    put('status', 'enabled\n');
    put('register', '');
    put('WSLInterop', 'enabled\ninterpreter /init\nflags: PF\noffset 0\nmagic 4d5a\n');
    for (const { file, text } of procSamples) put(basename(file), text);
    put('qemu-arm', procSamples[1]?.text.replace('enabled', 'disabled') ?? '');
    // A second apart, as the file system may not note less.
    procSamples.forEach(({ file }, at) => {
      utimesSync(join(directory, basename(file)), at, at);
    });
    const found = await readEmulators(directory);
    assert.deepEqual(
      found?.map(({ name, architecture, fixed }) => `${name} ${architecture} ${fixed}`),
      [
        'qemu-s390x s390x true',
        'qemu-riscv64 riscv64 true',
        'qemu-ppc64le ppc64le true',
        'qemu-aarch64 arm64 true',
      ],
    );
  });

  it('finds nothing where emulation is switched off', async () => {
    put('status', 'disabled\n');
    put('qemu-arm', procSamples[1]?.text ?? '');
    assert.deepEqual(await readEmulators(directory), []);
  });

  it('does not know where nothing is mounted', async () => {
    assert.equal(await readEmulators(directory), undefined);
    assert.equal(await readEmulators(join(directory, 'none')), undefined);
  });
});

describe('readBinfmt', () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'binfmt-'));
  });
  afterEach(() => {
    rmSync(directory, { recursive: true });
  });

  it('also shows what is switched off', async () => {
    const [sample] = procSamples;
    assert(sample);
    writeFileSync(join(directory, 'status'), 'disabled\n');
    writeFileSync(join(directory, 'qemu-aarch64'), sample.text.replace('enabled', 'disabled'));
    const reading = await readBinfmt(directory);
    assert.equal(reading?.enabled, false);
    assert.deepEqual(
      reading.entries.map(({ name, enabled, flags, fixed }) => ({ name, enabled, flags, fixed })),
      [{ name: 'qemu-aarch64', enabled: false, flags: 'POF', fixed: true }],
    );
  });

  it('tells entries of the same moment apart by their files’ numbers', async () => {
    const [sample] = procSamples;
    assert(sample);
    writeFileSync(join(directory, 'status'), 'enabled\n');
    const names = ['a', 'b', 'c'];
    for (const name of names) {
      writeFileSync(join(directory, name), sample.text);
      utimesSync(join(directory, name), 1, 1);
    }
    const number = (name: string) => statSync(join(directory, name)).ino;
    assert.deepEqual(
      (await readBinfmt(directory))?.entries.map(({ name }) => name),
      names.toSorted((a, b) => number(b) - number(a)),
    );
  });

  it('reads names and interpreters as they are, and a bounded number of them', async () => {
    const [sample] = procSamples;
    assert(sample);
    writeFileSync(join(directory, 'status'), 'enabled\n');
    const odd = '[x](command:evil) --flag';
    writeFileSync(join(directory, odd), sample.text.replace(/interpreter .*/, 'interpreter -rf /'));
    assert.deepEqual(
      (await readBinfmt(directory))?.entries.map(({ name, interpreter }) => [name, interpreter]),
      [[odd, '-rf /']],
    );
    for (let at = 0; at < 300; at++) writeFileSync(join(directory, `e${at}`), sample.text);
    assert.equal((await readBinfmt(directory))?.entries.length, 256);
  });
});

describe('what tools register', () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'binfmt-'));
    writeFileSync(join(directory, 'status'), 'enabled\n');
  });
  afterEach(() => {
    rmSync(directory, { recursive: true });
  });

  /** Writes the entries as the kernel would print them, and says of each what is made of it. */
  const check = (source: string, expected: { arm64: string; isOfImage: boolean }) =>
    it(source, async () => {
      const registered = registrations.filter((each) => each.source.startsWith(source));
      assert(registered.length > 9);
      for (const { name, magic, mask, interpreter, flags } of registered) {
        const order = ['P', 'O', 'C', 'F'].filter((flag) => flags.includes(flag)).join('');
        const shown = ['enabled', `interpreter ${interpreter}`, `flags: ${order}`, 'offset 0'];
        const text = [...shown, `magic ${magic}`, `mask ${mask}`, ''].join('\n');
        writeFileSync(join(directory, name), text);
      }
      const entries = (await readBinfmt(directory))?.entries ?? [];
      assert.deepEqual(
        entries.filter((entry) => !entry.fixed || isOfImage(entry) !== expected.isOfImage),
        [],
      );
      const found = entries.find(({ architecture }) => architecture === 'arm64');
      assert.equal(found && `${found.interpreter} ${found.flags}`, expected.arm64);
    });

  check('Debian 12 qemu-user-static', {
    arm64: '/usr/libexec/qemu-binfmt/aarch64-binfmt-P POF',
    isOfImage: false,
  });
  check('Debian sid qemu-user/qemu-user-binfmt', {
    arm64: '/usr/bin/qemu-aarch64 POF',
    isOfImage: false,
  });
  check('tonistiigi/binfmt', { arm64: '/usr/bin/qemu-aarch64 CF', isOfImage: true });
});
