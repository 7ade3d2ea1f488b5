import assert from 'node:assert/strict';
import { lookUntilKnown } from '../../../src/cli/lookUntilKnown.ts';
import type {
  AskAboutImages,
  KnownImages,
} from '../../../src/adapters/workspace/imageQuestions.ts';
import { offline } from '../../../src/cli/lookUp.ts';

/** What is asked for in each round, where knowing an image means needing the next one of the list. */
async function rounds(...references: string[]): Promise<readonly (readonly string[])[]> {
  const asked: (readonly string[])[] = [];
  const ask: AskAboutImages = ({ images, bases }) => {
    asked.push([...images, ...bases.map(({ key }) => `base ${key}`)]);
    return Promise.resolve({
      images: new Map(images.map((reference) => [reference, offline])),
      bases: new Map(bases.map(({ key }) => [key, offline])),
    });
  };
  const look = ({ images, bases }: KnownImages) => ({
    needs: {
      images: references.slice(0, images.size + 1),
      bases: [{ key: 'b', reference: 'b', platform: 'linux/amd64' }],
    },
    known: images.size + bases.size,
  });
  const { known } = await lookUntilKnown(look, ask);
  assert.equal(known, asked.flat().length);
  return asked;
}

describe('lookUntilKnown', () => {
  it('asks for what is needed, each once, until nothing new is', async () => {
    assert.deepEqual(await rounds('a'), [['a', 'base b']]);
    assert.deepEqual(await rounds('a', 'c', 'd'), [['a', 'base b'], ['c'], ['d']]);
  });

  it('ends where there is always one more', async () => {
    const endless = Array.from({ length: 100 }, (_, at) => String(at));
    assert.equal((await rounds(...endless)).length, 8);
  });
});
