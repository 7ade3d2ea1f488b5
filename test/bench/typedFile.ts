import { DidChangeTextDocumentNotification } from 'vscode-languageserver/node';
import type { TestClient } from '../server/testClient.ts';
import { makeDockerfile } from './dockerfile.ts';

/** An open Dockerfile in whose middle somebody types. */
export interface TypedFile {
  readonly uri: string;
  /** Types one character, and waits for nothing. */
  press(round: number): Promise<void>;
}

let version = 1_000;

/** Opens a file of so many lines, and waits for its first diagnostics. */
export async function openTypedFile(
  client: TestClient,
  lines: number,
  image: string,
): Promise<TypedFile> {
  const text = makeDockerfile(lines, image);
  const uri = await client.open(text);
  await client.diagnostics(uri, (items) => items.length > 0);
  const line = text.split('\n').indexOf('        git \\');
  const start = { line, character: 8 };
  return {
    uri,
    press: (round) =>
      client.connection.sendNotification(DidChangeTextDocumentNotification.type, {
        textDocument: { uri, version: ++version },
        contentChanges: [
          {
            range: { start, end: start },
            text: String.fromCharCode(97 + (Math.abs(round) % 26)),
          },
        ],
      }),
  };
}
