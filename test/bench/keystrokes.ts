import { DidChangeTextDocumentNotification } from 'vscode-languageserver/node';
import { startTestClient } from '../server/testClient.ts';
import { startServer } from '../support/registry/loopbackServer.ts';
import { sampleRegistry } from '../support/registry/sampleImages.ts';
import { makeDockerfile } from './dockerfile.ts';
import { measure, type Times } from './times.ts';

/**
 * From the message that one character was typed to the diagnostics: real LSP messages over a stream in
 * memory, editor and server in one process, everything about the images known, after a few
 * hundred keystrokes: before, the compilers of the JavaScript engine are still at work.
 */
export async function measureKeystrokes(lines: number): Promise<Times> {
  const registry = await startServer(sampleRegistry());
  const client = await startTestClient();
  try {
    const text = makeDockerfile(lines, `${registry.host}/app:amd64-index`);
    const uri = await client.open(text);
    await client.diagnostics(uri, (items) => items.length > 0);
    const line = text.split('\n').indexOf('        git \\');
    return await measure(
      async (round) => {
        await client.connection.sendNotification(DidChangeTextDocumentNotification.type, {
          textDocument: { uri, version: 1_000 + round },
          contentChanges: [
            {
              range: { start: { line, character: 8 }, end: { line, character: 8 } },
              text: String.fromCharCode(97 + (Math.abs(round) % 26)),
            },
          ],
        });
        await client.report(uri);
      },
      { warmUp: 400, rounds: 300 },
    );
  } finally {
    await client.dispose();
    await registry.close();
  }
}
