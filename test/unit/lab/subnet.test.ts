import assert from 'node:assert/strict';
import { isOverlapping } from '../../lab/subnet.mjs';

describe('a subnet for the bridge of the lab', () => {
  const check = (subnet: string, address: number, mask: number, expected: boolean) => {
    it(`${subnet} ${expected ? 'overlaps' : 'is free of'} ${address.toString(16)}/${mask.toString(16)}`, () => {
      assert.equal(isOverlapping(subnet, { address, mask }), expected);
    });
  };

  check('172.29.0.0/16', 0xac1d0000, 0xffff0000, true);
  check('172.29.0.0/16', 0xac1c0000, 0xffff0000, false);
  // A route inside it, a route around it, one host of it.
  check('172.29.0.0/16', 0xac1d0500, 0xffffff00, true);
  check('172.29.0.0/16', 0xac100000, 0xfff00000, true);
  check('172.29.0.0/16', 0xac1d0001, 0xffffffff, true);
  // Addresses above 127.255.255.255 are negative in signed arithmetic.
  check('192.168.219.0/24', 0xc0a8db00, 0xffffff00, true);
  check('192.168.219.0/24', 0xc0a80000, 0xffff0000, true);
  check('192.168.219.0/24', 0xc0a8da00, 0xffffff00, false);
  check('10.219.0.0/16', 0x0a000000, 0xff000000, true);
  check('10.219.0.0/16', 0xc0000200, 0xffffff00, false);
});
