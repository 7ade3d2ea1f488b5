import assert from 'node:assert/strict';
import { reportSarif } from '../../../../src/core/report/reportSarif.ts';
import { sampleReport } from '../../../support/sampleReport.ts';

describe('reportSarif', () => {
  // Relative ones count from the folder; others are addresses of their own, on Windows too.
  const cases: readonly (readonly [string, string])[] = [
    ['api/Docker file', 'api/Docker%20file'],
    [String.raw`api\Dockerfile`, 'api/Dockerfile'],
    ['/src/a b/Dockerfile', 'file:///src/a%20b/Dockerfile'],
    [String.raw`C:\src\a b\Dockerfile`, 'file:///C:/src/a%20b/Dockerfile'],
    ['C:/src/Dockerfile', 'file:///C:/src/Dockerfile'],
  ];
  for (const [path, expected] of cases) {
    it(`names ${path} as ${expected}`, () => {
      const problems = [{ path, severity: 'error', message: 'unreadable' }] as const;
      const log = reportSarif({ ...sampleReport, problems }, { version: '1', root: 'file:///r/' });
      assert.ok(JSON.stringify(log).includes(`"uri":"${expected}"`), JSON.stringify(log));
    });
  }
});
