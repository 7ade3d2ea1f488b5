import assert from 'node:assert/strict';
import path from 'node:path';
import { callTool } from '../../src/cli/tools/callTool.ts';
import { ownRepository } from './labRegistry.ts';

/** What a model is told of real registries, a real builder and real layers. Nothing is written. */
describe('tools for language models', () => {
  const sample = path.join(__dirname, '../lab/sample');
  const around = {
    roots: [sample],
    registries: { lookups: 'on', allowedHosts: [], mirrors: {}, insecure: [] } as const,
    signal: new AbortController().signal,
  };

  async function answer(name: string, input: object): Promise<Answer> {
    const result = await callTool(name, input, around);
    assert.ok(result.ok, result.ok ? '' : result.problem.message);
    return result.value;
  }

  it('the platforms of an image, and which ones it lacks', async () => {
    const input = { image: 'busybox:1.37', platforms: ['linux/arm64', 'linux/riscv64'] };
    const { platforms = [], missing } = await answer('inspect_image_platforms', input);
    assert.ok(platforms.some(({ platform }) => platform === 'linux/arm64'));
    assert.deepEqual(missing, ['linux/riscv64']);
  });

  it('how the stages run, and what a build would do', async () => {
    const { stages = [] } = await answer('explain_stage_platforms', { file: 'Dockerfile' });
    const states = stages.map(({ platforms = [] }) => platforms.map(({ state }) => state));
    assert.deepEqual(states[0], ['native', 'cross']);
    const planned = await answer('plan_build', {
      file: 'Dockerfile',
      tags: [ownRepository('a:1')],
    });
    assert.match(String(planned.command), / --push \.$/);
    assert.equal(planned.nodes?.[0]?.['runs'], 'native');
  });

  it('what the files of an image are for', async () => {
    const input = { image: 'busybox:1.37', platforms: ['linux/arm64'] };
    const { platforms = [] } = await answer('audit_image', input);
    assert.deepEqual(
      platforms.map(({ declared, verdict }) => `${String(declared)} ${String(verdict)}`),
      ['linux/arm64 right'],
    );
  });

  it('what a manifest list would be, which nobody then finds', async () => {
    const tag = ownRepository('list:1');
    const [registry = ''] = tag.split('/');
    const sources = [`${registry}/library/busybox:1.37`];
    const input = { tags: [tag], sources, platforms: ['linux/amd64'] };
    const { entries = [], tags: [planned] = [] } = await answer('plan_manifest_list', input);
    assert.ok(entries.some(({ platform }) => platform === 'linux/amd64'));
    assert.equal(planned?.['tag'], '1');
    const written = await callTool('inspect_image_platforms', { image: tag }, around);
    assert.ok(!written.ok);
  });
});

type Entry = Readonly<Record<string, unknown>>;

interface Answer {
  readonly command?: string;
  readonly missing?: readonly string[];
  readonly nodes?: readonly Entry[];
  readonly entries?: readonly Entry[];
  readonly tags?: readonly Entry[];
  readonly platforms?: readonly Entry[];
  readonly stages?: readonly { readonly platforms?: readonly Entry[] }[];
}
