import assert from 'node:assert/strict';
import { selectManifest } from '../../../../src/core/image/select.ts';
import { parsePlatform, type Platform } from '../../../../src/core/platform/platform.ts';
import { readVectors } from '../platform/vectors.ts';

interface OciPlatform {
  os: string;
  architecture: string;
  variant?: string;
  'os.version'?: string;
  'os.features'?: string[];
}

interface Row {
  name: string;
  manifests: { platform: OciPlatform | null; config?: OciPlatform }[];
  platform: string;
  expect: { index?: number; error?: string };
}

function toPlatform(written: OciPlatform): Platform {
  const { 'os.version': osVersion, 'os.features': osFeatures, ...rest } = written;
  return {
    ...rest,
    ...(osVersion !== undefined && { osVersion }),
    ...(osFeatures && { osFeatures }),
  };
}

describe('select, as containerd', () => {
  for (const { name, manifests, platform, expect } of readVectors<Row>('index-select')) {
    it(`${platform} of ${name}`, () => {
      const wanted = parsePlatform(platform);
      assert.ok(wanted.ok);
      const candidates = manifests.map((entry) => ({
        platform: entry.platform && toPlatform(entry.platform),
        ...(entry.config && { config: toPlatform(entry.config) }),
      }));
      const selected = selectManifest(candidates, wanted.value);
      assert.equal(
        selected.ok ? selected.value : selected.problem.message,
        expect.index ?? expect.error,
      );
    });
  }
});
