import assert from 'node:assert/strict';
import {
  CodeActionRequest,
  CodeActionResolveRequest,
  CodeLensRequest,
  CompletionRequest,
  DocumentLinkRequest,
  InlayHintRequest,
  type CodeAction,
  type CompletionList,
  type InlayHint,
} from 'vscode-languageserver/node';
import {
  builderNotification,
  checkDownloadsRequest,
  declareTargetsRequest,
  fixRuleRequest,
  lookAtNotification,
  targetsChangedNotification,
  targetsRequest,
  type CheckDownloadsResult,
  type FixRuleResult,
  type TargetsResult,
} from '../../src/protocol/requests.ts';
import { startServer, type LoopbackServer } from '../support/registry/loopbackServer.ts';
import { sampleRegistry } from '../support/registry/sampleImages.ts';
import { startTestClient, type TestClient } from './testClient.ts';

const everywhere = { start: { line: 0, character: 0 }, end: { line: 1000, character: 0 } };
const noLookups = { registry: { lookups: 'off' } };

describe('language features', () => {
  let client: TestClient;
  const settings: Record<string, unknown> = {};

  beforeEach(async () => {
    for (const key of Object.keys(settings)) Reflect.deleteProperty(settings, key);
    Object.assign(settings, noLookups);
    client = await startTestClient({ settings });
  });
  afterEach(() => client.dispose());

  async function actions(uri: string, line: number, only?: string[]): Promise<CodeAction[]> {
    const place = { line, character: 0 };
    const answer = await client.connection.sendRequest(CodeActionRequest.type, {
      textDocument: { uri },
      range: { start: place, end: { line, character: 1000 } },
      context: { diagnostics: [], ...(only && { only }) },
    });
    return (answer ?? []) as CodeAction[];
  }

  describe('code actions', () => {
    const redundant =
      'FROM --platform=$TARGETPLATFORM alpine\nFROM --platform=$TARGETPLATFORM alpine\n';

    it('mend one finding, all of the rule, or silence it', async () => {
      const uri = await client.open(redundant);
      const found = await actions(uri, 0);
      assert.deepEqual(
        found.map(({ title, kind }) => `${kind ?? ''}: ${title}`),
        [
          'quickfix: Remove --platform',
          'quickfix: Fix all redundant-target-platform in this file',
          'quickfix: Fix all redundant-target-platform in the workspace',
          'quickfix: Ignore redundant-target-platform here with a comment',
          'quickfix: Turn off redundant-target-platform in the settings',
        ],
      );
      assert.equal(found[0]?.isPreferred, true);
      assert.deepEqual(found[1]?.edit?.changes?.[uri]?.length, 2);
      assert.deepEqual(found[4]?.command?.arguments, [uri, 'redundant-target-platform', 'off']);
    });

    it('mend two findings at one place once, before they silence any', async () => {
      const uri = await client.open('FROM --platform=linux/amd64 alpine\n');
      const found = await actions(uri, 0);
      assert.deepEqual(
        found.map(({ title, diagnostics = [] }) => `${diagnostics.length} ${title}`),
        [
          '2 Remove --platform',
          '1 Fix all constant-platform-flag in the workspace',
          '1 Fix all result-pinned-to-platform in the workspace',
          '1 Ignore constant-platform-flag here with a comment',
          '1 Turn off constant-platform-flag in the settings',
          '1 Ignore result-pinned-to-platform here with a comment',
          '1 Turn off result-pinned-to-platform in the settings',
        ],
      );
    });

    it('are only those that were asked for', async () => {
      const uri = await client.open(redundant);
      assert.deepEqual(await actions(uri, 0, ['refactor']), []);
      const all = await actions(uri, 0, ['source.fixAll']);
      assert.deepEqual(
        all.map(({ kind }) => kind),
        ['source.fixAll.multiarch'],
      );
    });

    it('are none where nothing was found', async () => {
      const uri = await client.open('FROM alpine\n');
      assert.deepEqual(await actions(uri, 0), []);
      assert.deepEqual(await actions(uri, 0, ['source.fixAll.multiarch']), []);
    });

    it('of a rule that reads only the text ask no registry', async () => {
      const registry = await startServer(sampleRegistry());
      try {
        settings['registry'] = { lookups: 'on' };
        const answer = await client.connection.sendRequest<FixRuleResult>(fixRuleRequest, {
          uri: 'file:///project/closed/Dockerfile',
          text: `FROM --platform=$TARGETPLATFORM ${registry.host}/app:multi\n`,
          rule: 'redundant-target-platform',
        });
        assert.equal(answer.mended, 1);
        assert.deepEqual(registry.seen, []);
      } finally {
        await registry.close();
      }
    });

    it('check downloads, but none in a private network', async () => {
      const uri = await client.open('FROM a\nADD http://127.0.0.1:1/t-linux-amd64 /t\n');
      const check = (await actions(uri, 1)).find(({ title }) => title.startsWith('Check'));
      assert.equal(check?.title, 'Check that the file exists for linux/arm64');
      assert.equal(check.command?.command, 'multiarch.checkDownloads');
      const [downloads] = (check.command.arguments ?? []) as unknown[];
      const answer = await client.connection.sendRequest<CheckDownloadsResult>(
        checkDownloadsRequest,
        { downloads },
      );
      assert.deepEqual(answer, [
        {
          platform: 'linux/arm64',
          url: 'http://127.0.0.1:1/t-linux-arm64',
          problem: '127.0.0.1:1 is in a private network, which is not asked.',
        },
      ]);
    });

    it('check downloads through the proxy of the editor', async () => {
      const proxy = await startServer((_, response) => response.writeHead(404).end());
      const behind = await startTestClient({ settings, http: { proxy: proxy.origin } });
      try {
        // The settings have arrived when something was answered that depends on them.
        await behind.pull(await behind.open('FROM scratch\n'));
        const url = 'http://files.invalid/t-linux-arm64';
        const answer = await behind.connection.sendRequest<CheckDownloadsResult>(
          checkDownloadsRequest,
          { downloads: [{ platform: 'linux/arm64', url }] },
        );
        assert.deepEqual(answer, [{ platform: 'linux/arm64', url, status: 404 }]);
        assert.deepEqual(
          proxy.seen.map((seen) => `${seen.method} ${seen.url}`),
          [`HEAD ${url}`],
        );
      } finally {
        await behind.dispose();
        await proxy.close();
      }
    });

    it('mend a rule in a file that is not open', async () => {
      const answer = await client.connection.sendRequest<FixRuleResult>(fixRuleRequest, {
        uri: 'file:///project/closed/Dockerfile',
        text: redundant,
        rule: 'redundant-target-platform',
      });
      assert.equal(answer.mended, 2);
      assert.equal(answer.edits.length, 2);
    });
  });

  describe('pins', () => {
    let registry: LoopbackServer;
    beforeEach(async () => {
      registry = await startServer(sampleRegistry());
      settings['registry'] = { lookups: 'on' };
    });
    afterEach(() => registry.close());

    const pins = async (uri: string) => {
      const place = { line: 0, character: 12 };
      const found = await client.connection.sendRequest(CodeActionRequest.type, {
        textDocument: { uri },
        range: { start: place, end: place },
        context: { diagnostics: [], only: ['refactor'] },
      });
      return (found ?? []) as CodeAction[];
    };

    it('are made to the index, once it is known', async () => {
      const uri = await client.open(`FROM ${registry.host}/app:multi\n`);
      await client.hover(uri, 0, 12);
      const [pin, ...others] = await pins(uri);
      assert.deepEqual(others, []);
      assert.match(pin?.title ?? '', /^Pin .*app:multi to the digest of its manifest list$/);
      assert.match(pin?.edit?.changes?.[uri]?.[0]?.newText ?? '', /^@sha256:[0-9a-f]{64}$/);
    });

    it('are not made of single images or variables', async () => {
      const single = await client.open(`FROM ${registry.host}/app:single\n`);
      await client.hover(single, 0, 12);
      assert.deepEqual(await pins(single), []);
      assert.deepEqual(
        await pins(await client.open(`ARG T=multi\nFROM ${registry.host}/app:$T\n`)),
        [],
      );
    });

    it('are updated to what the tag names', async () => {
      const old = `sha256:${'0'.repeat(64)}`;
      const uri = await client.open(`FROM ${registry.host}/app:multi@${old}\n`);
      const [action] = await pins(uri);
      assert(action);
      assert.equal(action.edit, undefined);
      const resolved = await client.connection.sendRequest(CodeActionResolveRequest.type, action);
      const [edit] = resolved.edit?.changes?.[uri] ?? [];
      assert.match(edit?.newText ?? '', /^sha256:[0-9a-f]{64}$/);
      assert.notEqual(edit?.newText, old);
      assert.equal(edit && edit.range.end.character - edit.range.start.character, old.length);
    });
  });

  describe('completion', () => {
    /** `|` is the cursor. */
    function check(
      text: string,
      expected: readonly string[],
      absent: readonly string[] = [],
    ): void {
      it(JSON.stringify(text), async () => {
        const before = text.slice(0, text.indexOf('|')).split('\n');
        const uri = await client.open(text.replace('|', ''));
        const list = await client.connection.sendRequest(CompletionRequest.type, {
          textDocument: { uri },
          position: { line: before.length - 1, character: before.at(-1)?.length ?? 0 },
        });
        const labels = ((list as CompletionList | null)?.items ?? []).map(({ label }) => label);
        for (const label of expected) assert(labels.includes(label), labels.join());
        for (const label of absent) assert(!labels.includes(label), labels.join());
        if (expected.length === 0) assert.deepEqual(labels, []);
      });
    }
    check('FROM --platform=|', [
      '$BUILDPLATFORM',
      '$TARGETPLATFORM',
      'linux/amd64',
      'linux/arm/v7',
    ]);
    check('FROM --platform=$BUI| alpine', ['$BUILDPLATFORM']);
    check('FROM a AS one\nFROM b AS two\nFROM c\nCOPY --from=| / /', ['one', 'two'], ['2']);
    check('FROM a\nFROM c\nRUN --mount=type=bind,from=| true', ['0'], ['1']);
    check('FROM a\nARG TARG|', ['TARGETARCH', 'BUILDPLATFORM']);
    check('FROM a\nRUN echo $|', ['TARGETARCH']);
    check('FROM a\nRUN echo ${TARG|}', ['TARGETARCH']);
    check('# multiarch: |\nFROM a', ['platforms=', 'ignore']);
    check('# multiarch: platforms=linux/amd64,|\nFROM a', ['linux/arm64']);
    check('# multiarch: ignore |\nFROM a', ['base-image-single-platform'], ['dockerfile-error']);
    check('# a comment with --platform=|\nFROM a', []);
    check('FROM a\nRUN apt-get |', []);
  });

  describe('inlay hints', () => {
    async function hints(uri: string): Promise<readonly string[]> {
      const found = await client.connection.sendRequest(InlayHintRequest.type, {
        textDocument: { uri },
        range: everywhere,
      });
      return (found ?? []).map(
        ({ position, label }: InlayHint) =>
          `${position.line}:${position.character} ${typeof label === 'string' ? label : ''}`,
      );
    }
    const text =
      'ARG V=3.22\nFROM alpine:$V\nARG TARGETARCH\nARG TARGETVARIANT\nFROM x-${TARGETARCH}\n';

    it('say what arguments are on every target', async () => {
      const uri = await client.open(text);
      assert.deepEqual(await hints(uri), [
        '1:14 → alpine:3.22',
        '4:20 → x-amd64 | x-arm64',
        '2:14 = amd64 | arm64',
        '3:17 = (empty)',
      ]);
    });

    it('leave out what long values have in common', async () => {
      const name = 'registry.example.com/team/project/application';
      const uri = await client.open(
        `ARG T=latest\nFROM ${name}-\${TARGETARCH}:$T\nFROM ${name}:build-$TARGETARCH\n`,
      );
      assert.deepEqual(await hints(uri), [
        '1:67 → registry.example.co…ication-amd64:latest | …-arm64:latest',
        '2:68 → registry.example.co…lication:build-amd64 | …-arm64',
      ]);
    });

    it('say it of the target that is looked at', async () => {
      const uri = await client.open(text);
      await client.connection.sendNotification(lookAtNotification, {
        uri,
        platform: 'linux/arm64',
      });
      assert((await hints(uri)).includes('2:14 = arm64'));
    });

    it('are left out when the setting says so', async () => {
      settings['inlayHints'] = false;
      const uri = await client.open(text);
      assert.deepEqual(await hints(uri), []);
    });
  });

  describe('lenses', () => {
    async function lenses(uri: string): Promise<readonly (string | undefined)[]> {
      const found = await client.connection.sendRequest(CodeLensRequest.type, {
        textDocument: { uri },
      });
      return (found ?? []).map(({ command }) => command?.title);
    }
    const builder = {
      name: 'b',
      driver: 'docker-container',
      current: true,
      nodes: [
        {
          name: 'n',
          endpoint: 'e',
          status: 'running',
          platforms: ['linux/amd64', 'linux/arm64'],
          pinned: [],
          emulators: [
            { name: 'qemu-aarch64', architecture: 'arm64', interpreter: '/q', fixed: true },
          ],
        },
      ],
    };

    it('say how each stage runs on the builder', async () => {
      const uri = await client.open(
        'FROM --platform=$BUILDPLATFORM a AS b\nRUN x\nFROM c\nRUN y\nCOPY --from=b / /\n',
      );
      await client.connection.sendNotification(builderNotification, {
        known: true,
        value: builder,
        asOf: 0,
      });
      assert.deepEqual(await lenses(uri), [
        'amd64: native · arm64: cross',
        'amd64: native · arm64: emulated',
      ]);
    });

    it('warn of the files of another architecture', async () => {
      const registry = await startServer(sampleRegistry());
      settings['registry'] = { lookups: 'on' };
      const uri = await client.open(`FROM ${registry.host}/app:single\n`);
      await client.hover(uri, 0, 12);
      assert.deepEqual(await lenses(uri), [
        'amd64: copy only · arm64: files of another architecture',
      ]);
      await registry.close();
    });

    it('say nothing where nothing is known', async () => {
      assert.deepEqual(await lenses(await client.open('FROM a\nRUN x\n')), []);
    });

    it('are left out when the setting says so', async () => {
      settings['codeLens'] = false;
      assert.deepEqual(await lenses(await client.open('FROM a\n')), []);
    });
  });

  it('links images to their pages', async () => {
    const uri = await client.open(
      'FROM alpine\nFROM ghcr.io/a/b:1\nFROM registry.example.com/x\nCOPY --from=bitnami/redis / /\nCOPY --from=0 / /\nCOPY --from=1 / /\n',
    );
    const links = await client.connection.sendRequest(DocumentLinkRequest.type, {
      textDocument: { uri },
    });
    assert.deepEqual(
      (links ?? []).map(({ target }) => target),
      [
        'https://hub.docker.com/_/alpine',
        'https://ghcr.io/a/b',
        'https://hub.docker.com/r/bitnami/redis',
      ],
    );
  });

  describe('one target that is looked at', () => {
    const text =
      'FROM --platform=linux/arm64 a AS bin-arm64\nRUN x\nFROM a AS bin-amd64\nRUN x\nFROM bin-${TARGETARCH}\n';

    it('dims the stages that it does not need', async () => {
      const uri = await client.open(text);
      await client.connection.sendNotification(lookAtNotification, {
        uri,
        platform: 'linux/amd64',
      });
      const dimmed = (await client.pull(uri)).filter(({ tags }) => tags?.includes(1));
      assert.deepEqual(
        dimmed.map(({ range }) => [range.start.line, range.end.line]),
        [[0, 1]],
      );
      await client.connection.sendNotification(lookAtNotification, { uri });
      assert.deepEqual(
        (await client.pull(uri)).filter(({ tags }) => tags?.includes(1)),
        [],
      );
    });
  });

  describe('targets', () => {
    const targets = (uri: string) =>
      client.connection.sendRequest<TargetsResult | null>(targetsRequest, { uri });

    it('come from the settings', async () => {
      settings['platforms'] = ['linux/arm64', 'linux/arm/v7'];
      assert.deepEqual(await targets(await client.open('FROM a\n')), {
        platforms: ['linux/arm64', 'linux/arm/v7'],
        source: { kind: 'setting' },
      });
    });

    it('come from the file first', async () => {
      const uri = await client.open('# multiarch: platforms=linux/riscv64\nFROM a\n');
      assert.deepEqual(await targets(uri), {
        platforms: ['linux/riscv64'],
        source: { kind: 'comment' },
      });
    });

    it('are told when they change', async () => {
      const told: string[] = [];
      client.connection.onNotification(targetsChangedNotification, ({ uri }: { uri: string }) => {
        told.push(uri);
      });
      const uri = await client.open('FROM a\n');
      await client.pull(uri);
      await client.change(uri, '# multiarch: platforms=linux/s390x\nFROM a\n');
      await client.pull(uri);
      assert.deepEqual(told, [uri, uri]);
    });

    it('can be written into the file', async () => {
      const uri = await client.open('# syntax=docker/dockerfile:1\nFROM a\n');
      const edits = await client.connection.sendRequest(declareTargetsRequest, {
        uri,
        platforms: ['linux/amd64'],
      });
      assert.deepEqual(edits, [
        {
          range: { start: { line: 1, character: 0 }, end: { line: 1, character: 0 } },
          newText: '# multiarch: platforms=linux/amd64\n',
        },
      ]);
    });
  });
});
