import assert from 'node:assert/strict';
import { renderMessage } from '../../../../src/core/analysis/finding.ts';
import { parseDockerfile } from '../../../../src/core/dockerfile/instructions.ts';
import { ignoreComments } from '../../../../src/core/analysis/silence.ts';
import { makeReport } from '../../../../src/core/report/makeReport.ts';
import type { Report } from '../../../../src/core/report/report.ts';
import type { DeclaredPlatforms, ReportedFile } from '../../../../src/core/report/reportInput.ts';
import { reportJson } from '../../../../src/core/report/reportJson.ts';
import { reportMarkdown } from '../../../../src/core/report/reportMarkdown.ts';
import { reportText } from '../../../../src/core/report/reportText.ts';
import { adviceText, placeText } from '../../../../src/core/report/reportWords.ts';
import { assertProportional } from '../../../support/growth.ts';
import { both, dockerfile, image, ranks, reported, tagsOf } from '../../../support/reports.ts';

/** How each unit stands: `path: state state`. */
function states({ units }: Report): readonly string[] {
  return units.map(({ name, states: all }) => `${name}: ${all.join(' ')}`);
}

/** A bake file builds it for one platform, says one of its lines. */
function inBake(path: string, line: number): DeclaredPlatforms {
  const start = { line, character: 8 };
  const elsewhere = { path, range: { start, end: start } };
  return { how: 'built', platforms: ['linux/amd64'], by: `app in ${path}`, elsewhere };
}

describe('a readiness report', () => {
  const rows: readonly [
    what: string,
    files: readonly ReportedFile[],
    states: readonly string[],
    ranks: readonly string[],
  ][] = [
    ['nothing', [], [], []],
    ['an image with all platforms', [dockerfile('a', 'FROM all:1')], ['a: ready'], []],
    [
      'an index without the target',
      [dockerfile('a', 'FROM intel:1')],
      ['a: blocked'],
      ['docker.io/library/intel:1: 1 of 1'],
    ],
    [
      'a single image for another platform',
      [dockerfile('a', 'FROM single:1')],
      ['a: blocked'],
      ['docker.io/library/single:1: 1 of 1'],
    ],
    ['an image that nobody knows', [dockerfile('a', 'FROM lost:1')], ['a: unknown'], []],
    [
      'an image that several files name is one thing to mend',
      [dockerfile('a', 'FROM intel:1'), dockerfile('b', 'FROM all:1\nCOPY --from=intel:1 / /')],
      ['a: blocked', 'b: blocked'],
      ['docker.io/library/intel:1: 2 of 2'],
    ],
    [
      'what makes most ready comes first, not what is named first',
      [
        dockerfile('a', 'FROM single:1'),
        dockerfile('b', 'FROM intel:1'),
        dockerfile('c', 'FROM intel:1'),
      ],
      ['a: blocked', 'b: blocked', 'c: blocked'],
      ['docker.io/library/intel:1: 2 of 2', 'docker.io/library/single:1: 1 of 1'],
    ],
    [
      'two things in the way of one: neither makes it ready alone',
      [dockerfile('a', 'FROM intel:1 AS b\nFROM single:1\nCOPY --from=b / /')],
      ['a: blocked'],
      ['docker.io/library/intel:1: 0 of 1', 'docker.io/library/single:1: 0 of 1'],
    ],
    [
      'what is built from a blocked image is blocked, and made ready with it',
      [
        dockerfile('base', 'FROM intel:1', { makes: ['docker.io/library/base:1'] }),
        dockerfile('app', 'FROM base:1', { makes: ['docker.io/library/app:1'] }),
        dockerfile('top', 'FROM app:1'),
      ],
      ['base: blocked', 'app: blocked', 'top: blocked'],
      ['docker.io/library/intel:1: 3 of 3'],
    ],
    [
      'one way to two places counts once',
      [
        dockerfile('base', 'FROM intel:1', { makes: ['docker.io/library/base:1'] }),
        dockerfile('left', 'FROM base:1', { makes: ['docker.io/library/left:1'] }),
        dockerfile('right', 'FROM base:1', { makes: ['docker.io/library/right:1'] }),
        dockerfile('top', 'FROM left:1\nCOPY --from=right:1 / /'),
      ],
      ['base: blocked', 'left: blocked', 'right: blocked', 'top: blocked'],
      ['docker.io/library/intel:1: 4 of 4'],
    ],
    [
      'what is named after its own base means that one',
      [dockerfile('a', 'FROM intel:1', { makes: ['docker.io/library/intel:1'] })],
      ['a: blocked'],
      ['docker.io/library/intel:1: 1 of 1'],
    ],
    [
      'two that are built from each other end',
      [
        dockerfile('a', 'FROM b:1', { makes: ['docker.io/library/a:1'] }),
        dockerfile('b', 'FROM a:1\nCOPY --from=intel:1 / /', {
          makes: ['docker.io/library/b:1'],
        }),
      ],
      ['a: blocked', 'b: blocked'],
      ['docker.io/library/intel:1: 2 of 2'],
    ],
    [
      'what is built from something that is nowhere is not known',
      [dockerfile('a', 'FROM all:1', { needs: ['nowhere'] })],
      ['a: unknown'],
      [],
    ],
    [
      'a download for one architecture',
      [dockerfile('a', 'FROM all:1\nADD https://dl.example/linux-amd64/tool /bin/tool')],
      ['a: blocked'],
      ['architecture-literal: 1 of 1'],
    ],
    [
      'a service that is pinned to another platform',
      [
        dockerfile('a', 'FROM all:1', {
          declared: { how: 'pinned', platforms: ['linux/amd64'], by: 'platform' },
        }),
      ],
      ['a: blocked'],
      ['pinned: 1 of 1'],
    ],
    [
      'one of a family is for its own platform only',
      [
        dockerfile('a', 'FROM intel:1', {
          declared: { how: 'only', platforms: ['linux/amd64'], by: 'its name' },
        }),
      ],
      ['a: not-built'],
      [],
    ],
    [
      'what is built for fewer platforms than are wanted, and what is built from it',
      [
        dockerfile('base', 'FROM all:1', {
          makes: ['docker.io/library/base:1'],
          declared: { how: 'built', platforms: ['linux/amd64'], by: 'docker-bake.hcl' },
        }),
        dockerfile('app', 'FROM base:1'),
      ],
      ['base: blocked', 'app: blocked'],
      ['undeclared: 2 of 2'],
    ],
    [
      'what one file says of several is mended there at once',
      [
        dockerfile('a', 'FROM all:1', { declared: inBake('docker-bake.hcl', 2) }),
        dockerfile('b', 'FROM all:1', { declared: inBake('docker-bake.hcl', 9) }),
        dockerfile('c', 'FROM intel:1', { declared: inBake('docker-bake.hcl', 9) }),
        dockerfile('d', 'FROM all:1', { declared: inBake('more/docker-bake.hcl', 2) }),
      ],
      ['a: blocked', 'b: blocked', 'c: blocked', 'd: blocked'],
      ['undeclared: 2 of 3', 'undeclared: 1 of 1', 'docker.io/library/intel:1: 0 of 1'],
    ],
  ];
  for (const [what, files, expected, ranked] of rows) {
    it(what, () => {
      const report = reported(files);
      assert.deepEqual(states(report), expected);
      assert.deepEqual(ranks(report), ranked);
    });
  }

  it('takes the targets that files say when it is told none', () => {
    const files = [
      dockerfile('base', 'FROM all:1', {
        wanted: ['linux/amd64'],
        makes: ['docker.io/library/base:1'],
      }),
      dockerfile('app', 'FROM base:1'),
    ];
    const { targets, units, blockers } = makeReport({ files, image, problems: [] });
    assert.deepEqual(targets, both);
    assert.deepEqual(
      units.map(({ states: all }) => all),
      [
        ['ready', 'not-built'],
        ['ready', 'blocked'],
      ],
    );
    assert.deepEqual(blockers[0]?.units, [1]);
  });

  it('says of one, and of several, who builds them for fewer platforms, and where', () => {
    const said = (...names: readonly string[]) =>
      reported(
        names.map((name, at) =>
          dockerfile(name, 'FROM all:1', { declared: inBake('docker-bake.hcl', at) }),
        ),
      ).blockers.map(({ message, places }) => [renderMessage(message), places.length]);
    assert.deepEqual(said('a'), [
      ['“a” is built for linux/amd64 only, says app in docker-bake.hcl.', 1],
    ]);
    assert.deepEqual(said('a', 'b', 'c'), [
      ['“a” and 2 more are built for linux/amd64 only, says docker-bake.hcl.', 3],
    ]);
  });

  const pinned: readonly [image: string, advice: RegExp][] = [
    ['all:1', /^Run it as linux\/arm64, or take the line away\.$/],
    ['lost:1', /^Run it as linux\/arm64, or take the line away\.$/],
    ['intel:1', /^“intel:1” has nothing for linux\/arm64, so it is emulated there\. Take another/],
    [
      'single:1',
      /^“single:1” has nothing for linux\/arm64, so it is emulated there\. Take another/,
    ],
  ];
  for (const [name, expected] of pinned) {
    it(`advises what runs ${name} as another platform`, () => {
      const file = dockerfile('a', `FROM ${name}`, {
        words: [{ line: 0, character: 5 }],
        declared: { how: 'pinned', platforms: ['linux/amd64'], by: 'platform' },
      });
      const found = reported([file]).blockers.find(({ kind }) => kind === 'pinned');
      assert(found);
      assert.match(adviceText(found), expected);
    });
  }

  it('names the comments that silence rules, with their reasons', () => {
    const text = [
      '# syntax=docker/dockerfile:1',
      '#multiarch: ignore base-image-missing-platform,arch-named-image the vendor has none yet',
      'FROM intel:1',
      '# multiarch: ignore architecture-literal',
      '# multiarch: platforms=linux/amd64',
      'RUN echo "# multiarch: ignored"',
      'RUN <<EOF',
      '# multiarch: ignore architecture-literal of a script',
      'EOF',
      'RUN a \\',
      '# multiarch: ignore architecture-literal too late',
      '  b',
    ].join('\n');
    const ignores = ignoreComments(text, () => parseDockerfile(text).instructions);
    const { silenced } = reported([{ ...dockerfile('a', text), ignores }]);
    assert.deepEqual(
      silenced.map(({ rules, reason, place }) => [rules.join(), reason, placeText(place)]),
      [
        ['base-image-missing-platform,arch-named-image', 'the vendor has none yet', 'a:2:1'],
        ['architecture-literal', '', 'a:4:1'],
      ],
    );
  });

  it('offers the tags that a search has found', () => {
    const advice = (found: readonly string[]) =>
      reported([dockerfile('a', 'FROM intel:1')], { tags: tagsOf(found) }).blockers[0]?.advice.map(
        ({ text }) => text,
      );
    assert.deepEqual(advice(['2', '3']), ['Take {0}, with {1}.']);
    assert.deepEqual(advice([]), [
      'Take another image of that kind, or build it for {0} from its source: no tag of {1} has {0}.',
    ]);
  });

  it('counts images by the places that name them', () => {
    const { images } = reported([
      dockerfile('a', 'FROM intel:1'),
      dockerfile('b', 'FROM all:1\nCOPY --from=intel:1 / /'),
    ]);
    assert.deepEqual(
      images.map(({ familiar, places, lacks }) => [familiar, places.length, lacks]),
      [
        ['intel:1', 2, ['linux/arm64']],
        ['all:1', 1, []],
      ],
    );
  });

  it('says the same as text, page and JSON, and lets no name end a cell or a line', () => {
    const report = reported([
      dockerfile('a|b\u202e`/Dockerfile', 'FROM intel:1'),
      dockerfile('b', 'FROM lost:1'),
    ]);
    const text = reportText(report);
    assert.match(text, /linux\/arm64: 0 ready, 1 blocked, 1 unknown/);
    assert.match(text, /“intel:1” has no image for linux\/arm64\. It has linux\/amd64\./);
    const page = reportMarkdown(report);
    assert.match(page, /\| 1 \| “intel:1” has no image/);
    assert.match(page, /a\\\|b\uFFFD\\`\/Dockerfile/);
    const { blockers, units } = reportJson(report);
    assert.deepEqual(blockers[0]?.units, [report.units[0]?.name]);
    assert.deepEqual(units[1]?.states, { 'linux/arm64': 'unknown' });
  });

  it('takes time in proportion to its files, also where each is built from the one before', () => {
    const most = 6000;
    const { targets, sites, findings, unknown } = dockerfile('', 'FROM intel:1').analysis;
    const analysed = { targets, findings, unknown };
    const [site] = sites;
    assert(site);
    const files = Array.from({ length: most }, (_, at): ReportedFile => {
      const reference = at === 0 ? site.reference : `docker.io/library/made:${at - 1}`;
      const path = String(at);
      const makes = [`docker.io/library/made:${at}`];
      return {
        path,
        analysis: { ...analysed, sites: [{ ...site, reference }] },
        units: [{ kind: 'dockerfile', name: path, wanted: both, makes }],
      };
    });
    assertProportional((share) => {
      const report = reported(files.slice(0, most * share));
      assert.equal(report.blockers[0]?.frees, most * share);
    });
  });
});
