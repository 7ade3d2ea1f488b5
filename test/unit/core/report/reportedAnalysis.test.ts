import assert from 'node:assert/strict';
import { analyze } from '../../../../src/core/analysis/analyze.ts';
import { makeReport } from '../../../../src/core/report/makeReport.ts';
import {
  reportedAnalysis,
  type ReportedAnalysis,
} from '../../../../src/core/report/reportedAnalysis.ts';
import { indexOf } from '../../../support/imageFacts.ts';

const both = ['linux/amd64', 'linux/arm64'];
const image = () => indexOf('linux/amd64');

/** A finding about the image, one about a download, and a remark. */
const text = `FROM intel:1
RUN curl -LO https://example.com/tool-1.0-linux-amd64.tar.gz
RUN --mount=type=cache,target=/src/node_modules npm ci
`;

/** Whatever can be reached from a value, without working anything out. */
function reachable(value: unknown, found = new Set<unknown>()): ReadonlySet<unknown> {
  if (value === null || !['object', 'function'].includes(typeof value)) return found;
  if (found.has(value)) return found;
  found.add(value);
  for (const property of Object.values(Object.getOwnPropertyDescriptors(value))) {
    // Its value, or what works it out.
    for (const inner of Object.values(property)) reachable(inner, found);
  }
  return found;
}

describe('what a report keeps of an analysis', () => {
  const analysis = analyze({ text, targets: both, image });
  const kept = reportedAnalysis(analysis);

  it('makes the same report', () => {
    const report = (each: ReportedAnalysis) =>
      makeReport({
        ...{ image, problems: [], targets: both },
        files: [{ path: 'a', analysis: each, units: [{ kind: 'dockerfile', name: 'a' }] }],
      });
    assert.ok(report(analysis).blockers.length > 1 && report(analysis).remarks.length > 0);
    assert.deepEqual(report(kept), report(analysis));
  });

  it('lets the instructions and stages go', () => {
    const all = reachable(kept);
    const { instructions } = analysis.dockerfile;
    assert.ok(instructions.length > 0);
    const held = [analysis.dockerfile, analysis.resolution, ...instructions];
    assert.deepEqual(
      held.filter((each) => all.has(each)),
      [],
    );
    // What is still to be worked out holds on to the file.
    const works = [...all].filter((each) => typeof each === 'function');
    assert.deepEqual(works, []);
  });
});
