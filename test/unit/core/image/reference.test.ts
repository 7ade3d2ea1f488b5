import assert from 'node:assert/strict';
import {
  familiarName,
  parseReference,
  pulledReference,
  withDefaultTag,
} from '../../../../src/core/image/reference.ts';
import { splitReference } from '../../../../src/core/image/referenceGrammar.ts';
import { readVectors } from '../platform/vectors.ts';

interface Row {
  input: string;
  expect: {
    canonical?: string;
    withDefaultTag?: string;
    dockerRef?: string;
    domain?: string;
    path?: string;
    tag?: string;
    digest?: string;
    familiar?: string;
    familiarName?: string;
    error?: string;
    strict?: string;
    strictError?: string;
  };
}

describe('reference, as distribution/reference', () => {
  for (const { input, expect } of readVectors<Row>('references')) {
    it(`completes ${shorten(input)}`, () => {
      const parsed = parseReference(input);
      if (!parsed.ok) {
        assert.equal(parsed.problem.message, expect.error);
        return;
      }
      const { value } = parsed;
      assert.equal(expect.error, undefined);
      assert.deepEqual(
        {
          canonical: value.canonical,
          withDefaultTag: withDefaultTag(value).canonical,
          dockerRef: pulledReference(value).canonical,
          domain: value.domain,
          path: value.path,
          tag: value.tag,
          digest: value.digest,
          familiar: value.familiar,
          familiarName: familiarName(value),
        },
        {
          canonical: expect.canonical,
          withDefaultTag: expect.withDefaultTag,
          dockerRef: expect.dockerRef,
          domain: expect.domain,
          path: expect.path,
          tag: expect.tag,
          digest: expect.digest,
          familiar: expect.familiar,
          familiarName: expect.familiarName,
        },
      );
    });

    it(`splits ${shorten(input)}`, () => {
      const parts = splitReference(input);
      if (!parts.ok) {
        assert.equal(parts.problem.message, expect.strictError);
        return;
      }
      const { domain, path, tag, digest } = parts.value;
      const name = domain === '' ? path : `${domain}/${path}`;
      const suffix = (tag ? `:${tag}` : '') + (digest ? `@${digest}` : '');
      assert.equal(name + suffix, expect.strict);
    });
  }
});

function shorten(text: string): string {
  return text.length > 60 ? `${text.slice(0, 57)}… (${text.length} characters)` : text;
}
