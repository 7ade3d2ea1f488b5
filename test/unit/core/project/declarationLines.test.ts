import assert from 'node:assert/strict';
import { serviceLines, targetLines } from '../../../../src/core/project/declarationLines.ts';
import { assertProportional } from '../../../support/growth.ts';

describe('lines of declarations', () => {
  const check = (
    title: string,
    read: (text: string) => ReadonlyMap<string, number>,
    text: string,
    expected: Readonly<Record<string, number>>,
  ) => {
    it(title, () => {
      assert.deepEqual(Object.fromEntries(read(text)), expected);
    });
  };
  check(
    'of targets in HCL',
    targetLines,
    '# target "no" {}\ngroup "app" { targets = ["app"] }\ntarget "app" {\n  target = "x"\n  args = { target = "b" }\n}\r\ntarget "b" {}\ntarget c-d {}',
    { app: 3, b: 7, 'c-d': 8 },
  );
  check(
    'of targets in JSON',
    targetLines,
    '{\n"group": { "app": { "targets": ["app"] } },\n"target": {\n "app": { "target": "x" },\n "b": {} } }',
    { app: 4, b: 5 },
  );
  check('of something else', targetLines, '}}}]"a" target "', {});
  check(
    'of services',
    serviceLines,
    '# services:\nx-web:\n  web: 1\nservices:\n\n  # a:\n  web:\n    build:\n      web: .\n  "b.c": {}\nvolumes:\n  db:\n',
    { web: 7, 'b.c': 10 },
  );
  check('of services in one line', serviceLines, 'services: { web: { build: . } }\n', {});

  it('are read in time that grows with the text', () => {
    assertProportional((share) => {
      targetLines('target "a" {\n'.repeat(70_000 * share));
      serviceLines(`services:\n${'  a: {}\n'.repeat(100_000 * share)}`);
    });
  });
});
