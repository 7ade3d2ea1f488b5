import assert from 'node:assert/strict';
import type { WrongFile } from '../../../src/core/audit/audit.ts';
import type { Report, ReportUnit } from '../../../src/core/report/report.ts';
import { reportPage } from '../../../src/extension/report/reportPage.ts';
import type { InspectorPage } from '../../../src/protocol/inspectorPage.ts';
import { lyingImage, sentPlatform, wrongFile } from '../../support/audits.ts';
import { sampleInspection } from '../../support/inspections.ts';
import { sampleReport } from '../../support/sampleReport.ts';
import { english } from '../../support/wording.ts';
import { assertNoSidewaysScrolling, openAll, usePages, violations } from './pageChecks.ts';
import { themes } from './pageUnderTest.ts';
import { pageOf } from './samplePages.ts';
import { takePicture } from './takePicture.ts';

const many = 10_000;

/** What names of files, images and instructions may hold. */
const hostile = [
  '<img src=x onerror=alert(1)>',
  '[look](command:workbench.action.quit)',
  '`code` **bold** $(alert)',
  'ruh\u202eexe.fdp\u2066\u001b[31m\u0000',
  'שלום/مرحبا',
  'very-long-name/'.repeat(300),
  'x'.repeat(5000),
];

/** What must not be among what is drawn: it would turn the text around it, or end it. */
const signs = ['\u202e', '\u2066', '\u001b', '\u0000'];

/** An image of which every platform has so many wrong files. */
function auditOf(files: readonly WrongFile[], createdBy: readonly string[]) {
  const platforms = ['linux/amd64', 'linux/arm64'].map((platform) =>
    sentPlatform(
      platform,
      {
        ...{ verdict: 'wrong', files: files.slice(0, 1000), wrongCount: files.length },
        started: hostile.map((word) => ({
          ...{ role: 'entrypoint', word, chain: [word, '/bin/sh'], state: 'wrong', layer: 0 },
          actual: ['linux/s390x'],
        })),
        counts: [{ platform: 'linux/s390x', files: files.length, onPurpose: 3 }],
        remarks: hostile,
      },
      createdBy,
    ),
  );
  const inspection = sampleInspection({ platforms: ['linux/amd64', 'linux/arm64'] });
  return pageOf(inspection, {
    audit: { kind: 'done', audit: { ...lyingImage, problems: [], platforms }, asOf: 0 },
  });
}

function reportOf(count: number): Report {
  const [unit] = sampleReport.units;
  const [blocker] = sampleReport.blockers;
  const [image] = sampleReport.images;
  assert(unit && blocker && image);
  const name = (at: number) => `${hostile[at % hostile.length] ?? ''} ${at}`;
  const numbers = Array.from({ length: count }, (_, at) => at);
  const places = numbers.map((at) => ({ path: name(at) }));
  const units = numbers.map((at): ReportUnit => ({
    ...unit,
    name: name(at),
    place: { path: name(at) },
  }));
  return {
    ...sampleReport,
    units,
    blockers: numbers.map((at) => ({
      ...blocker,
      message: { text: '“{0}” has no image for {1}.', args: [name(at), name(at + 1)] },
      places,
    })),
    images: numbers.map((at) => ({ ...image, reference: name(at), familiar: name(at), places })),
    unknown: numbers.map((at) => ({ reference: name(at), reason: name(at), targets: [], places })),
    problems: numbers.map((at) => ({ path: name(at), severity: 'warning', message: name(at) })),
  };
}

interface ExtremePage {
  readonly make: () => InspectorPage;
  readonly rows: readonly [table: string, count: number];
  readonly rest: string;
}

/** What is drawn: how many rows, and what is told besides. */
const pages: Readonly<Record<string, ExtremePage>> = {
  audit: {
    make: () =>
      auditOf(
        Array.from({ length: many }, (_, at) =>
          wrongFile(`/${hostile[at % hostile.length] ?? ''}/${at}`, at % hostile.length),
        ),
        hostile.map((text) => `COPY ${text} / # buildkit`),
      ),
    rows: ['#audit-0-files', 100],
    rest: '9900 more wrong files',
  },
  report: {
    make: () => reportPage({ kind: 'done', report: reportOf(hostile.length) }, english),
    rows: ['#first-table', hostile.length],
    rest: hostile[2] ?? '',
  },
};

describe('what is found, at its limits', function () {
  this.timeout(180_000);
  const onPage = usePages();

  for (const [name, { make, rows, rest }] of Object.entries(pages)) {
    for (const theme of themes) {
      it(`${name}: is texts alone, accessible, and not wider than the page (${theme})`, async () => {
        const width = theme === 'dark' ? 300 : 1000;
        await onPage({ theme, width }, async ({ page, show }) => {
          await show(make());
          await openAll(page);
          const [table, count] = rows;
          assert.equal(await page.locator(`${table} tbody tr`).count(), count);
          assert(await page.getByText(rest).first().isVisible());
          await assertNoSidewaysScrolling(page);
          const html = await page.evaluate<string>('document.documentElement.outerHTML');
          for (const sign of signs) assert(!html.includes(sign), JSON.stringify(sign));
          assert.equal(await page.locator('img, script:not([src]), a[href^="command"]').count(), 0);
          await takePicture(page, `${name}-extremes-${theme}-${width}`);
          assert.deepEqual(await violations(page), []);
        });
      });
    }
  }

  it('report: sends the place whose button is pressed, and the wish of a button', async () => {
    await onPage({}, async ({ page, show, sent }) => {
      await show(reportPage({ kind: 'done', report: sampleReport }, english));
      await page.locator('#first-1-place-0').click();
      await page.locator('#units-0-place-0').focus();
      await page.keyboard.press('Enter');
      await page.locator('#way-copy-report').click();
      const acts = (await sent()).filter(({ kind }) => kind === 'act');
      assert.deepEqual(acts, [
        { kind: 'act', action: { do: 'reveal', place: 'compose.yaml:10:15' } },
        { kind: 'act', action: { do: 'reveal', place: 'base/Dockerfile' } },
        { kind: 'act', action: { do: 'run', way: 'copy-report' } },
      ]);
    });
  });
});
