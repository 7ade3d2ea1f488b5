import assert from 'node:assert/strict';
import {
  CodeActionRequest,
  CodeLensRequest,
  CompletionRequest,
  type CodeAction,
  type CompletionList,
} from 'vscode-languageserver/node';
import { registriesRequest } from '../../src/protocol/requests.ts';
import type { WorkerRegistries } from '../../src/protocol/worker.ts';
import { useSamples, type Samples } from './samples.ts';
import { startTestClient } from './testClient.ts';

describe('specs of manifest lists', () => {
  let registry: Samples['registry'];
  let client: Samples['client'];
  useSamples((started) => {
    ({ registry, client } = started);
  });
  const spec = (arm = 'single-arm64') => `image: ${registry.host}/app:1.0
manifests:
  - image: ${registry.host}/app:single
    platform:
      architecture: amd64
      os: linux
  - image: ${registry.host}/app:${arm}
    platform: { architecture: arm64, os: linux, variant: v8 }
`;
  const open = (text: string) => client.open(text, 'manifest.yml', 'yaml');

  /** Labels that are offered where `|` stands. */
  async function offered(text: string): Promise<readonly string[]> {
    const at = text.indexOf('|');
    const lines = text.slice(0, at).split('\n');
    const uri = await open(text.replace('|', ''));
    const found = (await client.connection.sendRequest(CompletionRequest.type, {
      textDocument: { uri },
      position: { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 },
    })) as CompletionList | null;
    return (found?.items ?? []).map(({ label }) => label);
  }

  it('are judged by their images', async () => {
    const good = await open(spec());
    await client.hover(good, 6, 20);
    assert.deepEqual(await client.pull(good), []);
    for (const [arm, code, message] of [
      ['nowhere', 'spec-source-missing', /Push it first/],
      ['amd64-index', 'spec-platform-missing', /has no linux\/arm64/],
    ] as const) {
      const uri = await open(spec(arm).replace(', variant: v8', ''));
      const isDone = (codes: readonly unknown[]) => codes.includes(code);
      const items = await client.diagnostics(uri, (all) => isDone(all.map((each) => each.code)));
      const found = items.find((each) => each.code === code);
      assert.match(JSON.stringify(found?.message), message);
      assert.equal(found?.range.start.line, arm === 'nowhere' ? 6 : 7);
    }
  });

  it('are looked up as their own folder has it', async () => {
    const window = await startTestClient({
      settingsFor: (uri) => ({
        registry: { lookups: uri?.includes('/quiet/') === true ? 'off' : 'on' },
      }),
    });
    try {
      const codes = (items: readonly { readonly code?: unknown }[]) =>
        items.map(({ code }) => code);
      const loud = await window.open(spec('nowhere'), '/project/loud/list.yml', 'yaml');
      const quiet = await window.open(spec('nowhere'), '/project/quiet/list.yml', 'yaml');
      const found = await window.diagnostics(loud, ({ length }) => length > 0);
      assert.deepEqual(codes(found), ['spec-source-missing']);
      // The registry has told already; the folder says that nobody is to know.
      assert.deepEqual(codes(await window.pull(quiet)), []);
      assert.match((await window.hover(quiet, 6, 20)) ?? '', /look-ups are off/);
      const lookups = async (params: object) => {
        const { connection } = window;
        return (await connection.sendRequest<WorkerRegistries>(registriesRequest, params)).lookups;
      };
      assert.equal(await lookups({ uri: quiet }), 'off');
      assert.equal(await lookups({ uri: loud }), 'on');
      assert.equal(await lookups({}), 'on');
    } finally {
      await window.dispose();
    }
  });

  it('say what an image is, and what the list says of it', async () => {
    const uri = await open(spec('multi'));
    const image = await client.hover(uri, 6, 20);
    assert.match(image ?? '', /manifest list/);
    assert.match(image ?? '', /`linux\/amd64`, `linux\/arm64`, `linux\/arm\/v7`/);
    assert.match(image ?? '', /✓ Listed for `linux\/arm64\/v8`/);
    assert.match(image ?? '', /Digest `sha256:/);
    assert.match((await client.hover(uri, 0, 10)) ?? '', /There is no such tag yet/);
    const variant = await client.hover(uri, 7, 57);
    assert.match(variant ?? '', /`linux\/arm64\/v8`\*\*: what the list says/);
    assert.match(variant ?? '', /imagetools create drops it/);
  });

  it('have lenses that plan and push, and fixes', async () => {
    const uri = await open(spec().replace('amd64', 'x86_64'));
    const textDocument = { uri };
    const lenses = await client.connection.sendRequest(CodeLensRequest.type, { textDocument });
    assert.deepEqual(
      lenses?.map(({ command, range }) => [command?.title, command?.arguments, range.start.line]),
      [
        ['Plan', [uri], 0],
        ['Push', [uri], 0],
      ],
    );
    const place = { line: 4, character: 22 };
    const actions = (await client.connection.sendRequest(CodeActionRequest.type, {
      textDocument,
      range: { start: place, end: place },
      context: { diagnostics: [] },
    })) as CodeAction[];
    assert.deepEqual(
      actions.map(({ title }) => title),
      ['Write “amd64”'],
    );
  });

  describe('are completed', () => {
    const check = (name: string, text: string, expected: readonly string[]) => {
      it(name, async () => {
        assert.deepEqual((await offered(text)).slice(0, expected.length || 99), expected);
      });
    };
    const head = 'image: a/b:1\nmanifests:\n';
    check('keys of the spec', `${head}- image: a/b:2\n|\n`, ['tags', 'annotations']);
    check('keys of an image', `${head}  - image: a/b:2\n    pl|\n`, ['platform']);
    check('keys of an image that begins', `${head}  - |\n`, ['image', 'platform']);
    check('keys of a platform', `${head}- image: a/b:2\n  platform:\n    os: linux\n    |\n`, [
      'architecture',
      'variant',
      'osversion',
      'osfeatures',
    ]);
    check(
      'keys of a platform on one line',
      `${head}- image: a/b:2\n  platform: { os: linux, | }\n`,
      ['architecture', 'variant', 'osversion'],
    );
    check('systems', `${head}  - image: a/b:2\n    platform:\n      os: |\n`, ['linux', 'windows']);
    check('architectures', `${head}  - platform:\n      architecture: a|\n    image: x\n`, [
      'amd64',
      'arm64',
      'arm',
    ]);
    check(
      'variants of the architecture',
      `${head}  - platform:\n      architecture: arm\n      variant: |\n`,
      ['v7', 'v6', 'v5', 'v8'],
    );
    check('variants on one line', `${head}  - platform: { architecture: arm64, variant: | }\n`, [
      'v8',
    ]);
    check('annotations', `annotations:\n  |\n${head}`, ['org.opencontainers.image.title']);
    check('nothing in comments', `${head}# |\n`, []);
  });
});
