import assert from 'node:assert/strict';
import { callCommandLine } from '../../../support/callCommandLine.ts';
import { parseCall } from '../../../../src/cli/options.ts';
import { readRegistryRules, registryOptions } from '../../../../src/cli/registryRules.ts';
import { registryFlags } from '../../../../src/protocol/registryFlags.ts';
import { readSettings } from '../../../../src/protocol/settings.ts';
import { sampleRegistry } from '../../../support/registry/sampleImages.ts';
import { startServer, type LoopbackServer } from '../../../support/registry/loopbackServer.ts';

describe('multiarch index, with options of registries', () => {
  let registry: LoopbackServer;
  before(async () => {
    registry = await startServer(sampleRegistry());
  });
  after(() => registry.close());

  async function run(args: readonly string[]) {
    const options = ['--dry-run', '--format=json', `--tag=${registry.host}/app:new`];
    const operands = ['--', `${registry.host}/app:single`];
    const { code, out, err } = await callCommandLine([
      'index',
      'create',
      ...args,
      ...options,
      ...operands,
    ]);
    return { code, text: out + err };
  }

  /** The options that a task gets from settings. */
  const flags = (settings: object) => registryFlags(readSettings({ registry: settings }).registry);

  function check(
    what: string,
    settings: (host: string) => object,
    expected: RegExp | 'done',
  ): void {
    it(what, async () => {
      const before = registry.seen.length;
      const { code, text } = await run(flags(settings(registry.host)));
      if (expected === 'done') assert.equal(code, 0, text);
      else {
        assert.equal(code, 2, text);
        assert.match(text, expected);
        assert.equal(registry.seen.length, before);
      }
    });
  }
  check('asks what is named', () => ({}), 'done');
  check('asks nobody', () => ({ lookups: 'off' }), /look-ups are off/);
  check('asks only what is allowed', () => ({ lookups: 'ask' }), /was not asked.*--allow-host=/);
  check('asks what is allowed', (host) => ({ lookups: 'ask', allowedHosts: [host] }), 'done');

  it('takes all that the settings say', () => {
    const said = {
      lookups: 'ask',
      allowedHosts: ['ghcr.io', 'registry.example:5000'],
      mirrors: { 'docker.io': ['https://a.example', 'https://b.example/x=y'], 'ghcr.io': ['c'] },
      insecure: ['registry.example:5000', '10.0.0.0/8'],
    };
    const { values } = parseCall(flags(said), registryOptions);
    assert.deepEqual(readRegistryRules(values), said);
  });

  for (const [args, expected] of [
    [['--lookups=sometimes'], /--lookups is on, ask or off/],
    [['--mirror=docker.io'], /--mirror is HOST=URL/],
  ] as const) {
    it(`refuses ${args.join(' ')}`, async () => {
      const { code, text } = await run(args);
      assert.equal(code, 2);
      assert.match(text, expected);
    });
  }
});
