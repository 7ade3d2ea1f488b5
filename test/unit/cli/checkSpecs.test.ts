import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { callCommandLine } from '../../support/callCommandLine.ts';
import { sampleRegistry } from '../../support/registry/sampleImages.ts';
import { startServer, type LoopbackServer } from '../../support/registry/loopbackServer.ts';

describe('check, of the spec of a manifest list', () => {
  let registry: LoopbackServer;
  let folder = '';
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'multiarch-specs-'));
    registry = await startServer(sampleRegistry());
  });
  after(async () => {
    await registry.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function check(text: string, ...args: readonly string[]) {
    const file = path.join(folder, 'list.yaml');
    await writeFile(file, text);
    return run(file, ...args);
  }

  async function run(...args: readonly string[]) {
    const { code, out, err } = await callCommandLine(['check', ...args]);
    return { out: out + err, code };
  }

  const spec = (...images: readonly string[]) =>
    [
      `image: ${registry.host}/app:1`,
      'manifests:',
      ...images.flatMap((image) => [
        `  - image: ${registry.host}/app:${image}`,
        '    platform: { os: linux, architecture: arm64 }',
      ]),
      '',
    ].join('\n');

  it('finds what the editor finds, with its place', async () => {
    const { out, code } = await check(spec('amd64-index'));
    assert.equal(code, 1);
    assert.match(out, /list\.yaml:4:\d+: error: .* has no linux\/arm64/);
    assert.match(out, /\[spec-platform-missing\]/);
    assert.match(out, /1 file: 1 error, 0 warnings/);
  });

  it('finds them among other YAML files by a glob', async () => {
    const others = path.join(folder, 'others.yaml');
    await writeFile(others, 'image: nginx\nreplicas: 3\n');
    try {
      await check(spec('amd64-index'));
      const { out, code } = await run(path.join(folder, '**', '*.yaml'), '--format', 'json');
      assert.equal(code, 1, out);
      const { files } = JSON.parse(out) as {
        files: { path: string; findings: { rule: string }[] }[];
      };
      assert.deepEqual(
        files.map(({ path: file, findings }) => [
          path.basename(file),
          findings.map(({ rule }) => rule),
        ]),
        [
          ['list.yaml', ['spec-platform-missing']],
          ['others.yaml', []],
        ],
      );
    } finally {
      await rm(others);
    }
  });

  it('finds nothing in one that can be published', async () => {
    const { out, code } = await check(spec('single-arm64'), '--require-facts');
    assert.equal(code, 0, out);
  });

  it('says it to programs', async () => {
    const wrong = spec('amd64-index');
    const json = JSON.parse((await check(wrong, '--format', 'json')).out) as {
      files: { findings: { rule: string; range: { start: { line: number } } }[] }[];
    };
    const found = json.files.flatMap(({ findings }) => findings);
    assert.deepEqual([...new Set(found.map(({ rule }) => rule))], ['spec-platform-missing']);
    const sarif = JSON.parse((await check(wrong, '--format', 'sarif')).out) as {
      runs: {
        tool: { driver: { rules: { id: string }[] } };
        results: { ruleId: string; ruleIndex: number }[];
      }[];
    };
    const [run] = sarif.runs;
    const [result] = run?.results ?? [];
    assert.equal(result?.ruleId, 'spec-platform-missing');
    assert.equal(run?.tool.driver.rules[result.ruleIndex]?.id, result.ruleId);
  });

  it('fails where a fact is required and nobody may be asked', async () => {
    assert.equal((await check(spec('single-arm64'), '--offline', '--require-facts')).code, 2);
  });
});
