import assert from 'node:assert/strict';
import { DiagnosticSeverity } from 'vscode';
import type { LoopbackServer } from '../../support/registry/loopbackServer.ts';
import { ruleOf, settledDiagnostics } from './documents.ts';
import { startRegistry } from './registry.ts';

describe('findings in the editor', () => {
  // One registry per test: what has failed for all its images is left alone for a while.
  let registry: LoopbackServer;
  let sentinel: LoopbackServer;
  before(async () => {
    sentinel = await startRegistry();
  });
  beforeEach(async () => {
    registry = await startRegistry();
  });
  afterEach(() => registry.close());
  after(() => sentinel.close());

  /** `HOST` stands for the registry; a finding is its level, rule, words and part of its message. */
  function check(name: string, text: string, expected: readonly string[]): void {
    it(name, async () => {
      const { document, diagnostics } = await settledDiagnostics(
        text.replaceAll('HOST', registry.host),
        `${sentinel.host}/sentinel:single`,
      );
      const found = diagnostics.map((diagnostic) => {
        const level = DiagnosticSeverity[diagnostic.severity];
        const words = document.getText(diagnostic.range).replaceAll(registry.host, 'HOST');
        return `${level} ${String(ruleOf(diagnostic))} on ${words}`;
      });
      assert.deepEqual(found, expected);
    });
  }

  check('nothing for an image with every target platform', 'FROM HOST/app:multi', []);
  check('an index that lacks a platform', 'FROM HOST/app:amd64-index', [
    'Error base-image-missing-platform on HOST/app:amd64-index',
  ]);
  check('a single image for another platform', 'FROM HOST/app:single', [
    'Warning base-image-single-platform on HOST/app:single',
  ]);
  check(
    'only the name of the image is underlined',
    'FROM --platform=linux/$TARGETARCH   HOST/app:single   AS base',
    ['Warning base-image-single-platform on HOST/app:single'],
  );
  check(
    'nothing where the platform is pinned',
    'FROM --platform=linux/amd64 HOST/app:single AS tool-amd64',
    [],
  );
  check('nothing for scratch', 'FROM scratch', []);
  check('the value of an argument', 'ARG VERSION=single\nFROM HOST/app:${VERSION}', [
    'Warning base-image-single-platform on HOST/app:${VERSION}',
  ]);
  check('nothing where the registry wants a login', 'FROM HOST/private/app:1', []);
  check('nothing where the image does not exist', 'FROM HOST/app:missing', []);
  check('nothing where the registry has had enough', 'FROM HOST/busy/app:1', []);
  check('nothing where the registry is broken', 'FROM HOST/broken/app:1', []);
  check('nothing where a web page answers', 'FROM HOST/page/app:1', []);
  check('nothing where the answer is no JSON', 'FROM HOST/garbled/app:1', []);
  check('nothing where nobody listens', 'FROM 127.0.0.1:1/app:1', []);
});
