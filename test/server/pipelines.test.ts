import assert from 'node:assert/strict';
import { CodeActionRequest, type CodeAction, type Diagnostic } from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { useSamples, type Samples } from './samples.ts';

const workflow = `on: push
jobs:
  image:
    strategy:
      matrix:
        platform: [linux/amd64, linux/arm64]
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v5
      - uses: docker/setup-buildx-action@v3
      - uses: docker/setup-qemu-action@v3
      - uses: docker/build-push-action@v6
        with:
          platforms: \${{ matrix.platform }}
          push: true
          tags: registry.example/app:1
          cache-to: type=gha
          cache-from: type=gha
      - uses: actions/upload-artifact@v3
        with:
          name: digests
`;

const pipeline = `build:
  image: docker:28
  script:
    - docker build -t registry.example/app:amd64 .
    - docker push registry.example/app:amd64
    - docker manifest create registry.example/app:1 registry.example/app:amd64
    - docker manifest push registry.example/app:1
`;

describe('workflows and pipelines in the editor', () => {
  let client: Samples['client'];
  useSamples(
    (started) => {
      ({ client } = started);
    },
    { settings: { registry: { lookups: 'off' } } },
  );

  async function actionsAt(uri: string, { range }: Diagnostic): Promise<readonly CodeAction[]> {
    const answer = await client.connection.sendRequest(CodeActionRequest.type, {
      ...{ textDocument: { uri }, range, context: { diagnostics: [] } },
    });
    return (answer ?? []) as readonly CodeAction[];
  }

  /** The text once every diagnostic of a rule has been fixed the first way. */
  async function mended(uri: string, text: string, rule: string): Promise<string> {
    const found = (await client.pull(uri)).find(({ code }) => code === rule);
    assert(found, rule);
    const [fix] = await actionsAt(uri, found);
    const edits = fix?.edit?.changes?.[uri];
    assert(edits, `${rule}: ${fix?.title ?? 'no fix'}`);
    return TextDocument.applyEdits(TextDocument.create(uri, 'yaml', 1, text), edits);
  }

  for (const language of ['yaml', 'github-actions-workflow']) {
    it(`are told what is wrong with their platforms (${language})`, async () => {
      const uri = await client.open(workflow, '.github/workflows/image.yml', language);
      const found = await client.pull(uri);
      const lines = workflow.split('\n');
      const marked = found.map(({ code, range: { start, end } }) => {
        const text = lines[start.line]?.slice(start.character, end.character);
        return `${String(code)}: ${text ?? ''}`;
      });
      assert.deepEqual(marked.toSorted(), [
        'ci-cache-shared: type=gha',
        'ci-emulator-late: docker/setup-qemu-action@v3',
        'ci-retired-action: actions/upload-artifact@v3',
        'ci-tags-overwritten: registry.example/app:1',
      ]);
      const links = found.map(({ codeDescription }) => codeDescription?.href ?? '');
      assert(links.every((href) => href.includes('docs/rules.md#ci-')));
    });
  }

  it('are mended by their fixes: steps change places, caches get names', async () => {
    const uri = await client.open(workflow, '.github/workflows/image.yml', 'yaml');
    const swapped = await mended(uri, workflow, 'ci-emulator-late');
    assert(swapped.indexOf('setup-qemu-action') < swapped.indexOf('setup-buildx-action'));
    await client.change(uri, swapped);
    const scoped = await mended(uri, swapped, 'ci-cache-shared');
    assert.match(scoped, /cache-to: type=gha,scope=\$\{\{ matrix\.platform \}\}/);
    await client.change(uri, scoped);
    const codes = (await client.pull(uri)).map(({ code }) => code);
    assert.deepEqual(codes.toSorted(), ['ci-retired-action', 'ci-tags-overwritten']);
  });

  it('are silenced by a comment, which a fix writes', async () => {
    const uri = await client.open(workflow, '.github/workflows/image.yml', 'yaml');
    const found = (await client.pull(uri)).find(({ code }) => code === 'ci-retired-action');
    assert(found);
    const ignore = (await actionsAt(uri, found)).find(({ title }) => title.startsWith('Ignore'));
    const [edit] = ignore?.edit?.changes?.[uri] ?? [];
    assert.match(edit?.newText ?? '', /# multiarch: ignore ci-retired-action/);
    const document = TextDocument.create(uri, 'yaml', 1, workflow);
    await client.change(uri, TextDocument.applyEdits(document, edit ? [edit] : []));
    const codes = (await client.pull(uri)).map(({ code }) => code);
    assert(!codes.includes('ci-retired-action'), codes.join(', '));
  });

  it('of GitLab are judged too', async () => {
    const uri = await client.open(pipeline, '.gitlab-ci.yml', 'yaml');
    const codes = (await client.pull(uri)).map(({ code }) => code);
    assert.deepEqual(codes, ['ci-docker-manifest']);
  });

  it('that are of another project say nothing', async () => {
    const uri = await client.open(workflow, 'docs/example.yml', 'yaml');
    assert.deepEqual(await client.pull(uri), []);
  });
});
