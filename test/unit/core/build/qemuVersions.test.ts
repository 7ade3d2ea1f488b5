import assert from 'node:assert/strict';
import { knownBadVersions, knownDefects } from '../../../../src/core/build/qemuVersions.ts';

describe('knownDefects', () => {
  const check = (
    version: string,
    architecture: string,
    expected: readonly string[],
    machine = 'amd64',
    ofImage = false,
  ) => {
    const place = `${architecture} on ${machine}${ofImage ? ', of an image' : ''}`;
    it(`${version}, ${place}: ${expected.join(', ') || 'nothing'}`, () => {
      const found = knownDefects(version, { architecture, machine, ofImage });
      assert.deepEqual(
        found.map(({ defect }) => defect),
        expected,
      );
    });
  };

  check('11.1.2', 'arm64', []);
  check('11.1.2', 's390x', []);
  // Debian 12.
  check('7.2.19', 'arm64', ['go-start-process', 'openat2-missing']);
  check('7.2.0', 'riscv64', ['go-start-process', 'openat2-missing']);
  check('7.1.0', 'arm64', ['openat2-missing']);
  check('7.1.0', 'arm64', ['openat2-missing', 'random-crash'], 'amd64', true);
  check('8.0.0', 'arm64', ['openat2-missing']);
  check('8.1.4', 'arm64', ['openat2-missing']);
  // Docker Desktop until the end of 2025.
  check('8.1.5', 'arm64', ['ldconfig-crash', 'openat2-missing']);
  check('8.1.5', 'arm', ['openat2-missing']);
  // Ubuntu 24.04.
  check('8.2.2', 'arm64', ['openat2-missing']);
  check('9.2.2', 'arm64', ['ldconfig-crash']);
  check('9.2.2', 'arm64', ['ldconfig-crash', 'openat2-flags'], 'amd64', true);
  check('9.2.3', 'arm64', []);
  check('10.1.2', 'arm64', ['openat2-flags'], 'amd64', true);
  check('10.1.3', 'arm64', [], 'amd64', true);
  check('10.0.4', 'amd64', ['go-pointer-packing'], 'arm64');
  check('10.0.4', 'amd64', [], 'riscv64');
  check('10.2.3', 'amd64', ['mimalloc-crash'], 'arm64');
  check('9.0.2', 'amd64', ['go-pointer-packing', 'openat2-missing'], 'arm64');
  check('9.2.1', 'arm64', []);
  // Debian 11.
  check('5.2.0', 'arm64', ['openat2-missing', 'detection-flaky', 'guest-memory']);
  check('6.1.0', 'arm64', ['openat2-missing', 'java-threads']);
  check('6.1.1', 'arm64', ['openat2-missing']);
  // Ubuntu 20.04.
  check('4.2.1', 'arm64', ['ldconfig-crash', 'openat2-missing', 'go-signals']);
  check('3.1.0', 'ppc64le', ['openat2-missing', 'float-conversion']);

  it('takes what comes after the third number for nothing', () => {
    const use = { architecture: 'arm', machine: 'amd64', ofImage: false };
    assert.deepEqual(knownDefects('7.2.19-rc1 (Debian)', use), knownDefects('7.2.19', use));
    assert.deepEqual(knownDefects('7.2', use), knownDefects('7.2.0', use));
  });

  it('knows nothing of other texts', () => {
    const use = { architecture: 'arm64', machine: 'amd64', ofImage: false };
    for (const text of ['', 'v7.2.0', '7', 'latest', `${'9'.repeat(1000)}.1.1`, '7.2000000.1']) {
      assert.deepEqual(knownDefects(text, use), [], text);
    }
  });

  it('does not guess the machine', () => {
    assert.deepEqual(knownDefects('10.0.4', { architecture: 'amd64', ofImage: false }), []);
  });
});

describe('knownBadVersions', () => {
  it('has a source in each row, and a range that is not empty', () => {
    for (const { defect, from, before, source } of knownBadVersions) {
      assert.match(source, /^https:\/\/github\.com\/[\w.-]+\/[\w.-]+\/(issues|pull)\/\d+$/, defect);
      const [a, b] = [from, before ?? [999, 0, 0]].map(([x, y, z]) => x * 1e6 + y * 1e3 + z);
      assert(a !== undefined && b !== undefined && a < b, defect);
    }
  });
});
