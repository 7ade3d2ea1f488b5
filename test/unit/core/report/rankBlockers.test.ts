import assert from 'node:assert/strict';
import { renderMessage } from '../../../../src/core/analysis/finding.ts';
import { makeReport } from '../../../../src/core/report/makeReport.ts';
import { tagQuestions } from '../../../../src/core/report/rankBlockers.ts';
import type { ReportedFile, ReportInput } from '../../../../src/core/report/reportInput.ts';
import { dockerfile, image, ranks, reported, tagsOf } from '../../../support/reports.ts';

describe('what is in the way', () => {
  /** Blockers as `kind @place: message; advice`. */
  const said: readonly (readonly [
    string,
    readonly ReportedFile[],
    readonly string[],
    Partial<ReportInput>?,
  ])[] = [
    [
      'an index without the target',
      [dockerfile('a', 'FROM all:1\nCOPY --from=intel:1 / /')],
      [
        '“intel:1” has no image for linux/arm64. It has linux/amd64. Take another image of that kind, or build it for linux/arm64 from its source. @a:1:12',
      ],
    ],
    [
      'a single image',
      [dockerfile('a', 'FROM single:1')],
      [
        '“single:1” is a single image for linux/amd64, not for linux/arm64. Take another image of that kind, or build it for linux/arm64 from its source. @a:0:5',
      ],
    ],
    [
      'a service that is pinned',
      [
        dockerfile('a', 'FROM all:1', {
          name: 'web',
          declared: {
            ...{ how: 'pinned', platforms: ['linux/amd64'], by: 'platform' },
            range: { start: { line: 3, character: 4 }, end: { line: 3, character: 9 } },
          },
        }),
      ],
      [
        '“web” runs as linux/amd64, wherever it runs. Run it as linux/arm64, or take the line away. @a:3:4',
      ],
    ],
    [
      'a file that is built for fewer',
      [
        dockerfile('a', 'FROM all:1', {
          range: { start: { line: 1, character: 2 }, end: { line: 1, character: 9 } },
          declared: {
            how: 'built',
            platforms: ['linux/amd64', 'linux/386'],
            by: 'docker-bake.hcl',
          },
        }),
      ],
      [
        '“a” is built for linux/amd64, linux/386 only, says docker-bake.hcl. Add linux/arm64 there. @a:1:2',
      ],
    ],
    [
      'tags without the target',
      [dockerfile('a', 'FROM intel:1')],
      [
        '“intel:1” has no image for linux/arm64. It has linux/amd64. Take another image of that kind, or build it for linux/arm64 from its source: no tag of intel has linux/arm64. @a:0:5',
      ],
      { tags: tagsOf([]) },
    ],
    [
      'tags with it, three at most',
      [dockerfile('a', 'FROM intel:1')],
      [
        '“intel:1” has no image for linux/arm64. It has linux/amd64. Take intel:2 / intel:3 / intel:4, with linux/arm64. @a:0:5',
      ],
      { tags: tagsOf(['2', '3', '4', '5']) },
    ],
  ];
  for (const [what, files, expected, rest] of said) {
    it(`says in words: ${what}`, () => {
      const { blockers } = reported(files, rest);
      assert.deepEqual(
        blockers.map(({ message, advice, places }) =>
          [
            ...[message, ...advice].map(renderMessage),
            ...places.map(
              ({ path, range }) =>
                `@${path}:${range?.start.line ?? ''}:${range?.start.character ?? ''}`,
            ),
          ].join(' '),
        ),
        expected,
      );
    });
  }

  it('says what is not known, once for each reason, with all its places', () => {
    const { unknown } = reported([
      dockerfile('a', 'FROM lost:1\nCOPY --from=lost:1 / /'),
      dockerfile('b', 'FROM lost:1'),
    ]);
    assert.deepEqual(
      unknown.map(({ reference, reason, targets, places }) => [
        ...[reference, reason, targets.join()],
        places.map(({ path, range }) => `${path}:${range?.start.line ?? ''}`).join(' '),
      ]),
      [['lost:1', 'no network', 'linux/arm64', 'a:0 a:1 b:0']],
    );
  });

  it('puts errors before warnings, and more before less', () => {
    const pinned = { how: 'pinned', platforms: ['linux/amd64'], by: 'platform' } as const;
    assert.deepEqual(
      ranks(
        reported([
          dockerfile('a', 'FROM all:1', { declared: pinned }),
          dockerfile('b', 'FROM single:1'),
        ]),
      ),
      ['docker.io/library/single:1: 1 of 1', 'pinned: 1 of 1'],
    );
  });

  it('asks for tags of what is in the way most', () => {
    const { blockers } = reported([
      dockerfile('a', 'FROM single:1'),
      dockerfile('b', 'FROM intel:1\nADD https://dl.example/linux-amd64/tool /bin/tool'),
      dockerfile('c', 'FROM intel:1'),
    ]);
    const questions = tagQuestions(blockers, 5);
    assert.deepEqual(
      questions.map(({ reference, platforms }) => [reference, platforms.join()]),
      [
        ['docker.io/library/intel:1', 'linux/arm64'],
        ['docker.io/library/single:1', 'linux/arm64'],
      ],
    );
    assert.equal(tagQuestions(blockers, 1).length, 1);
  });

  it('remarks on what is in nobody’s way', () => {
    const { remarks } = reported([
      dockerfile('a', 'FROM --platform=linux/arm64 all:1 AS b\nFROM all:1\nCOPY --from=b / /'),
    ]);
    assert.deepEqual(
      remarks.map(({ rule, place, targets }) => [
        rule,
        place.path,
        place.range?.start.line,
        targets,
      ]),
      [['constant-platform-flag', 'a', 0, ['linux/arm64']]],
    );
  });

  it('counts images, the most often named and then by name, with who makes them', () => {
    const { images } = reported([
      dockerfile(
        'a',
        'FROM made:1\nCOPY --from=intel:1 / /\nCOPY --from=single:1 / /\nCOPY --from=all:1 / /',
      ),
      dockerfile('b', 'FROM all:1', { makes: ['docker.io/library/made:1'] }),
    ]);
    assert.deepEqual(
      images.map(({ familiar, platforms, madeBy }) => [
        familiar,
        platforms.known ? platforms.value.join(' ') : 'unknown',
        ...(madeBy === undefined ? [] : [madeBy]),
      ]),
      [
        ['all:1', 'linux/amd64 linux/arm64'],
        ['intel:1', 'linux/amd64'],
        ['made:1', 'unknown', 1],
        ['single:1', 'linux/amd64'],
      ],
    );
    assert(images.every((each) => each.madeBy !== undefined || !('madeBy' in each)));
  });

  it('takes the targets that are asked for most first, and counts nothing that nobody builds', () => {
    const files = [
      dockerfile('a', 'FROM all:1', { wanted: ['linux/amd64'] }),
      dockerfile('b', 'FROM all:1', { wanted: ['linux/arm64'] }),
      dockerfile('c', 'FROM intel:1', { wanted: ['linux/arm64'] }),
    ];
    const { targets, summary } = makeReport({ files, image, problems: [] });
    assert.deepEqual(targets, ['linux/arm64', 'linux/amd64']);
    assert.deepEqual(summary, [
      { target: 'linux/arm64', ready: 1, blocked: 1, unknown: 0 },
      { target: 'linux/amd64', ready: 1, blocked: 0, unknown: 0 },
    ]);
  });

  it('is beside what somebody leaves out', () => {
    const { units } = reported([
      dockerfile('a', 'FROM intel:1', { excluded: ['linux/arm64'] }),
      dockerfile('b', 'FROM all:1', { key: 'b' }),
      dockerfile('c', 'FROM all:1', { needs: ['b', 'c'], key: 'c' }),
    ]);
    assert.deepEqual(
      units.map(({ states, builtFrom }) => [states.join(), builtFrom.join()]),
      [
        ['not-built', ''],
        ['ready', ''],
        ['ready', '1'],
      ],
    );
  });

  it('names what is unknown by itself, and where', () => {
    const range = { start: { line: 2, character: 1 }, end: { line: 2, character: 4 } };
    const { unknown, units } = reported([
      dockerfile('a', 'FROM all:1', { name: 'web', unknown: 'It is a template.', range }),
      dockerfile('b', 'FROM all:1', { needs: ['nowhere'] }),
    ]);
    assert.deepEqual(
      unknown.map(({ reference, reason, places }) => [reference, reason, places]),
      [
        ['web', 'It is a template.', [{ path: 'a', range }]],
        ['b', 'What it is built from could not be read.', [{ path: 'b' }]],
      ],
    );
    assert.deepEqual(
      units.map(({ place, states }) => [place, states.join()]),
      [
        [{ path: 'a', range }, 'unknown'],
        [{ path: 'b' }, 'unknown'],
      ],
    );
  });
});
