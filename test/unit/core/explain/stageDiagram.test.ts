import assert from 'node:assert/strict';
import { renderMessage } from '../../../../src/core/analysis/finding.ts';
import { rectangle, type Drawing, type Shape } from '../../../../src/core/explain/drawing.ts';
import { stageDiagram } from '../../../../src/core/explain/stageDiagram.ts';
import {
  emulatingBuilder,
  explained,
  extremeFile,
  manyPlatforms,
  type ExplainOptions,
} from '../../../support/explained.ts';
import { indexOf, singleOf, unreachable } from '../../../support/imageFacts.ts';

function drawingOf(text: string, options: ExplainOptions = {}): Drawing {
  return stageDiagram(explained(text, { builder: emulatingBuilder, ...options }), renderMessage);
}

/** A shape as its look and its place: of a rectangle left, top, right and bottom. */
function shown(shape: Shape): string {
  const { look } = shape;
  if (shape.shape === 'text') {
    const { text, title, x, y, anchor } = shape;
    return `${look} “${text}” ${anchor} ${x} ${y}${title === undefined ? '' : ` (${title})`}`;
  }
  if (!shape.d.includes('Q')) return `${look} ${shape.d}`;
  const places = placesOf(shape.d);
  const [across, down] = [places.map(([x]) => x), places.map(([, y]) => y)];
  const corner = (side: (...values: number[]) => number) => `${side(...across)},${side(...down)}`;
  return `${look} ${corner(Math.min)} to ${corner(Math.max)}`;
}

function placesOf(d: string): readonly (readonly [number, number])[] {
  return [...d.matchAll(/(-?\d+) (-?\d+)/g)].map(([, x, y]) => [Number(x), Number(y)]);
}

const unknownBuilder: ExplainOptions['builder'] = {
  ...{ known: false, reason: { code: 'builder-unknown', message: 'No builder was asked.' } },
};

const crossed = `FROM --platform=$BUILDPLATFORM golang AS build
ARG TARGETARCH
RUN GOARCH=$TARGETARCH go build -o /app
FROM alpine
COPY --from=build /app /
RUN true
`;

describe('the picture of the stages', () => {
  it('has a row for each stage, a column for each target, and lines to who needs it', () => {
    const { width, height, shapes } = drawingOf(crossed);
    assert.deepEqual([width, height], [380, 130]);
    assert.deepEqual(
      shapes.map((shape) => shown(shape)),
      [
        'box “amd64” middle 263 20 (linux/amd64)',
        'box “arm64” middle 341 20 (linux/arm64)',
        // From the lower half of the first row to the upper half of the second, with a head.
        'edge M26 60H9V92H21',
        'edge M26 92L20 89L20 95Z',
        'box 26,35 to 216,71',
        'box “build” start 34 50',
        'quiet “golang” start 34 64',
        'cell 227,41 to 299,65',
        'cell “native” middle 263 57 (linux/amd64)',
        'cell 305,41 to 377,65',
        'cell “cross” middle 341 57 (linux/arm64)',
        'result 26,81 to 216,117',
        'box “stage-1” start 34 96',
        'quiet “alpine” start 34 110',
        'cell 227,87 to 299,111',
        'cell “native” middle 263 103 (linux/amd64)',
        'slow 305,87 to 377,111',
        'slow “emulated” middle 341 103 (linux/arm64)',
      ],
    );
  });

  it('joins what is done once for neighbours', () => {
    const { shapes } = drawingOf('FROM --platform=$BUILDPLATFORM alpine\nRUN true\n');
    assert.deepEqual(shapes.slice(-3).map(shown), [
      'cell 218,41 to 368,65',
      'cell “native” middle 254 57 (linux/amd64)',
      'cell “cross” middle 332 57 (linux/arm64)',
    ]);
  });

  it('gives lines that lie side by side lanes of their own, the short ones next to the boxes', () => {
    /** Where the line of each edge goes down, and its rows. */
    const lanes = (text: string) =>
      drawingOf(text).shapes.flatMap((shape) => {
        const line = /^M\d+ \d+H(\d+)V(\d+)H/;
        const [, at, end] = (shape.shape === 'path' ? line.exec(shape.d) : undefined) ?? [];
        return shape.look === 'edge' && at !== undefined ? [`${at} to ${String(end)}`] : [];
      });
    const stage = (from: number) => `FROM alpine\nCOPY --from=${String(from)} / /\n`;
    assert.deepEqual(lanes(`FROM alpine\n${stage(0)}${stage(1)}${stage(0)}`), [
      '27 to 92',
      '18 to 138',
      '9 to 184',
    ]);
    // One lane is enough for two that do not meet.
    assert.deepEqual(lanes(`FROM alpine\n${stage(0)}FROM alpine\n${stage(2)}`), [
      '9 to 92',
      '9 to 184',
    ]);
  });

  const looks: readonly (readonly [string, string, ExplainOptions, readonly string[]])[] = [
    ['copies', 'FROM alpine\n', {}, ['cell “copies”', 'cell “copies”']],
    [
      'a stage that nobody needs',
      'FROM alpine AS a\nFROM scratch\n',
      {},
      ['quiet “–”', 'quiet “–”', 'cell “copies”', 'cell “copies”'],
    ],
    [
      'an image that lacks a target',
      'FROM alpine\n',
      { images: { 'docker.io/library/alpine:latest': indexOf('linux/amd64') } },
      ['cell “copies”', 'bad “no image”'],
    ],
    [
      'files of another platform',
      'FROM alpine\nCOPY a /\n',
      { images: { 'docker.io/library/alpine:latest': singleOf('linux/amd64') } },
      ['cell “copies”', 'bad “wrong”'],
    ],
    [
      'what is not known',
      'FROM alpine\nRUN true\n',
      { builder: unknownBuilder, images: { 'docker.io/library/alpine:latest': unreachable } },
      ['quiet “unknown”', 'quiet “unknown”'],
    ],
  ];
  for (const [name, text, options, expected] of looks) {
    it(`shows ${name}`, () => {
      const cells = drawingOf(text, options).shapes.flatMap((shape) =>
        shape.shape === 'text' && shape.anchor === 'middle' && shape.y > 30
          ? [`${shape.look} “${shape.text}”`]
          : [],
      );
      assert.deepEqual(cells, expected);
    });
  }

  it('draws no box where nothing is done, and a quiet one for what nobody needs', () => {
    const { shapes } = drawingOf('FROM alpine AS a\nFROM scratch\n');
    const paths = shapes.filter(({ shape }) => shape === 'path').map(({ look }) => look);
    assert.deepEqual(paths, ['quiet', 'result', 'cell']);
  });

  it('shortens names, and has all of them in titles', () => {
    const long = 'registry.example.com/a-team/with-a-name:1';
    const name = 'a-stage-with-a-name-of-27-lt';
    const { shapes } = drawingOf(`FROM ${long} AS ${name}\n`, {
      targets: ['windows(10.0.20348.1)/amd64'],
    });
    const texts = shapes.flatMap((shape) =>
      shape.shape === 'text' ? [[shape.text, shape.title]] : [],
    );
    assert.deepEqual(texts.slice(0, 3), [
      ['windows(10.…', 'windows(10.0.20348.1)/amd64'],
      ['a-stage-with-a-name-of-27…', name],
      ['….com/a-team/with-a-name:1', long],
    ]);
  });

  it('shows the tag of a long name, and no digest', () => {
    const shownAs = (image: string) =>
      drawingOf(`FROM ${image}\n`).shapes.flatMap((shape) =>
        shape.shape === 'text' && shape.title === image ? [shape.text] : [],
      );
    const digest = `sha256:${'0'.repeat(64)}`;
    assert.deepEqual(shownAs('127.0.0.1:5000/team/runtime:1.1'), ['…0.1:5000/team/runtime:1.1']);
    assert.deepEqual(shownAs(`alpine:3.22@${digest}`), ['alpine:3.22']);
  });

  it('is no larger than 60 stages and 12 targets, and all that is drawn lies inside', () => {
    const targets = [
      ...manyPlatforms,
      'linux/mips64le',
      'linux/loong64',
      'linux/mips',
      'linux/ppc64',
      'linux/sparc64',
    ];
    const { width, height, shapes } = drawingOf(extremeFile(61), { targets });
    assert.equal(height, 30 + 60 * 46 + 8);
    assert.equal(shapes.filter((shape) => shape.shape === 'text' && shape.y < 30).length, 12);
    for (const shape of shapes) {
      const places = shape.shape === 'text' ? [[shape.x, shape.y] as const] : placesOf(shape.d);
      for (const [x, y] of places) {
        assert(x >= 0 && x <= width && y >= 0 && y <= height, JSON.stringify(shape));
      }
    }
  });

  it('has rectangles with round corners', () => {
    assert.equal(
      rectangle(10, 20, 100, 50, 5),
      'M15 20H105Q110 20 110 25V65Q110 70 105 70H15Q10 70 10 65V25Q10 20 15 20Z',
    );
  });
});
