import assert from 'node:assert/strict';
import { openFile } from './documents.ts';

describe('the language of a file', () => {
  check('Dockerfile', 'dockerfile');
  check('Dockerfile_amd64', 'dockerfile');
  check('Dockerfile-arm64', 'dockerfile');
  check('Dockerfile.s390x', 'dockerfile');
  check('web.Dockerfile', 'dockerfile');
  check('Containerfile', 'dockerfile');
  check('notes.txt', 'plaintext');
});

function check(name: string, language: string): void {
  it(`of ${name} is ${language}`, async () => {
    const document = await openFile(name, 'FROM scratch\n');
    assert.equal(document.languageId, language);
  });
}
