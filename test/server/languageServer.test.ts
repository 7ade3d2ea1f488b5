import assert from 'node:assert/strict';
import path from 'node:path';
import type { Diagnostic } from 'vscode-languageserver/node';
import type { ImageSubject } from '../../src/core/image/inspection.ts';
import {
  engineInspectionRequest,
  enginePresenceRequest,
  imageDocumentRequest,
  imageRequest,
  namesRequest,
  inspectAttestationRequest,
  inspectImageRequest,
  inspectReferrersRequest,
  type EngineInspectionParams,
  type EnginePresenceParams,
  type ImageContentParams,
  type ImageDocumentResult,
  type ImageResult,
  type NamesParams,
  type NamesResult,
  type InspectAttestationResult,
  type InspectImageParams,
  type InspectImageResult,
  type InspectReferrersResult,
} from '../../src/protocol/imageRequests.ts';
import {
  engineRegistriesNotification,
  hostQuestionNotification,
  settingProblemNotification,
  trustGrantedNotification,
  type HostQuestion,
  type SettingProblem,
} from '../../src/protocol/requests.ts';
import { startServer, type LoopbackServer } from '../support/registry/loopbackServer.ts';
import { sampleRegistry } from '../support/registry/sampleImages.ts';
import { startTestClient, type TestClient, type TestClientOptions } from './testClient.ts';

const some = (items: readonly Diagnostic[]) => items.length > 0;
/** The message, which our server sends as plain text. */
const text = (diagnostic: Diagnostic | undefined) =>
  typeof diagnostic?.message === 'string' ? diagnostic.message : '';
const none = (items: readonly Diagnostic[]) => items.length === 0;

describe('language server', () => {
  let registry: LoopbackServer;
  let clients: TestClient[] = [];

  beforeEach(async () => {
    registry = await startServer(sampleRegistry());
  });
  afterEach(async () => {
    await Promise.all(clients.map((client) => client.dispose()));
    clients = [];
    await registry.close();
  });
  async function start(options?: TestClientOptions): Promise<TestClient> {
    const client = await startTestClient(options);
    clients.push(client);
    return client;
  }

  it('underlines the name of an image that lacks a target, with code and link', async () => {
    const client = await start();
    const uri = await client.open(`FROM ${registry.host}/app:amd64-index AS base\n`);
    const [diagnostic] = await client.diagnostics(uri, some);
    const end = 5 + `${registry.host}/app:amd64-index`.length;
    assert.deepEqual(diagnostic?.range, {
      start: { line: 0, character: 5 },
      end: { line: 0, character: end },
    });
    assert.equal(diagnostic.severity, 1);
    assert.equal(diagnostic.source, 'multiarch');
    assert.equal(diagnostic.code, 'base-image-missing-platform');
    assert.match(diagnostic.codeDescription?.href ?? '', /rules\.md#base-image-missing-platform$/);
    assert.match(
      text(diagnostic),
      /^No image for linux\/arm64 in “127\.0\.0\.1:\d+\/app:amd64-index”: .* It has linux\/amd64\.$/,
    );
  });

  it('warns of a single image', async () => {
    const client = await start();
    const uri = await client.open(`FROM ${registry.host}/app:single\n`);
    const [diagnostic] = await client.diagnostics(uri, some);
    assert.equal(diagnostic?.code, 'base-image-single-platform');
    assert.equal(diagnostic.severity, 2);
  });

  it('follows the setting for platforms', async () => {
    const client = await start({ settings: { platforms: ['linux/s390x'] } });
    const uri = await client.open(`FROM ${registry.host}/app:multi\n`);
    const [diagnostic] = await client.diagnostics(uri, some);
    assert.match(text(diagnostic), /^No image for linux\/s390x/);
  });

  it('drops the diagnostic as soon as the text is right', async () => {
    const client = await start();
    const uri = await client.open(`FROM ${registry.host}/app:amd64-index\n`);
    await client.diagnostics(uri, some);
    await client.change(uri, `FROM scratch\n`);
    assert.deepEqual(await client.diagnostics(uri, none), []);
  });

  it('asks one GET for an index, whoever asks again', async () => {
    const client = await start();
    const text = `FROM ${registry.host}/app:amd64-index\n`;
    await client.diagnostics(await client.open(text), some);
    const second = await client.open(text);
    await client.diagnostics(second, some);
    await client.hover(second, 0, 8);
    assert.deepEqual(
      registry.seen.map(({ method, url }) => `${method} ${url}`),
      // The plain name is a way out, if it is there.
      ['GET /v2/app/manifests/amd64-index', 'GET /v2/app/manifests/index'],
    );
  });

  it('answers "unchanged" to an editor that has the same findings', async () => {
    const client = await start();
    const uri = await client.open(`FROM ${registry.host}/app:amd64-index\n`);
    await client.diagnostics(uri, some);
    const first = await client.report(uri);
    const again = await client.report(uri, first.resultId);
    assert.equal(again.kind, 'unchanged');
  });

  describe('hover', () => {
    it('shows the platform table', async () => {
      const client = await start();
      const uri = await client.open(`FROM ${registry.host}/app:multi\n`);
      const shown = (await client.hover(uri, 0, 8)) ?? '';
      assert.match(shown, /app:multi`\*\* · manifest list/);
      assert.match(shown, /\| `linux\/amd64` \| ✓ its own image `sha256:[0-9a-f]{12}` \|/);
      assert.match(shown, /\| `linux\/arm64` \| ✓/);
      assert.match(shown, /Also for `linux\/arm\/v7`\./);
      assert.match(
        shown,
        /· 1 attestation · from `127\.0\.0\.1:\d+` · \[Inspect\]\(command:[^)]+\) · \[Audit\]\(command:[^)]+\)$/,
      );
    });

    it('says what a build gets that has no image of its own', async () => {
      const client = await start();
      const missing = await client.open(`FROM ${registry.host}/app:amd64-index\n`);
      assert.match(
        (await client.hover(missing, 0, 8)) ?? '',
        /\| `linux\/arm64` \| ✗ no image: the build fails \|/,
      );
      const single = await client.open(`FROM ${registry.host}/app:single\n`);
      assert.match(
        (await client.hover(single, 0, 8)) ?? '',
        /\| `linux\/arm64` \| ⚠ files for `linux\/amd64`, labelled `linux\/arm64` \|/,
      );
    });

    it('says nothing elsewhere', async () => {
      const client = await start();
      const uri = await client.open(`FROM ${registry.host}/app:multi\nRUN true\n`);
      assert.equal(await client.hover(uri, 1, 2), undefined);
    });

    it('says why nothing is known, and no diagnostic is made of it', async () => {
      const client = await start();
      await registry.close();
      const uri = await client.open(`FROM ${registry.host}/app:multi\n`);
      const shown = (await client.hover(uri, 0, 8)) ?? '';
      assert.match(shown, /Its platforms are unknown\. .*refuses the connection/);
      assert.deepEqual(await client.pull(uri), []);
      registry = await startServer(sampleRegistry());
    });

    it('shows text of the outside world as text, not as Markdown', async () => {
      const hostile = await startServer((_, response) => {
        response.writeHead(403, { 'content-type': 'application/json' });
        response.end(
          JSON.stringify({
            errors: [{ message: '[x](command:evil) <b>`| https://evil.example www.evil.example' }],
          }),
        );
      });
      const client = await start();
      const uri = await client.open(`FROM ${hostile.host}/app\n`);
      const shown = (await client.hover(uri, 0, 8)) ?? '';
      assert.doesNotMatch(shown, /\[x\]\(command/);
      assert.doesNotMatch(shown, /https:\/\/|www\.e/);
      assert.match(shown, /forbids reading/);
      await hostile.close();
    });
  });

  describe('trust', () => {
    it('asks nothing until the workspace is trusted, and then everything', async () => {
      const client = await start({ initialization: { trusted: false } });
      const uri = await client.open(`FROM ${registry.host}/app:amd64-index\n`);
      assert.deepEqual(await client.pull(uri), []);
      assert.match((await client.hover(uri, 0, 8)) ?? '', /workspace is not trusted/);
      assert.equal(registry.seen.length, 0);

      await client.connection.sendNotification(trustGrantedNotification);
      await client.connection.sendNotification(engineRegistriesNotification, {
        mirrors: [],
        insecure: [],
      });
      const [diagnostic] = await client.diagnostics(uri, some);
      assert.equal(diagnostic?.code, 'base-image-missing-platform');
    });

    it('still reads the text', async () => {
      const client = await start({ initialization: { trusted: false } });
      const uri = await client.open('FROM scratch\nRUM true\n');
      const [diagnostic] = await client.diagnostics(uri, some);
      assert.match(text(diagnostic), /did you mean RUN/);
    });
  });

  describe('who may be asked', () => {
    it('asks nobody when look-ups are off', async () => {
      const client = await start({ settings: { registry: { lookups: 'off' } } });
      const uri = await client.open(`FROM ${registry.host}/app:amd64-index\n`);
      assert.match((await client.hover(uri, 0, 8)) ?? '', /look-ups are off/);
      assert.deepEqual(await client.pull(uri), []);
      assert.equal(registry.seen.length, 0);
    });

    it('asks for each host where the setting of the file is "ask"', async () => {
      const client = await start({ settings: { registry: { lookups: 'ask' } } });
      const uri = await client.open(`FROM ${registry.host}/app:amd64-index\n`);
      assert.match((await client.hover(uri, 0, 8)) ?? '', /it is not among the hosts/);
      assert.equal(registry.seen.length, 0);
    });

    it('follows the setting of each file, whatever the window has', async () => {
      const client = await start({
        settingsFor: (uri) => ({ registry: { lookups: uri === undefined ? 'on' : 'ask' } }),
      });
      const uri = await client.open(`FROM ${registry.host}/app:amd64-index\n`);
      assert.match((await client.hover(uri, 0, 8)) ?? '', /it is not among the hosts/);
      assert.equal(registry.seen.length, 0);
    });

    it('reads changed settings anew', async () => {
      const settings = { platforms: ['linux/amd64'] };
      const client = await start({ settings });
      const uri = await client.open(`FROM ${registry.host}/app:amd64-index\n`);
      await client.hover(uri, 0, 8);
      assert.deepEqual(await client.pull(uri), []);
      settings.platforms = ['linux/s390x'];
      await client.connection.sendNotification('workspace/didChangeConfiguration', {});
      const [diagnostic] = await client.diagnostics(uri, some);
      assert.match(text(diagnostic), /^No image for linux\/s390x/);
    });

    it('names a setting that is no platform, once, and leaves it out', async () => {
      const client = await start({ settings: { platforms: ['nonsense', 'linux/amd64'] } });
      const warnings: string[] = [];
      client.connection.onNotification(
        settingProblemNotification,
        ({ setting, message }: SettingProblem) => {
          warnings.push(`${setting}: ${message}`);
        },
      );
      const uri = await client.open('FROM scratch\n');
      assert.deepEqual(await client.pull(uri), []);
      assert.deepEqual(await client.pull(uri), []);
      assert.equal(warnings.length, 1);
      assert.match(
        warnings[0] ?? '',
        /^platforms: .*multiarch\.platforms .*"nonsense": unknown operating system/,
      );
    });

    it('puts the question for an unknown host once', async () => {
      const client = await start();
      const questions: string[] = [];
      client.connection.onNotification(hostQuestionNotification, ({ host }: HostQuestion) => {
        questions.push(host);
      });
      const uri = await client.open(
        'FROM reg.invalid/a\nFROM reg.invalid/b\nCOPY --from=reg.invalid/c / /\n',
      );
      assert.match((await client.hover(uri, 1, 8)) ?? '', /it is not among the hosts/);
      assert.deepEqual(questions, ['reg.invalid']);
    });

    it("asks the engine's mirror for Docker Hub's images, and waits to hear of it", async () => {
      const client = await start({ initialization: { engineExpected: true } });
      const uri = await client.open('FROM app:amd64-index\n');
      await client.connection.sendNotification(engineRegistriesNotification, {
        mirrors: [registry.origin],
        insecure: ['127.0.0.0/8'],
      });
      const [diagnostic] = await client.diagnostics(uri, some);
      assert.equal(diagnostic?.code, 'base-image-missing-platform');
      assert.match(
        registry.seen[0]?.url ?? '',
        /^\/v2\/library\/app\/manifests\/amd64-index\?ns=docker\.io$/,
      );
    });
  });

  it('reads an image for a person', async () => {
    const client = await start();
    const result = await client.connection.sendRequest<ImageResult>(imageRequest, {
      reference: `${registry.host}/app:multi`,
    });
    assert(result.known);
    assert.deepEqual(
      result.value.platforms.map(({ platform }) => platform),
      ['linux/amd64', 'linux/arm64', 'linux/arm/v7'],
    );
    assert.equal(result.value.attestations.length, 1);
  });

  it('lists what a registry has, for a person', async () => {
    const client = await start();
    const list = (asked: NamesParams) =>
      client.connection.sendRequest<NamesResult>(namesRequest, asked);
    const tags = await list({ list: 'tags', of: `${registry.host}/app` });
    assert(tags.ok && tags.complete);
    assert.deepEqual(tags.names.slice(0, 3), ['single-arm64', 'single', 'multi']);
    const repositories = await list({ list: 'repositories', of: registry.host });
    assert(!repositories.ok, 'this registry has no catalog');
    assert(registry.seen.some(({ url }) => url.startsWith('/v2/_catalog?')));
  });

  it('lists nothing in a workspace that is not trusted', async () => {
    const client = await start({ initialization: { trusted: false } });
    const asked: NamesParams = { list: 'repositories', of: registry.host };
    const answer = await client.connection.sendRequest<NamesResult>(namesRequest, asked);
    assert.match(answer.ok ? '' : answer.message, /not trusted/);
    assert.deepEqual(registry.seen, []);
  });

  describe('inspects an image', () => {
    const subject = () => ({ kind: 'registry', reference: `${registry.host}/app:multi` }) as const;

    it('at once, and then with its platforms', async () => {
      const { connection } = await start();
      const inspect = async (stage: InspectImageParams['stage']) => {
        const asked: InspectImageParams = { subject: subject(), stage };
        const answer = await connection.sendRequest<InspectImageResult>(inspectImageRequest, asked);
        assert(answer.known);
        return answer.value.platforms.map(({ platform, details }) => [platform, details.known]);
      };
      assert.deepEqual(await inspect('index'), [
        ['linux/amd64', false],
        ['linux/arm64', false],
        ['linux/arm/v7', false],
      ]);
      assert.equal(registry.seen.length, 1);
      assert.deepEqual(await inspect('platforms'), [
        ['linux/amd64', true],
        ['linux/arm64', true],
        ['linux/arm/v7', true],
      ]);
    });

    it('with its parts as texts, and what refers to it', async () => {
      const { connection } = await start();
      const asked: InspectImageParams = { subject: subject(), stage: 'index' };
      const image = await connection.sendRequest<InspectImageResult>(inspectImageRequest, asked);
      assert(image.known);
      const part: ImageContentParams = { subject: subject(), digest: image.value.digest };
      const document = await connection.sendRequest<ImageDocumentResult>(
        imageDocumentRequest,
        part,
      );
      assert(document.known);
      assert.match(document.value.text, /^\{\n {2}"schemaVersion": 2,\n/);
      const referrers = await connection.sendRequest<InspectReferrersResult>(
        inspectReferrersRequest,
        part,
      );
      assert(referrers.known);
      assert.deepEqual(referrers.value.referrers, []);
      const attestation = await connection.sendRequest<InspectAttestationResult>(
        inspectAttestationRequest,
        { ...part, digest: image.value.attestations[0]?.digest ?? '' } satisfies ImageContentParams,
      );
      assert(!attestation.known);
      assert.equal(attestation.reason.code, 'not-found');
    });

    it('and asks the editor what its engine has of it', async () => {
      const { connection } = await start();
      const names: string[] = [];
      connection.onRequest(enginePresenceRequest, (params: EnginePresenceParams) => {
        names.push(...params.names);
        return names.filter((name) => name.startsWith('sha256:'));
      });
      const asked: InspectImageParams = {
        ...{ subject: { ...subject(), reference: `${registry.host}/app:single` } },
        stage: 'platforms',
      };
      const answer = await connection.sendRequest<InspectImageResult>(inspectImageRequest, asked);
      assert(answer.known);
      assert.deepEqual(names, [`${registry.host}/app:single`, answer.value.digest]);
      const [platform] = answer.value.platforms;
      assert.equal(platform?.inEngine.known && platform.inEngine.value, true);
    });

    it('in the engine, where the editor asks it', async () => {
      const { connection } = await start();
      const image: ImageSubject = { kind: 'engine', reference: 'app:1' };
      const asked: InspectImageParams = { subject: image, stage: 'index' };
      const inspect = () => connection.sendRequest<InspectImageResult>(inspectImageRequest, asked);
      const nobody = await inspect();
      assert.equal(nobody.known ? '' : nobody.reason.code, 'failed');
      const reason = { code: 'not-found', message: 'The Docker engine has no image of that name.' };
      connection.onRequest(engineInspectionRequest, (params: EngineInspectionParams) => {
        assert.deepEqual(params, { reference: 'app:1', stage: 'index' });
        return { known: false, reason };
      });
      assert.deepEqual(await inspect(), { known: false, reason });
      const document = await connection.sendRequest<ImageDocumentResult>(imageDocumentRequest, {
        ...{ subject: image, digest: `sha256:${'0'.repeat(64)}` },
      } satisfies ImageContentParams);
      assert.equal(document.known, false);
    });

    it('in a file', async () => {
      const { connection } = await start();
      const subject = { kind: 'archive', path: path.resolve('package.json') } as const;
      const asked: InspectImageParams = { subject, stage: 'index' };
      const answer = await connection.sendRequest<InspectImageResult>(inspectImageRequest, asked);
      assert.match(answer.known ? '' : answer.reason.message, /is not a tar archive/);
    });

    it('not in the background where look-ups are off, nor without trust', async () => {
      const off = await start({ settings: { registry: { lookups: 'off' } } });
      const untrusted = await start({ initialization: { trusted: false } });
      const asked: InspectImageParams = {
        ...{ subject: subject(), stage: 'index', purpose: 'background' },
      };
      for (const [client, code] of [
        [off, 'lookups-off'],
        [untrusted, 'untrusted'],
      ] as const) {
        const answer = await client.connection.sendRequest<InspectImageResult>(
          inspectImageRequest,
          asked,
        );
        assert(!answer.known);
        assert.equal(answer.reason.code, code);
      }
      assert.equal(registry.seen.length, 0);
    });
  });
});
