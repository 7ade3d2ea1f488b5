import assert from 'node:assert/strict';
import { boundTexts } from '../../../../src/core/image/boundTexts.ts';
import { sampleInspection } from '../../../support/inspections.ts';

describe('boundTexts', () => {
  it('leaves a real image as it is', () => {
    const image = sampleInspection({ platforms: ['linux/amd64', 'linux/arm64'] });
    assert.deepEqual(boundTexts(image), JSON.parse(JSON.stringify(image)));
  });

  it('cuts a label of a megabyte', () => {
    const { labels } = boundTexts({ labels: { long: 'x'.repeat(1_000_000), short: 'y' } });
    assert.equal(labels.long, `${'x'.repeat(8192)}…`);
    assert.equal(labels.short, 'y');
  });

  it('keeps all of it together small', () => {
    const label = 'x'.repeat(8000);
    const platforms = Array.from({ length: 100 }, () => ({
      labels: Object.fromEntries(Array.from({ length: 1000 }, (_, at) => [`l${at}`, label])),
    }));
    assert(JSON.stringify(boundTexts(platforms)).length < 10_000_000);
  });

  it('keeps lists and objects short, and odd names names', () => {
    const names = Object.fromEntries(Array.from({ length: 20_000 }, (_, at) => [`a${at}`, at]));
    assert.equal(Object.keys(boundTexts(names)).length, 5000);
    assert.equal(boundTexts(Array.from({ length: 20_000 }, () => 1)).length, 5000);
    const odd = JSON.parse('{"__proto__":"x","toString":"y"}') as object;
    assert.equal(JSON.stringify(boundTexts(odd)), '{"__proto__":"x","toString":"y"}');
    assert.deepEqual(boundTexts([null, true, 1.5, undefined]), [null, true, 1.5, undefined]);
  });
});
