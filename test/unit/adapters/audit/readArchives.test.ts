import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { readLayer } from '../../../../src/adapters/audit/readLayer.ts';
import { digestOf } from '../../../../src/adapters/registry/contentDigest.ts';
import { tarOf } from '../../../support/tar.ts';
import { zipOf, type ZippedFile } from '../../../support/zip.ts';

const recorded = (name: string) =>
  readFileSync(path.join(__dirname, '../../../fixtures/archives', name));

/** What is found in a file of a layer: paths in it, and for what each was made. */
async function found(name: string, body: Buffer): Promise<readonly string[]> {
  const bytes = gzipSync(
    tarOf([
      { name, body },
      { name: 'after', body: '#!/bin/sh' },
    ]),
  );
  async function* parts(): AsyncGenerator<Buffer> {
    for (let at = 0; at < bytes.length; at += 50_000) {
      yield Promise.resolve(bytes.subarray(at, at + 50_000));
    }
  }
  const { entries } = await readLayer(parts(), { digest: digestOf(bytes) });
  const [entry, after] = entries;
  assert.ok(after?.kind === 'file' && after.interpreter === '/bin/sh');
  assert.ok(entry?.kind === 'file');
  const programs = [
    ...(entry.program ? [{ path: '', program: entry.program }] : []),
    ...(entry.contained ?? []),
  ];
  return programs.map(({ path: place, program: { platforms, format } }) => {
    const names = platforms.map(({ os, architecture }) => `${os}/${architecture}`);
    return `${place} ${format} ${names.join()}`.trim();
  });
}

/** The header of a library of Linux for a machine of 64 bits, and text that cannot be packed well. */
function library(machine: number, length = 64): Buffer {
  const bytes = Buffer.alloc(length);
  for (let at = 64, word = 1; at + 4 <= length; at += 4) {
    word = (word * 1_103_515_245 + 12_345) >>> 0;
    bytes.writeUInt32LE(word, at);
  }
  bytes.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
  bytes.writeUInt16LE(3, 16);
  bytes.writeUInt16LE(machine, 18);
  return bytes;
}

const [amd64, arm64] = [library(62), library(183)];
const both = [
  'META-INF/native/libf.so elf linux/amd64',
  'lib/inner.jar!/META-INF/native/libf.so elf linux/amd64',
];

describe('an archive in a layer', () => {
  it('of objects is for what they were compiled for', async () => {
    assert.deepEqual(await found('libf.a', recorded('ar-2.40/libf.a')), ['ar linux/amd64']);
  });

  it('of objects may have long names of BSD, and none that tells', async () => {
    const object = Buffer.from(arm64);
    object.writeUInt16LE(1, 16);
    const member = (name: string, body: Buffer) =>
      Buffer.concat([
        Buffer.from(`${name.padEnd(48)}${String(body.length).padEnd(10)}\`\n`),
        body,
        Buffer.alloc(body.length % 2, '\n'),
      ]);
    const magic = Buffer.from('!<arch>\n');
    const long = member('#1/20', Buffer.concat([Buffer.alloc(20, 'n'), object]));
    const text = member('__.PKGDEF', Buffer.from('go object linux arm64'));
    assert.deepEqual(await found('a.a', Buffer.concat([magic, text, long])), ['ar linux/arm64']);
    assert.deepEqual(await found('a.a', Buffer.concat([magic, text])), []);
    assert.deepEqual(await found('a.a', Buffer.concat([magic, Buffer.alloc(60, 'x'), long])), []);
  });

  for (const name of ['app.jar', 'stored.jar']) {
    it(`of Java has its libraries, and those of an inner one: ${name}`, async () => {
      assert.deepEqual((await found(name, recorded(`jar-17/${name}`))).toSorted(), both);
    });
  }

  const rows: readonly (readonly [
    what: string,
    files: readonly ZippedFile[],
    names: readonly string[],
  ])[] = [
    [
      'packed',
      [{ name: 'a/liba.so.1.2', body: library(183, 300_000) }],
      ['a/liba.so.1.2 elf linux/arm64'],
    ],
    [
      'with sizes behind the content, over more than is looked at at once',
      (['signed', 'unsigned'] as const).map((descriptor) => ({
        ...{ name: `${descriptor}.so`, body: library(62, 300_000), descriptor },
      })),
      ['signed.so elf linux/amd64', 'unsigned.so elf linux/amd64'],
    ],
    [
      'packed in another one that is packed',
      [{ name: 'lib/b.jar', body: zipOf([{ name: 'b.so', body: amd64 }]), descriptor: 'signed' }],
      ['lib/b.jar!/b.so elf linux/amd64'],
    ],
    [
      'one level deep',
      [
        {
          name: 'b.jar',
          body: zipOf([{ name: 'c.jar', body: zipOf([{ name: 'c.so', body: amd64 }]) }]),
        },
      ],
      [],
    ],
    ['only where its name says so', [{ name: 'a.class', body: amd64 }], []],
    ['only where it is one', [{ name: 'a.so', body: Buffer.from('INPUT(libb.so)') }], []],
  ];
  for (const [what, files, names] of rows) {
    it(`has libraries ${what}`, async () => {
      assert.deepEqual(await found('opt/a.whl', zipOf(files)), names);
    });
  }

  it('of another name is not looked into', async () => {
    assert.deepEqual(await found('a.docx', zipOf([{ name: 'a.so', body: amd64 }])), []);
  });

  it('that unpacks to without end is left out', async () => {
    const body = Buffer.alloc(100_000_000);
    const bomb = zipOf([
      { name: 'lib/bomb.jar', body, descriptor: 'signed' },
      { name: 'bomb.so', body },
      { name: 'a.so', body: arm64 },
    ]);
    assert.deepEqual(await found('a.jar', bomb), ['a.so elf linux/arm64']);
  });

  it('is read as far as it goes when it is damaged', async () => {
    const whole = zipOf([
      { name: 'a.so', body: amd64 },
      { name: 'b.so', body: arm64, descriptor: 'signed' },
    ]);
    for (let length = 30; length < whole.length; length += 7) {
      const names = await found('a.jar', whole.subarray(0, length));
      assert.ok(names.length <= 2);
    }
  });
});
