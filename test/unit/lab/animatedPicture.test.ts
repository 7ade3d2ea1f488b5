import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { animatedPicture, chunksOf } from '../../support/animatedPicture.ts';

const images = path.join(__dirname, '../../../docs/images');
const read = (name: string) => readFileSync(path.join(images, name));

describe('an animated picture', () => {
  const png = read('sidebar-dark.png');
  const made = chunksOf(
    animatedPicture([
      { png, time: 1500 },
      { png, time: 700 },
    ]),
  );

  it('begins as a picture that anybody can show', () => {
    assert.deepEqual(
      [...new Set(made.map(({ type }) => type))],
      ['IHDR', 'acTL', 'fcTL', 'IDAT', 'fdAT', 'IEND'],
    );
    const pixels = (type: string, skip: number) =>
      Buffer.concat(
        made.filter((each) => each.type === type).map(({ body }) => body.subarray(skip)),
      );
    assert.ok(pixels('IDAT', 0).equals(pixels('fdAT', 4)));
  });

  it('numbers its chunks without a gap, and says how long each picture is seen', () => {
    const numbered = made.filter(({ type }) => type === 'fcTL' || type === 'fdAT');
    assert.deepEqual(
      numbered.map(({ body }) => body.readUInt32BE(0)),
      numbered.map((_, at) => at),
    );
    const controls = made.filter(({ type }) => type === 'fcTL');
    assert.deepEqual(
      controls.map(({ body }) => [body.length, body.readUInt16BE(20) / body.readUInt16BE(22)]),
      [
        [26, 1.5],
        [26, 0.7],
      ],
    );
  });

  it('refuses pictures of several sizes', () => {
    const other = read('build.png');
    assert.throws(() =>
      animatedPicture([
        { png, time: 1 },
        { png: other, time: 1 },
      ]),
    );
  });
});
