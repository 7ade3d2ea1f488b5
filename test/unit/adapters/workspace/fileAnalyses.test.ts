import assert from 'node:assert/strict';
import {
  analyzeFiles,
  type Asked,
  type File,
} from '../../../../src/adapters/workspace/fileAnalyses.ts';
import type { Fact } from '../../../../src/core/facts.ts';

const nowhere: Fact<never> = {
  known: false,
  reason: { code: 'failed', message: 'There is no network.' },
};

function fileOn(image: string, at: number): File {
  return {
    path: `/nowhere/${at}/Dockerfile`,
    text: `FROM ${image}\n`,
    declared: { platforms: ['linux/amd64'], source: { kind: 'option' } },
    project: { targets: [], rules: {}, contexts: {}, buildArgs: {} },
  };
}

/** Who is asked for images, and remembers for which. */
function asking(questions: (readonly string[])[]): Asked {
  return {
    images: ({ images, bases }) => {
      questions.push(images);
      return Promise.resolve({
        images: new Map(images.map((each) => [each, nowhere])),
        bases: new Map(bases.map(({ key }) => [key, nowhere])),
      });
    },
    buildPlatform: () => Promise.resolve('linux/amd64'),
    signal: new AbortController().signal,
  };
}

const surroundings = {
  ...{ target: undefined, buildArgs: {}, contexts: {} },
  buildPlatform: 'linux/amd64',
};

describe('analyzing many files', () => {
  it('gives them in their order, and asks for each image once', async () => {
    const names = Array.from({ length: 90 }, (_, at) =>
      at === 30 ? 'second' : at === 70 ? 'third' : 'first',
    );
    const questions: (readonly string[])[] = [];
    const taken: string[] = [];
    const { files } = await analyzeFiles(
      names.map(fileOn),
      surroundings,
      asking(questions),
      ({ file, analysis }, images) => {
        taken.push(file.path);
        return { path: file.path, known: analysis.needs.every((each) => images.has(each)) };
      },
    );
    assert.deepEqual(
      files,
      names.map((_, at) => ({ path: `/nowhere/${at}/Dockerfile`, known: true })),
    );
    assert.deepEqual(questions, [
      ['docker.io/library/first:latest'],
      ['docker.io/library/second:latest', 'docker.io/library/third:latest'],
    ]);
    // What is known at once waits for nobody: it need not be held.
    assert.equal(
      taken.indexOf('/nowhere/89/Dockerfile') < taken.indexOf('/nowhere/20/Dockerfile'),
      true,
    );
  });

  it('ends when it is cancelled', async () => {
    const stop = new AbortController();
    stop.abort(new Error('enough'));
    const asked = { ...asking([]), signal: stop.signal };
    await assert.rejects(
      analyzeFiles([fileOn('first', 0)], surroundings, asked, ({ analysis }) => analysis),
      { message: 'enough' },
    );
  });
});
