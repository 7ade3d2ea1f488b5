import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  analyzeInSteps,
  type Analysis,
  type AnalysisInput,
} from '../../../../src/core/analysis/analyze.ts';
import {
  createResolutionMemory,
  type ResolutionMemory,
} from '../../../../src/core/dockerfile/resolutionMemory.ts';
import { finish } from '../../../../src/core/steps.ts';
import { makeDockerfile } from '../../../bench/dockerfile.ts';
import { edits, editText } from '../../../support/edits.ts';
import { indexOf } from '../../../support/imageFacts.ts';
import {
  corpusBuilder,
  corpusCases,
  corpusContext,
  corpusImage,
  corpusText,
  type CorpusCase,
} from './corpusWorld.ts';

function analyzed(
  text: string,
  input: Omit<AnalysisInput, 'text'>,
  memory?: ResolutionMemory,
): Analysis {
  return finish(analyzeInSteps({ ...input, text, ...(memory && { memory }) }));
}

/** All that is told of a file, in places: spans of two versions count in different texts. */
function told({
  findings,
  matrix,
  sites,
  needs,
  needsFiles,
  needsBases,
  unknown,
}: Analysis): unknown {
  const all = { findings, matrix, sites, needs, needsFiles, needsBases, unknown };
  return JSON.parse(JSON.stringify(all));
}

function worldOf(one: CorpusCase): Omit<AnalysisInput, 'text'> {
  return {
    targets: one.targets,
    ...(one.buildPlatform !== undefined && { buildPlatform: one.buildPlatform }),
    ...(one.buildArgs !== undefined && { buildArgs: one.buildArgs }),
    image: corpusImage,
    builder: corpusBuilder(one),
    context: corpusContext(one),
  };
}

describe('the versions of a file', () => {
  it('are judged with the memory of others as they are alone', () => {
    let later = 0;
    fc.assert(
      fc.property(fc.constantFrom(...corpusCases), edits, (one, changes) => {
        const memory = createResolutionMemory();
        const input = worldOf(one);
        const file = corpusText(one.file);
        analyzed(file, input, memory);
        for (const text of editText(file, changes)) {
          const remembered = analyzed(text, input, memory);
          later += Number(remembered.dockerfile.text !== text);
          assert.deepEqual(told(remembered), told(analyzed(text, input)));
        }
      }),
      { numRuns: 160 },
    );
    assert.ok(later > 80, `only ${later} were read as versions of another`);
  }).timeout(240_000);

  it('are judged alike when letters are typed and taken away in every instruction', () => {
    const image = () => indexOf('linux/amd64');
    const input = { targets: ['linux/amd64', 'linux/arm64'], image };
    const file = makeDockerfile(60, 'alpine');
    const memory = createResolutionMemory();
    analyzed(file, input, memory);
    for (let at = 3; at < file.length; at += 37) {
      for (const text of [`${file.slice(0, at)}m${file.slice(at)}`, file]) {
        const remembered = analyzed(text, input, memory);
        assert.deepEqual(told(remembered), told(analyzed(text, input)));
      }
    }
  }).timeout(120_000);
});
