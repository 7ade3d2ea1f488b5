import assert from 'node:assert/strict';
import { inspectorDocument } from '../../../../src/extension/images/inspector/inspectorDocument.ts';

const parts = {
  script: 'https://file.example/dist/inspector.js',
  style: 'https://file.example/dist/inspector.css',
  source: 'https://*.example',
  nonce: 'abc123',
  language: 'en',
  title: 'alpine',
};

describe('inspectorDocument', () => {
  it('lets the page load its own script and style, and nothing else', () => {
    const [, policy = ''] = /Content-Security-Policy" content="([^"]*)"/.exec(
      inspectorDocument(parts),
    ) ?? [''];
    assert.deepEqual(policy.replaceAll('&#39;', "'").split('; '), [
      "default-src 'none'",
      'style-src https://*.example',
      "script-src 'nonce-abc123'",
      "base-uri 'none'",
      "form-action 'none'",
    ]);
  });

  it('takes a name as words', () => {
    const text = inspectorDocument({ ...parts, title: '</title><script>alert("1")</script>' });
    assert.equal(text.match(/<script/g)?.length, 1);
    assert.ok(text.includes('<title>&#60;/title&#62;&#60;script&#62;alert(&#34;1&#34;)'));
  });
});
