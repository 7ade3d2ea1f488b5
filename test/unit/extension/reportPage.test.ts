import assert from 'node:assert/strict';
import { makeReport } from '../../../src/core/report/makeReport.ts';
import { reportPage, type ReportState } from '../../../src/extension/report/reportPage.ts';
import { readExtensionMessage } from '../../../src/protocol/inspectorMessages.ts';
import { readReportMessage } from '../../../src/protocol/report.ts';
import { drawPage } from '../../support/drawPage.ts';
import { sampleReport } from '../../support/sampleReport.ts';
import { english } from '../../support/wording.ts';

function drawn(state: ReportState): readonly string[] {
  const page = reportPage(state, english);
  // The page takes nothing else.
  assert(readExtensionMessage({ kind: 'show', page }));
  return drawPage(page);
}

describe('the page of a readiness report', () => {
  const rows: readonly [state: ReportState, line: string][] = [
    [{ kind: 'untrusted' }, '[Manage Trust] [Look Again]'],
    [{ kind: 'cancelled' }, 'plain: The report was cancelled.'],
    [{ kind: 'lost' }, '[Look Again]'],
    [{ kind: 'failed', message: 'it ended' }, 'error: There is no report: it ended. Try again.'],
    [
      { kind: 'done', report: makeReport({ files: [], image: unknown, problems: [] }) },
      'plain: No Dockerfile, service or other file that names an image was found.',
    ],
    [{ kind: 'done', report: sampleReport }, '[Copy as Markdown] [Save…] [Look Again]'],
    [{ kind: 'done', report: sampleReport }, '▾ What to do first (2)'],
    [{ kind: 'done', report: sampleReport }, '▸ Images (3)'],
  ];
  for (const [state, line] of rows) {
    it(`${state.kind}: ${line}`, () => {
      const lines = drawn(state);
      assert(lines.includes(line), lines.join('\n'));
    });
  }

  it('draws 200 rows of a table, and long paths by their ends', () => {
    const [unit] = sampleReport.units;
    assert(unit);
    const long = `${'folder/'.repeat(50)}Dockerfile`;
    const unopened = 'x'.repeat(5000);
    const paths = [long, unopened, ...Array.from({ length: 203 }, (_, at) => `${at}/Dockerfile`)];
    const units = paths.map((path) => ({ ...unit, place: { path } }));
    const page = reportPage({ kind: 'done', report: { ...sampleReport, units } }, english);
    // One order that is too long, and the page would take nothing of it.
    assert(readExtensionMessage({ kind: 'show', page }));
    const lines = drawPage(page);
    assert(lines.some((line) => line.includes('5 more are in the report that is saved.')));
    assert(lines.some((line) => line.includes('folder/Dockerfile') && !line.includes(long)));
  });

  it('names the comments that silence rules, with their reasons', () => {
    const place = (line: number) => {
      const start = { line, character: 0 };
      return { path: 'Dockerfile', range: { start, end: start } };
    };
    const silenced = [
      { rules: ['a-rule', 'b-rule'], reason: 'until <b>June</b>', place: place(2) },
      { rules: ['a-rule'], reason: '', place: place(8) },
    ];
    const lines = drawn({ kind: 'done', report: { ...sampleReport, silenced } });
    const at = lines.indexOf('▾ Silenced by comments, so not counted (2)');
    assert.deepEqual(lines.slice(at + 1, at + 5), [
      '  Silenced by comments, so not counted:',
      '  | Rules | Reason | Where',
      '  | a-rule, b-rule | until <b>June</b> | [Dockerfile:3:1]',
      '  | a-rule | quiet:none | [Dockerfile:9:1]',
    ]);
  });

  it('is busy while files are read', () => {
    assert.equal(reportPage({ kind: 'reading' }, english).busy, true);
  });

  it('takes from the worker what it sends, and nothing else', () => {
    const sent = JSON.parse(JSON.stringify({ kind: 'report', report: sampleReport })) as unknown;
    assert.deepEqual(readReportMessage(sent), sent);
    for (const other of [{}, { kind: 'report', report: { ...sampleReport, units: [1] } }, 1]) {
      assert.equal(readReportMessage(other).kind, 'failed');
    }
    assert.deepEqual(readReportMessage({ job: 'none', problem: 'refused' }), {
      kind: 'failed',
      message: 'refused',
    });
  });
});

function unknown() {
  return { known: false, reason: { code: 'pending', message: '' } } as const;
}
