import '../../support/vscodeStub.ts';
import assert from 'node:assert/strict';
import type { ThemeIcon } from 'vscode';
import { renderAuditItem } from '../../../src/extension/audit/auditRendering.ts';
import { subjectKey, type AuditState } from '../../../src/extension/audit/auditState.ts';
import { auditChildren, type AuditItem } from '../../../src/extension/audit/auditTree.ts';
import { movedStretch } from '../../../src/extension/audit/movedMarks.ts';
import { auditContexts } from '../../../src/extension/contributions.ts';
import { lyingImage, sentPlatform, wrongFile } from '../../support/audits.ts';

const subject = { kind: 'registry', reference: 'example/app:1' } as const;

function rowOf(state: AuditState): AuditItem {
  return { kind: 'auditedImage', entry: { subject, name: 'example/app:1', state } };
}

/** All rows below one, indented, each with its icon, its label and what stands behind. */
function draw(item: AuditItem, indent = ''): readonly string[] {
  const { label, description, iconPath } = renderAuditItem(item);
  const { id } = iconPath as ThemeIcon;
  const texts = [label, description].filter((text) => typeof text === 'string').join(' · ');
  return [
    `${indent}[${id}] ${texts}`,
    ...auditChildren(item).flatMap((child) => draw(child, `${indent}  `)),
  ];
}

describe('the tree of audits', () => {
  it('has the verdict of each platform, what is started first, and wrong files by instruction', () => {
    assert.deepEqual(draw(rowOf({ kind: 'done', audit: lyingImage, asOf: 0 })), [
      '[error] example/app:1 · 1 wrong, 1 not known, 1 right',
      '  [warning] linux/amd64, linux/arm64 have the same layers: the files cannot be right for all of them.',
      '  [pass] linux/amd64 · right',
      '    [pass] /start.sh → /bin/sh · entrypoint: linux/amd64',
      '    [symbol-numeric] linux/amd64 · 12 files',
      '    [book] 3.4 MB of layers read',
      '  [error] linux/arm64 · wrong',
      '    [error] /app · entrypoint: made for linux/amd64, not for linux/arm64',
      '    [layers] COPY app /app · 2 wrong files',
      '      [error] /app · linux/amd64',
      '      [error] /lib/x.so · linux/amd64',
      '    [layers] ADD rootfs.tar / · 1 wrong file',
      '      [error] /bin/sh · linux/amd64',
      '    [symbol-numeric] linux/amd64 · 3 files',
      '    [symbol-numeric] linux/arm64 · 2 files, of which 1 are kept for another platform on purpose',
      '    [info] It is odd.',
      '    [book] 3.4 MB of layers read',
      '  [question] linux/s390x · not known',
      '    [info] You may not read it.',
    ]);
  });

  const shows = (name: string, state: AuditState, expected: string) => {
    it(`shows ${name}`, () => {
      assert.deepEqual(draw(rowOf(state)), [expected]);
    });
  };
  shows(
    'one that has begun',
    { kind: 'running' },
    '[loading~spin] example/app:1 · reading manifests',
  );
  shows(
    'how far one is',
    {
      kind: 'running',
      progress: {
        ...{ kind: 'progress', platform: 'linux/arm64', layer: 2, layers: 5 },
        ...{ done: 12_000_000, of: 40_000_000 },
      },
    },
    '[loading~spin] example/app:1 · linux/arm64, layer 2 of 5, 12 MB of 40 MB',
  );
  shows(
    'one that was cancelled',
    { kind: 'cancelled' },
    '[circle-slash] example/app:1 · cancelled',
  );
  shows(
    'one that failed',
    { kind: 'failed', reason: { code: 'unreachable', message: 'No network.' } },
    '[question] example/app:1 · No network.',
  );

  it('has the files that a build has written instead of an image by their platforms', () => {
    const made = sentPlatform('linux/arm64', {
      ...{ verdict: 'wrong', files: [wrongFile('/app', 0)] },
      counts: [{ platform: 'linux/amd64', files: 1, onPurpose: 0 }],
    });
    const platforms = [{ ...made, digest: '' }];
    const audit = { ...lyingImage, digest: '', problems: [], platforms };
    const output: AuditItem = {
      kind: 'auditedImage',
      entry: {
        subject: { kind: 'layout', path: '/src/out' },
        name: 'out',
        state: { kind: 'done', audit, asOf: 0 },
      },
    };
    assert.deepEqual(draw(output), [
      '[error] out · 1 wrong',
      '  [error] linux/arm64 · wrong',
      '    [files] For another platform · 1 wrong file',
      '      [error] /app · linux/amd64',
      '    [symbol-numeric] linux/amd64 · 1 file',
      '    [book] 3.4 MB of files read',
    ]);
    assert.equal(renderAuditItem(output).contextValue, auditContexts.auditedOutput);
  });

  it('knows an image again, however it is written', () => {
    const long = { kind: 'registry', reference: 'docker.io/example/app:1' } as const;
    assert.equal(subjectKey(subject), subjectKey(long));
    assert.notEqual(subjectKey(subject), subjectKey({ ...subject, kind: 'engine' }));
  });
});

describe('a mark in a file that is edited', () => {
  const check = (
    name: string,
    change: Parameters<typeof movedStretch>[1],
    expected: ReturnType<typeof movedStretch>,
  ) => {
    it(name, () => {
      assert.deepEqual(movedStretch({ first: 5, last: 6 }, change), expected);
    });
  };
  check('moves down', { first: 2, last: 2, lines: 3 }, { first: 7, last: 8 });
  check('moves up', { first: 1, last: 3, lines: 1 }, { first: 3, last: 4 });
  check('stays where it is below it', { first: 7, last: 9, lines: 1 }, { first: 5, last: 6 });
  check('goes where its line is changed', { first: 6, last: 6, lines: 1 }, undefined);
  check('goes where it is taken away', { first: 0, last: 20, lines: 1 }, undefined);
});
