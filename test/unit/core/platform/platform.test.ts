import assert from 'node:assert/strict';
import {
  formatPlatform,
  formatPlatformAll,
  normalizePlatform,
  parsePlatform,
  type Platform,
} from '../../../../src/core/platform/platform.ts';
import { readVectors } from './vectors.ts';

interface Row {
  input?: string;
  platform?: Platform;
  expect: {
    error?: string;
    platform?: Platform;
    format?: string;
    formatAll?: string;
    normalized?: Platform;
    normalizedFormat?: string;
  };
}

describe('platform, as containerd/platforms', () => {
  for (const { input, platform, expect } of readVectors<Row>('platform-parse')) {
    it(input === undefined ? `formats ${JSON.stringify(platform)}` : `parses ${input}`, () => {
      const parsed = input === undefined ? undefined : parsePlatform(input);
      if (parsed?.ok === false) {
        assert.equal(parsed.problem.message, expect.error);
        return;
      }
      assert.equal(expect.error, undefined);
      const value = parsed?.value ?? platform;
      assert.ok(value);
      if (parsed) assert.deepEqual(value, expect.platform);
      assert.equal(formatPlatform(value), expect.format);
      assert.equal(formatPlatformAll(value), expect.formatAll);
      assert.deepEqual(normalizePlatform(value), expect.normalized);
      assert.equal(formatPlatformAll(normalizePlatform(value)), expect.normalizedFormat);
    });
  }
});
