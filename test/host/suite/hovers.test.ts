import assert from 'node:assert/strict';
import type { LoopbackServer } from '../../support/registry/loopbackServer.ts';
import { hoverText, openDockerfile, positionOf } from './documents.ts';
import { startRegistry } from './registry.ts';

describe('a hover on the image of FROM', () => {
  // One registry per test: what has failed for all its images is left alone for a while.
  let registry: LoopbackServer;
  beforeEach(async () => {
    registry = await startRegistry();
  });
  afterEach(() => registry.close());

  function check(name: string, image: string, ...expected: RegExp[]): void {
    it(name, async () => {
      const written = image.replace('HOST', registry.host);
      const document = await openDockerfile(`FROM ${written}\n`);
      const text = await hoverText(document, positionOf(document, written));
      for (const part of expected) assert.match(text, part);
    });
  }

  check(
    'shows a table of the target platforms',
    'HOST/app:multi',
    /manifest list/,
    /\| `linux\/amd64` \| ✓/,
    /\| `linux\/arm64` \| ✓/,
    /Also for `linux\/arm\/v7`/,
    /1 attestation/,
  );
  check('names the platform that is missing', 'HOST/app:amd64-index', /\| `linux\/arm64` \| ✗/);
  check('says what a single image is for', 'HOST/app:single', /single image/, /⚠ files for/);
  check('says that nobody listens', '127.0.0.1:1/app:1', /unknown.*refuses the connection/s);
  check('says that a login is needed', 'HOST/private/app:1', /unknown.*docker login/s);
  check('says that there is no such image', 'HOST/app:missing', /unknown.*has no/s);
  check('says that there were too many requests', 'HOST/busy/app:1', /too many requests/);
  check('says that the registry is broken', 'HOST/broken/app:1', /problem of its own/);
  check('says that a web page answers', 'HOST/page/app:1', /web page/);
  check('says that the answer is no JSON', 'HOST/garbled/app:1', /not JSON/);
});
