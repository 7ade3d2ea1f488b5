import assert from 'node:assert/strict';
import {
  CodeActionRequest,
  CompletionRequest,
  DocumentLinkRequest,
  type CodeAction,
} from 'vscode-languageserver/node';
import { useSamples, type Samples } from './samples.ts';

describe('compose files', () => {
  let registry: Samples['registry'];
  let client: Samples['client'];
  useSamples((started) => {
    ({ registry, client } = started);
  });
  const compose = () => `services:\n  web:\n    image: ${registry.host}/app:amd64-index\n`;

  it('are judged by their images', async () => {
    const uri = await client.open(compose(), 'compose.yaml', 'dockercompose');
    const [found] = await client.diagnostics(uri, ({ length }) => length > 0);
    assert.equal(found?.code, 'base-image-missing-platform');
    assert.deepEqual(found.range.start, { line: 2, character: 11 });
    assert.match(JSON.stringify(found.message), /the service does not start there/);
  });

  it('say what a service gets', async () => {
    const uri = await client.open(compose(), 'stack.yml', 'yaml');
    const text = await client.hover(uri, 2, 15);
    assert.match(text ?? '', /What a container gets/);
    assert.match(text ?? '', /`linux\/arm64` \| ✗ no image: it does not start/);
    assert.equal(await client.hover(uri, 1, 3), undefined);
  });

  it('link to the pages of repositories, and offer ways out', async () => {
    const text = 'services:\n  web:\n    image: "nginx"\n    platform: linux/x86_64\n';
    const uri = await client.open(text, 'compose.yaml', 'yaml');
    const textDocument = { uri };
    const links = await client.connection.sendRequest(DocumentLinkRequest.type, { textDocument });
    assert.deepEqual(
      links?.map(({ target }) => target),
      ['https://hub.docker.com/_/nginx'],
    );
    const place = { line: 3, character: 16 };
    const actions = (await client.connection.sendRequest(CodeActionRequest.type, {
      textDocument,
      range: { start: place, end: place },
      context: { diagnostics: [] },
    })) as CodeAction[];
    assert.equal(actions[0]?.title, 'Write linux/amd64');
    const ignore = actions.find(({ title }) => title.startsWith('Ignore'));
    assert.deepEqual(ignore?.edit?.changes?.[uri], [
      {
        range: { start: { line: 3, character: 0 }, end: { line: 3, character: 0 } },
        newText: '    # multiarch: ignore invalid-platform\n',
      },
    ]);
    const offered = await client.connection.sendRequest(CompletionRequest.type, {
      textDocument,
      position: place,
    });
    assert.equal(offered, null);
  });

  it('have targets of their own', async () => {
    const text = `# multiarch: platforms=linux/amd64\n${compose()}`;
    const uri = await client.open(text, 'compose.yaml', 'dockercompose');
    await client.hover(uri, 3, 15);
    assert.deepEqual(await client.pull(uri), []);
  });

  it('are not the only ones with platforms', async () => {
    const project = await client.open('platforms: [linux//x]\n', '.multiarch.yaml', 'yaml');
    const bake = await client.open('platforms = ["linux//x"]\n', 'docker-bake.hcl', 'plaintext');
    for (const uri of [project, bake]) {
      const [found] = await client.pull(uri);
      assert.equal(found?.code, 'invalid-platform');
      assert.deepEqual(found.range.start.line, 0);
    }
  });

  it('are not looked for in other YAML files', async () => {
    const text = `jobs:\n  web:\n    image: ${registry.host}/app:amd64-index\n    platform: linux//x\n`;
    const uri = await client.open(text, 'ci.yml', 'yaml');
    assert.equal(await client.hover(uri, 2, 15), undefined);
    assert.deepEqual(await client.pull(uri), []);
  });
});
