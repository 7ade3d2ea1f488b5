import assert from 'node:assert/strict';
import type { LoopbackServer } from '../../support/registry/loopbackServer.ts';
import { diagnosticsWhen, openDockerfile } from './documents.ts';
import { completions, inlayTexts, lensTexts, linkTexts } from './features.ts';
import { startRegistry } from './registry.ts';

describe('what the editor shows besides the text', () => {
  let registry: LoopbackServer;
  before(async () => {
    registry = await startRegistry();
  });
  after(() => registry.close());

  it('is a lens over each FROM, in the order of the targets', async () => {
    const image = `${registry.host}/app:amd64-index`;
    const document = await openDockerfile(
      `FROM scratch AS files\nFROM ${image}\nCOPY --from=files / /\n`,
    );
    // The registry has answered once the finding is there.
    await diagnosticsWhen(document.uri, ({ length }) => length === 1);
    assert.deepEqual(await lensTexts(document), [
      '0: amd64, arm64: copy only',
      '1: amd64: copy only · arm64: no image',
      '1: $(play) Build Image…',
    ]);
  });

  it('is the value of automatic arguments, and what FROM makes of them', async () => {
    const document = await openDockerfile(
      'FROM scratch AS for-amd64\nFROM scratch AS for-arm64\nFROM for-${TARGETARCH}\nARG TARGETPLATFORM\n',
    );
    assert.deepEqual(await inlayTexts(document), [
      'FROM for-${TARGETARCH} [→ for-amd64 | for-arm64]',
      'ARG TARGETPLATFORM [= linux/amd64 | linux/arm64]',
    ]);
  });

  it('is a link from an image to the page of its repository', async () => {
    const document = await openDockerfile(
      'FROM scratch\nCOPY --from=ghcr.io/example/tool:1 /bin /bin\n',
    );
    assert.deepEqual(await linkTexts(document), [
      'ghcr.io/example/tool:1: https://ghcr.io/example/tool',
    ]);
  });
});

describe('completion', () => {
  before(async () => {
    // Before the language server runs, nothing is offered.
    const document = await openDockerfile('NOPE\n');
    await diagnosticsWhen(document.uri, ({ length }) => length === 1);
  });

  /** Text up to the cursor, and what the list begins with. */
  function check(name: string, text: string, ...expected: readonly string[]): void {
    it(`offers ${name}`, async () => {
      const document = await openDockerfile(text);
      const offered = (await completions(document, text)).map(({ label }) =>
        typeof label === 'string' ? label : label.label,
      );
      assert.deepEqual(offered.slice(0, expected.length), expected);
    });
  }

  check(
    'platforms, the targets first',
    'FROM --platform=',
    '$BUILDPLATFORM',
    '$TARGETPLATFORM',
    'linux/amd64',
    'linux/arm64',
  );
  check(
    'the stages above',
    'FROM scratch AS one\nFROM scratch AS two\nFROM scratch\nCOPY --from=',
    'one',
    'two',
  );
  check('automatic arguments', 'FROM scratch\nARG TARGETA', 'BUILDARCH');
  check('platforms for the comment', '# multiarch: platforms=', 'linux/amd64', 'linux/arm64');
});
