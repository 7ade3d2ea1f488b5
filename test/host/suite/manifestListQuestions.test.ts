import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { commands, TabInputTextDiff, window } from 'vscode';
import { addImage, addIndex } from '../../support/registry/memoryImages.ts';
import { createMemoryRegistry } from '../../support/registry/memoryRegistry.ts';
import { startServer, type LoopbackServer } from '../../support/registry/loopbackServer.ts';
import { answerQuestions, type Answer, type Answered } from './questions.ts';

const path = 'team/app';

/** From the command to the registry, through the worker; what is asked on the way is answered by a script. */
describe('a manifest list in a registry', () => {
  const registry = createMemoryRegistry();
  const { tags, manifests } = registry.repository(path);
  const cache = process.env['MULTIARCH_CACHE'];
  let server: LoopbackServer;
  let folder = '';
  let answered: Answered | undefined;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'lists-'));
    process.env['MULTIARCH_CACHE'] = folder;
    server = await startServer(registry.handler);
  });
  afterEach(async () => {
    answered?.restore();
    answered = undefined;
    const opened = window.tabGroups.all.flatMap((group) => group.tabs);
    await window.tabGroups.close(opened.filter(({ input }) => input instanceof TabInputTextDiff));
  });
  after(async () => {
    if (cache === undefined) delete process.env['MULTIARCH_CACHE'];
    else process.env['MULTIARCH_CACHE'] = cache;
    await server.close();
    await rm(folder, { recursive: true, force: true });
  });

  /** An image of its own, whatever else there is for the architecture. */
  const image = (tag: string, architecture: string) =>
    addImage(registry, path, tag, architecture, [Buffer.from(tag)]);

  /** Runs a command for a tag, or for the one that it asks for, until it has ended. */
  async function run(command: string, tag: string | undefined, script: readonly Answer[]) {
    answered?.restore();
    const questions = answerQuestions(script);
    answered = questions;
    const place = tag === undefined ? [] : [{ reference: `${server.host}/${path}:${tag}` }];
    await commands.executeCommand(command, ...place);
    questions.checkAll();
  }

  /** The architectures of the list that a tag names. */
  function architectures(tag: string): readonly string[] {
    const body = manifests.get(tags.get(tag) ?? '')?.body.toString('utf8') ?? '{}';
    const { manifests: entries = [] } = JSON.parse(body) as {
      manifests?: { platform: { architecture: string } }[];
    };
    return entries.map(({ platform }) => platform.architecture);
  }

  const push: Answer = { asked: /^The editor shows what changes/, choose: [/Push /] };

  it('gets another platform, and loses it again by an undo', async () => {
    const amd64 = image('1.0-amd64', 'amd64');
    image('1.0-arm64', 'arm64');
    const before = addIndex(registry, path, '1.0', { amd64 });
    await run('multiarch.addPlatform', '1.0', [
      { asked: /^Tick the images of the list/, choose: [/app:1\.0-arm64$/] },
      push,
    ]);
    assert.deepEqual(architectures('1.0'), ['amd64', 'arm64']);
    await run('multiarch.undoPush', undefined, [
      { asked: /^The tag that is to name again/, choose: [/team\/app:1\.0$/] },
    ]);
    assert.equal(tags.get('1.0'), before);
  });

  it('loses the platforms that are ticked, and no others', async () => {
    const amd64 = image('2.0-amd64', 'amd64');
    const s390x = image('2.0-s390x', 's390x');
    const arm64 = image('2.0-arm64', 'arm64');
    addIndex(registry, path, '2.0', { amd64, s390x, arm64 });
    await run('multiarch.removePlatform', '2.0', [
      { asked: /^The platforms that go/, choose: [/^linux\/s390x$/] },
      push,
    ]);
    assert.deepEqual(architectures('2.0'), ['amd64', 'arm64']);
  });

  it('loses one tag and keeps the others of the image, until that is taken back', async () => {
    const digest = image('3.0', 'amd64');
    tags.set('3.0-also', digest);
    await run('multiarch.deleteTag', '3.0', [
      { asked: /^Delete .*app:3\.0 from its registry/, choose: [/^Delete Only 3\.0$/] },
    ]);
    assert.equal(tags.has('3.0'), false);
    assert.equal(tags.get('3.0-also'), digest);
    assert.match(answered?.messages.join() ?? '', /Deleted from .*team\/app: 3\.0\./);
    await run('multiarch.undoPush', undefined, [
      { asked: /^The tag that is to name again/, choose: [/team\/app:3\.0$/] },
    ]);
    assert.equal(tags.get('3.0'), digest);
  });
});
