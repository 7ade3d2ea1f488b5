import assert from 'node:assert/strict';
import type { Verdict } from '../../../../src/core/audit/audit.ts';
import { isBorneOut } from '../../../../src/core/audit/borneOut.ts';
import { cheapProblems, type CheapProblem } from '../../../../src/core/audit/cheapProblems.ts';
import type { ImageInspection, Oddity } from '../../../../src/core/image/inspection.ts';
import { sampleInspection } from '../../../support/inspections.ts';

/** An image of these platforms, each with its layers' digests; undefined for one that nobody could read. */
function imageOf(
  images: Readonly<Record<string, readonly string[] | undefined>>,
  oddities: readonly Oddity[] = [],
): ImageInspection {
  const image = sampleInspection({ platforms: Object.keys(images) });
  const platforms = image.platforms.map((platform) => {
    const [digests, { details }] = [images[platform.platform], platform];
    assert(details.known);
    if (digests === undefined) {
      const reason = { code: 'denied', message: 'Nobody answers.' } as const;
      return { ...platform, details: { known: false, reason } as const };
    }
    const layers = digests.map((digest) => ({
      ...{ size: 1, mediaType: 'layer', createdBy: '' },
      digest,
      sharedWith: [],
    }));
    return { ...platform, details: { ...details, value: { ...details.value, layers } } };
  });
  return { ...image, platforms, oddities };
}

describe('what is wrong with an image by its manifests alone', () => {
  const mismatch: Oddity = {
    ...{ code: 'platform-mismatch', platform: 'linux/arm64', declared: 'linux/amd64' },
  };
  const rows: readonly (readonly [string, ImageInspection, readonly CheapProblem[]])[] = [
    ['nothing', imageOf({ 'linux/amd64': ['a', 'b'], 'linux/arm64': ['a', 'c'] }), []],
    [
      'the same files for two architectures',
      imageOf({ 'linux/amd64': ['a', 'b'], 'linux/arm64': ['a', 'b'], 'linux/386': ['ab'] }),
      [{ code: 'identical-layers', platforms: ['linux/amd64', 'linux/arm64'] }],
    ],
    [
      'not the same for two variants of one',
      imageOf({ 'linux/arm/v6': ['a'], 'linux/arm/v7': ['a'] }),
      [],
    ],
    ['not what has no layers', imageOf({ 'linux/amd64': [], 'linux/arm64': [] }), []],
    [
      'not what nobody could read',
      imageOf({ 'linux/amd64': undefined, 'linux/arm64': undefined, 'linux/386': ['a'] }),
      [],
    ],
    [
      'what is odd about platforms and attestations',
      imageOf({}, [
        mismatch,
        { code: 'orphan-attestation', digest: 'sha256:1' },
        { code: 'nested-index', digest: 'sha256:2' },
      ]),
      [mismatch, { code: 'orphan-attestation', digest: 'sha256:1' }],
    ],
  ];
  for (const [name, image, expected] of rows) {
    it(name, () => {
      assert.deepEqual(cheapProblems(image), expected);
    });
  }

  const identical: CheapProblem = {
    ...{ code: 'identical-layers', platforms: ['linux/amd64', 'linux/arm64'] },
  };
  const audits: readonly (readonly [
    CheapProblem,
    Readonly<Record<string, Verdict | undefined>>,
    boolean,
  ])[] = [
    [identical, { 'linux/amd64': 'right', 'linux/arm64': 'wrong' }, true],
    [identical, { 'linux/amd64': 'right', 'linux/arm64': 'mixed' }, true],
    [identical, { 'linux/amd64': 'right', 'linux/arm64': undefined }, true],
    [identical, { 'linux/amd64': 'none', 'linux/arm64': 'none' }, false],
    [identical, { 'linux/amd64': 'right', 'linux/386': 'wrong' }, false],
    [{ code: 'orphan-attestation', digest: 'sha256:1' }, { 'linux/amd64': 'right' }, true],
  ];
  for (const [problem, verdicts, expected] of audits) {
    it(`${problem.code} is ${expected ? '' : 'not '}borne out by ${JSON.stringify(verdicts)}`, () => {
      const platforms = Object.entries(verdicts).map(([platform, verdict]) => {
        if (verdict !== undefined) {
          return { platform, audit: { known: true, value: { verdict }, asOf: 0 } } as const;
        }
        const reason = { code: 'denied', message: 'Nobody answers.' } as const;
        return { platform, audit: { known: false, reason } } as const;
      });
      assert.equal(isBorneOut(problem, platforms), expected);
    });
  }
});
