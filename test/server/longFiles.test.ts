import assert from 'node:assert/strict';
import { LSPErrorCodes } from 'vscode-languageserver/node';
import { startTestClient, type TestClient } from './testClient.ts';

/** A file that takes many slices, with one finding in its last line. */
const stage = 'FROM alpine\nARG TARGETARCH\nRUN <<EOF\necho "$TARGETARCH" | grep -q arm\nEOF\n';
const long = (last: string) => `${stage.repeat(4_000)}FROM ${last}\n`;
const isBlank = ({ message }: { message: unknown }) => String(message).includes('blank');

describe('a file of twenty thousand lines', () => {
  let client: TestClient;
  before(async () => {
    client = await startTestClient({ settings: { registry: { lookups: 'off' } } });
  });
  after(() => client.dispose());

  it('does not keep another file waiting', async () => {
    const slow = await client.open(long('alpine'));
    const quick = await client.open('FROM --platform=$TARGETPLATFORM alpine\n');
    const answers: string[] = [];
    const pull = async (name: string, uri: string) => {
      await client.pull(uri);
      answers.push(name);
    };
    await Promise.all([pull('slow', slow), pull('quick', quick)]);
    assert.deepEqual(answers, ['quick', 'slow']);
  });

  it('is read again when it is changed meanwhile, and only the new text counts', async () => {
    const uri = await client.open(long('alpine'));
    const before = client.report(uri).then(
      () => undefined,
      (error: unknown) => (error as { code?: number }).code,
    );
    await client.change(uri, long('${NOTHING}'));
    const [code, items] = await Promise.all([before, client.pull(uri)]);
    assert.equal(code, LSPErrorCodes.ServerCancelled);
    assert.deepEqual(
      items.filter(isBlank).map(({ range }) => range.start.line),
      [20_000],
    );
  });
});
