import assert from 'node:assert/strict';
import {
  CodeActionRequest,
  DocumentLinkRequest,
  type CodeAction,
} from 'vscode-languageserver/node';
import { useSamples, type Samples } from './samples.ts';

describe('files that name images', () => {
  let registry: Samples['registry'];
  let client: Samples['client'];
  useSamples((started) => {
    ({ registry, client } = started);
  });
  const amd64 = () => `${registry.host}/app:amd64-index`;

  it('are judged by the platforms that they ask for, and say what a container gets', async () => {
    const pod = `apiVersion: v1\nkind: Pod\nspec:\n  nodeSelector: { kubernetes.io/arch: arm64 }\n  containers:\n  - image: ${amd64()}\n`;
    const uri = await client.open(pod, 'pod.yaml', 'yaml');
    const [found] = await client.diagnostics(uri, ({ length }) => length > 0);
    assert.equal(found?.code, 'base-image-missing-platform');
    assert.equal(found.severity, 1);
    assert.deepEqual(found.range.start, { line: 5, character: 11 });
    const text = await client.hover(uri, 5, 15);
    assert.match(text ?? '', /`linux\/arm64` \| ✗ no image: it does not start/);
    assert.equal(await client.hover(uri, 3, 5), undefined);
  });

  it('are known by their place, whatever their language', async () => {
    const job = `on: push\njobs:\n  a:\n    runs-on: ubuntu-24.04-arm\n    container: ${amd64()}\n`;
    const uri = await client.open(job, '.github/workflows/ci.yml', 'github-actions-workflow');
    const found = await client.diagnostics(uri, ({ length }) => length > 0);
    assert.deepEqual(
      found.map(({ code }) => code),
      ['base-image-missing-platform'],
    );
    const machine = await client.open(
      job.replace('ubuntu-24.04-arm', 'mine'),
      'b/.github/workflows/ci.yml',
      'yaml',
    );
    assert.match(
      (await client.hover(machine, 4, 20)) ?? '',
      /On which platform it runs is not known/,
    );
  });

  it('link to pages, and are silenced by comments of their own kind', async () => {
    const text = `{\n  // what we work in\n  "image": "nginx",\n  "runArgs": ["--platform=linux/x86_64"]\n}\n`;
    const uri = await client.open(text, '.devcontainer/devcontainer.json', 'jsonc');
    const textDocument = { uri };
    const links = await client.connection.sendRequest(DocumentLinkRequest.type, { textDocument });
    assert.deepEqual(
      links?.map(({ target }) => target),
      ['https://hub.docker.com/_/nginx'],
    );
    const place = { line: 3, character: 30 };
    const actions = (await client.connection.sendRequest(CodeActionRequest.type, {
      textDocument,
      range: { start: place, end: place },
      context: { diagnostics: [] },
    })) as CodeAction[];
    assert.equal(actions[0]?.title, 'Write linux/amd64');
    const ignore = actions.find(({ title }) => title.startsWith('Ignore'));
    assert.equal(
      ignore?.edit?.changes?.[uri]?.[0]?.newText,
      '  // multiarch: ignore invalid-platform\n',
    );
  });

  it('that are something else have nothing', async () => {
    const uri = await client.open('name: x\nimage: nginx\n', 'other.yaml', 'yaml');
    assert.deepEqual(await client.pull(uri), []);
    assert.equal(await client.hover(uri, 1, 9), undefined);
  });
});
