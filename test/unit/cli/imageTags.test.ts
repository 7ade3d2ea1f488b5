import assert from 'node:assert/strict';
import { callCommandLine, useOwnCache } from '../../support/callCommandLine.ts';
import { startServer, type LoopbackServer } from '../../support/registry/loopbackServer.ts';
import { sampleRegistry } from '../../support/registry/sampleImages.ts';

describe('multiarch image --tags', () => {
  let registry: LoopbackServer;
  useOwnCache();

  before(async () => {
    registry = await startServer(sampleRegistry());
  });
  after(async () => {
    await registry.close();
  });

  async function run(...args: string[]) {
    const { code, out, err: error } = await callCommandLine(['image', ...args]);
    return { code, out, error };
  }

  it('prints the tags that have the platforms', async () => {
    const name = `${registry.host}/app:single`;
    assert.deepEqual(await run(name, '--tags', '--platform', 'linux/arm64,amd64'), {
      code: 0,
      out: 'multi  linux/amd64 linux/arm64 linux/arm/v7\n',
      error: '',
    });
  });

  it('prints those nearest to the reference, as many as are wanted', async () => {
    const { out } = await run(`${registry.host}/app:single`, '--tags', '--limit', '2');
    assert.equal(
      out,
      'single  linux/amd64\nmulti   linux/amd64 linux/arm64 linux/arm/v7\n\nThere may be others (--limit).\n',
    );
  });

  it('says that there are none', async () => {
    const none = await run(`${registry.host}/app`, '--tags', '--platform', 'linux/s390x');
    assert.deepEqual(none, { code: 0, out: 'There is no tag for linux/s390x.\n', error: '' });
  });

  it('prints the JSON of the contract', async () => {
    const args = ['--platform', 'linux/arm/v7', '--limit', '1', '--format', 'json'];
    const { out } = await run(`${registry.host}/app`, '--tags', ...args);
    const { tags, ...rest } = JSON.parse(out) as { tags: Record<string, unknown>[] };
    assert.deepEqual(
      tags.map((tag) => Object.keys(tag)),
      [['tag', 'platforms', 'digest']],
    );
    const { requests, ...others } = rest as Record<string, unknown>;
    assert.equal(typeof requests, 'number');
    assert.deepEqual(others, {
      reference: `${registry.host}/app`,
      platforms: ['linux/arm/v7'],
      complete: false,
    });
  });

  describe('refuses', () => {
    const check = (args: string[], message: RegExp) => {
      it(args.join(' '), async () => {
        const { code, out, error } = await run(...args);
        assert.deepEqual([code, out], [2, '']);
        assert.match(error, message);
      });
    };
    check(['alpine', '--tags', '--limit', '0'], /--limit is a number from 1 to 100, not "0"/);
    check(['alpine', '--tags', '--limit', '1e3'], /not "1e3"/);
    check(['alpine', '--tags', '--limit', 'many'], /not "many"/);
    check(['alpine', '--tags', '--platform', 'linux/*'], /wildcards not yet supported/);
    check(['alpine', '--platform', 'linux/amd64'], /--platform and --limit go with --tags/);
    check(['alpine', '--limit', '5'], /--platform and --limit go with --tags/);
    check(['127.0.0.1:1/app', '--tags'], /refuses the connection/);
  });
});
