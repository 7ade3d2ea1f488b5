import assert from 'node:assert/strict';
import { frontendVersions } from '../../../../src/core/build/frontend.ts';
import { parseReference } from '../../../../src/core/image/reference.ts';

describe('the frontend of a file', () => {
  const check = (written: string, buildkit: string | undefined, expected: string | undefined) => {
    it(`${written} beside BuildKit ${buildkit ?? 'unknown'}: ${expected ?? 'no release'}`, () => {
      const parsed = parseReference(written);
      assert.ok(parsed.ok);
      const found = frontendVersions(parsed.value, buildkit);
      assert.equal(
        found && [found.asked, found.builtIn ?? '?', found.order ?? '?'].join(' '),
        expected,
      );
    });
  };
  check('docker/dockerfile:1.7', 'v0.25.1', '1.7 1.19 older');
  check('docker/dockerfile:1.15', 'v0.21.0', '1.15 1.15 same');
  check('docker/dockerfile:1.21.0', 'v0.27.0', '1.21.0 1.21 same');
  check('docker/dockerfile:1.26-labs', '0.25.1', '1.26-labs 1.19 newer');
  check('docker/dockerfile:1', 'v0.25.1', '1 1.19 ?');
  check('docker/dockerfile:1.7', undefined, '1.7 ? ?');
  check('docker/dockerfile:1.7', 'v0.11.6', '1.7 ? ?');
  check('docker/dockerfile:1.7', 'v1.0.0', '1.7 ? ?');
  check('docker/dockerfile', 'v0.25.1', undefined);
  check('ghcr.io/o/frontend:1.7', 'v0.25.1', undefined);
});
