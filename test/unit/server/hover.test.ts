import assert from 'node:assert/strict';
import { analyze } from '../../../src/core/analysis/analyze.ts';
import type { Fact, ImageFacts } from '../../../src/core/facts.ts';
import { hoverAt } from '../../../src/server/features/hover.ts';

const minute = 60_000;
const now = 100 * minute;

describe('the age of what a hover shows', () => {
  const image: ImageFacts = {
    reference: 'docker.io/library/app:1',
    digest: `sha256:${'1'.repeat(64)}`,
    size: 1,
    manifest: { kind: 'index', mediaType: 'application/json', manifests: [] },
    source: { registry: 'docker.io' },
  };

  const check = (
    name: string,
    fact: Partial<Extract<Fact<ImageFacts>, { known: true }>>,
    expected: RegExp,
  ) => {
    it(name, async () => {
      const known: Fact<ImageFacts> = { known: true, value: image, asOf: now, ...fact };
      const analysis = analyze({
        text: 'FROM app:1\n',
        targets: ['linux/amd64'],
        image: () => known,
      });
      const shown = await hoverAt(
        analysis,
        { line: 0, character: 6 },
        {
          image: () => known,
          settle: () => Promise.resolve(),
          quota: () => ({ limit: 200, remaining: 7, window: 21_600, asOf: now }),
          now,
        },
      );
      assert.match(shown?.markdown ?? '', expected);
    });
  };

  check(
    'just seen',
    {},
    /· from `docker\.io` · pulls left: 7 of 200 in 6 hours · \[Inspect\]\(command:multiarch\.inspectImage\?%5B%7B%22kind%22%3A%22registry%22%2C%22reference%22%3A%22docker\.io%2Flibrary%2Fapp%3A1%22%7D%5D\) · \[Audit\]\(command:multiarch\.auditImage\?%5B%7B%22kind%22%3A%22registry%22%2C%22reference%22%3A%22docker\.io%2Flibrary%2Fapp%3A1%22%7D%5D\)$/,
  );
  check('seen before', { asOf: now - 12 * minute }, /· as of 12 minutes ago · /);
  check(
    'remembered from before',
    {
      asOf: now - 90 * minute,
      remembered: { code: 'unreachable', message: 'docker.io [refuses](x).' },
    },
    /as of 1 hour ago .*\n\nRemembered from then\. docker\.io \\\[refuses\\\]\\\(x\\\)\.$/,
  );
  check(
    'by a mirror',
    { value: { ...image, source: { registry: 'docker.io', mirror: 'm.example' } } },
    /· from the mirror `m\.example` ·/,
  );
});
