import assert from 'node:assert/strict';
import { readManifestSpec } from '../../../../src/adapters/workspace/manifestSpec.ts';
import { analyzeSpecFile } from '../../../../src/core/analysis/analyzeSpecFile.ts';
import type { Fact, ImageFacts } from '../../../../src/core/facts.ts';
import { singleOf, unreachable } from '../../../support/imageFacts.ts';

const known: Readonly<Record<string, Fact<ImageFacts>>> = {
  'example.com/t/a:1-amd64': singleOf('linux/amd64'),
};

describe('the spec of a manifest list', () => {
  const text =
    'image: example.com/t/a:1\nmanifests:\n- image: example.com/t/a:1-amd64\n- image: example.com/t/a:1-arm64\n- platform: { os: linux }\n';
  const analyse = () =>
    analyzeSpecFile(text, readManifestSpec(text), (reference) => known[reference] ?? unreachable);

  it('needs the images that it names', () => {
    assert.deepEqual(analyse().needs, ['example.com/t/a:1-amd64', 'example.com/t/a:1-arm64']);
  });

  it('tells which of them are unknown, and where they stand', () => {
    assert.deepEqual(analyse().unknown, [
      {
        reference: 'example.com/t/a:1-arm64',
        reason: unreachable.known ? undefined : unreachable.reason,
        range: { start: { line: 3, character: 9 }, end: { line: 3, character: 32 } },
        platforms: [],
      },
    ]);
  });

  it('is an analysis without stages, with what is wrong in the spec', () => {
    const analysis = analyse();
    const { targets, findings, matrix, sites, needsBases, needsFiles, resolution } = analysis;
    assert.deepEqual(
      [targets, findings, matrix, sites, needsBases, needsFiles, resolution.targets],
      Array.from({ length: 7 }, () => []),
    );
    assert.equal(analysis.needsBuildPlatform, false);
    assert.equal(analysis.dockerfile.text, text);
    assert.equal(analysis.dockerfile.instructions.length, 0);
    assert.ok((analysis.spec?.problems.length ?? 0) > 0);
  });
});
