import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { allTools } from '../../../../src/cli/tools/allTools.ts';
import { callTool } from '../../../../src/cli/tools/callTool.ts';
import type { ToolSurroundings } from '../../../../src/cli/tools/tool.ts';

/** Nobody is asked: what a tool tells is what it reads, and why it does not know more. */
const nobody = { lookups: 'off', allowedHosts: [], mirrors: {}, insecure: [] } as const;

describe('callTool', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'multiarch-tools-'));
  const root = path.join(folder, 'root');
  const around: ToolSurroundings = {
    roots: [root],
    registries: nobody,
    signal: new AbortController().signal,
  };

  before(() => {
    mkdirSync(path.join(root, 'api'), { recursive: true });
    writeFileSync(path.join(folder, 'secret'), 'FROM secret\n');
    writeFileSync(path.join(root, 'Dockerfile'), 'FROM --platform=linux/amd64 scratch\nCOPY a /\n');
    writeFileSync(path.join(root, 'api/Dockerfile'), 'FROM alpine\n');
    if (process.platform !== 'win32')
      symlinkSync(path.join(folder, 'secret'), path.join(root, 'link'));
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });

  describe('refuses', () => {
    const refused: readonly (readonly [string, unknown, RegExp])[] = [
      ['no_such_tool', {}, /^There is no such tool\.$/],
      ['check_dockerfile', {}, /takes: file is missing, or of another type\.$/],
      ['check_dockerfile', 'Dockerfile', /takes: it is missing, or of another type\.$/],
      ['check_dockerfile', { file: '' }, /takes: file is empty/],
      ['check_dockerfile', { file: 'Dockerfile', fix: true }, /takes: there is no fix\.$/],
      [
        'check_dockerfile',
        { file: 'Dockerfile', platforms: 'linux/arm64' },
        /takes: platforms is missing, or/,
      ],
      ['check_dockerfile', { file: 'Dockerfile', platforms: ['--offline'] }, /--platform: /],
      ['check_dockerfile', { file: 'gone' }, /^"gone" is no file in "/],
      ['check_dockerfile', { file: '../secret' }, /^"\.\.\/secret" is no file in "/],
      ['check_dockerfile', { file: path.join(folder, 'secret') }, /is no file in "/],
      ['check_dockerfile', { file: '**/Dockerfile' }, /is no file in "/],
      ['plan_build', { file: 'Dockerfile', context: '..' }, /^"\.\." is no file in "/],
      ['plan_build', { file: 'Dockerfile', output: 'image' }, /output is /],
      ['audit_image', { image: '../secret' }, /is no file in "/],
      [
        'audit_image',
        { image: 'alpine', platforms: Array(65).fill('linux/arm64') },
        /platforms is too long/,
      ],
      ['inspect_image_platforms', { image: '--help' }, /^"--help": invalid reference format\.$/],
      ['inspect_image_platforms', { image: './Dockerfile' }, /invalid reference format/],
      ['inspect_image_platforms', { image: 'alpine' }, /look-ups/],
      ['plan_manifest_list', { tags: [], sources: ['a'] }, /^tags: name one at least\.$/],
      ['plan_manifest_list', { tags: ['a'], sources: ['oci:/etc'] }, /invalid reference format/],
      [
        'plan_manifest_list',
        { tags: ['a'], sources: ['docker-daemon:x'] },
        /docker-daemon|look-ups/,
      ],
      [
        'plan_manifest_list',
        { tags: ['a'], sources: ['--allow-loss'] },
        /invalid reference format/,
      ],
      ['plan_manifest_list', { tags: ['a'], sources: ['b'] }, /look-ups/],
      ['explain_build_error', { output: 'hello' }, /no line with "ERROR:"/],
      ['explain_build_error', { output: 'x'.repeat(200_001) }, /output is /],
    ];
    for (const [name, input, expected] of refused) {
      it(`${name} ${JSON.stringify(input).slice(0, 70)}`, async () => {
        const answer = await callTool(name, input, around);
        assert.ok(!answer.ok, JSON.stringify(answer));
        assert.match(answer.problem.message, expected);
      });
    }

    it('a link that leads out of the folder', async function () {
      if (process.platform === 'win32') return;
      const answer = await callTool('check_dockerfile', { file: 'link' }, around);
      assert.ok(!answer.ok, JSON.stringify(answer));
    });

    it('what stands around a file and lies outside of the folders', async function () {
      if (process.platform === 'win32') return;
      const inside = path.join(root, 'around');
      mkdirSync(path.join(inside, '.github/workflows'), { recursive: true });
      writeFileSync(path.join(inside, 'Dockerfile'), 'FROM scratch\n');
      const outside = path.join(folder, 'outside');
      const build = '{ build: { context: ., args: { OUT: "1" }, platforms: [linux/s390x] } }';
      const compose = `services: { a: ${build}, b: { image: $OUT } }\n`;
      writeFileSync(outside, compose);
      // One that the folder around the root would have.
      writeFileSync(
        path.join(folder, 'compose.yaml'),
        compose.replace('context: .', 'context: root/around'),
      );
      writeFileSync(path.join(folder, '.multiarch.yaml'), 'platforms: [linux/s390x]\n');
      const asked = async () => {
        const answer = await callTool('plan_build', { file: 'around/Dockerfile' }, around);
        const checked = await callTool('check_dockerfile', { file: 'around/Dockerfile' }, around);
        assert(answer.ok && checked.ok);
        const { command } = answer.value as { readonly command: string };
        assert.doesNotMatch(`${command} ${JSON.stringify(checked.value)}`, /OUT|s390x/);
      };
      await asked();
      for (const name of [
        ...['.multiarch.yaml', 'compose.yaml', 'compose.override.yaml', '.env'],
        '.github/workflows/a.yml',
      ]) {
        symlinkSync(outside, path.join(inside, name));
        await asked();
      }
      rmSync(path.join(inside, 'compose.yaml'));
      for (const service of [
        'build: .',
        'extends: { service: a, file: ../../outside }, build: .',
      ]) {
        writeFileSync(path.join(inside, 'compose.yaml'), `services: { c: { ${service} } }\n`);
        await asked();
      }
      rmSync(path.join(folder, 'compose.yaml'));
      rmSync(path.join(folder, '.multiarch.yaml'));
    });

    it('a registry that nobody has agreed to', async () => {
      const rules = { ...nobody, lookups: 'on' } as const;
      const input = { image: 'registry.invalid/app:1' };
      const answer = await callTool('inspect_image_platforms', input, {
        ...around,
        registries: rules,
      });
      assert.ok(!answer.ok);
      assert.match(
        answer.problem.message,
        /^registry\.invalid was not asked: .*--allow-host=registry\.invalid/,
      );
    });
  });

  it('checks a file and says what it could not find out', async () => {
    const answer = await callTool('check_dockerfile', { file: 'api/Dockerfile' }, around);
    assert.ok(answer.ok);
    const { file, targets, unknown } = answer.value as Checked;
    assert.equal(file, 'api/Dockerfile');
    assert.deepEqual(targets, ['linux/amd64', 'linux/arm64']);
    assert.deepEqual(
      unknown.map(({ reference }) => reference),
      ['docker.io/library/alpine:latest'],
    );
  });

  it('counts lines from 1', async () => {
    const input = { file: path.join(root, 'Dockerfile'), platforms: ['linux/arm64'] };
    const answer = await callTool('check_dockerfile', input, around);
    assert.ok(answer.ok);
    const { findings } = answer.value as Checked;
    assert.ok(
      findings.some(({ line, endLine }) => line === 1 && endLine === 1),
      JSON.stringify(answer),
    );
  });

  it('ends a tool whose caller goes', async () => {
    const signal = AbortSignal.abort();
    const answer = await callTool(
      'check_dockerfile',
      { file: 'api/Dockerfile' },
      { ...around, signal },
    );
    assert.deepEqual(answer.ok ? answer.value : answer.problem.message, 'interrupted.');
  });

  it('knows seven tools', () => {
    assert.equal(allTools.length, 7);
  });
});

interface Checked {
  readonly file: string;
  readonly targets: readonly string[];
  readonly findings: readonly { readonly line: number; readonly endLine: number }[];
  readonly unknown: readonly { readonly reference: string }[];
}
