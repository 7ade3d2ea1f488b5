import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { Uri, type TextDocument } from 'vscode';
import type { LoopbackServer } from '../../support/registry/loopbackServer.ts';
import { diagnosticsWhen, openDockerfile, openFile, workspaceFolder } from './documents.ts';
import { startRegistry } from './registry.ts';

describe('the target platforms of a file', () => {
  let registry: LoopbackServer;
  before(async () => {
    registry = await startRegistry();
  });
  after(() => registry.close());

  it('come from its own comment first', async () => {
    const document = await openDockerfile(
      `# multiarch: platforms=linux/s390x\nFROM ${registry.host}/app:multi\n`,
    );
    await missing(document, 'linux/s390x');
  });

  it('come from .multiarch.yaml, as long as it is there', async () => {
    const text = 'files:\n  "for-project/*":\n    platforms: [linux/riscv64]\n';
    const project = await openFile('.multiarch.yaml', text);
    const document = await openFile('for-project/Dockerfile', `FROM ${registry.host}/app:multi\n`);
    try {
      await missing(document, 'linux/riscv64');
    } finally {
      await rm(project.uri.fsPath);
    }
    await diagnosticsWhen(document.uri, ({ length }) => length === 0);
  });

  it('come from the compose file beside it', async () => {
    const text =
      'services:\n  web:\n    build:\n      context: .\n      platforms: [linux/ppc64le]\n';
    await openFile('for-compose/compose.yaml', text);
    const document = await openFile('for-compose/Dockerfile', `FROM ${registry.host}/app:multi\n`);
    try {
      await missing(document, 'linux/ppc64le');
    } finally {
      await rm(Uri.joinPath(workspaceFolder(), 'for-compose').fsPath, { recursive: true });
    }
  });
});

async function missing(document: TextDocument, platform: string): Promise<void> {
  const [found] = await diagnosticsWhen(document.uri, (all) =>
    all.some(({ message }) => message.startsWith('No image for')),
  );
  assert.match(found?.message ?? '', new RegExp(`^No image for ${platform} in `));
}
