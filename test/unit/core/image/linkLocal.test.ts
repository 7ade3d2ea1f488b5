import assert from 'node:assert/strict';
import { isLinkLocalHost } from '../../../../src/core/image/linkLocal.ts';

describe('addresses that no registry has', () => {
  const check = (host: string, expected: boolean) => {
    it(host, () => {
      assert.equal(isLinkLocalHost(host), expected);
    });
  };
  check('169.254.169.254', true);
  check('169.254.0.1:5000', true);
  check('[fe80::1]:5000', true);
  check('[FEBF::1]', true);
  check('[::ffff:a9fe:a9fe]', true);
  check('[fd00:ec2::254]', true);
  check('100.100.100.200', true);
  check('metadata.google.internal', true);
  check('metadata.google.internal.:80', true);
  check('169.25.4.1', false);
  check('10.169.254.1', false);
  check('100.100.100.201', false);
  check('[fec0::1]', false);
  check('[fd00:ec2::1]', false);
  check('metadata.example.com', false);
  check('registry.example.com:5000', false);
});
