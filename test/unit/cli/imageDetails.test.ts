import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { callCommandLine, useOwnCache } from '../../support/callCommandLine.ts';
import { serveShelf } from '../../support/registry/images.ts';
import { startServer, type LoopbackServer } from '../../support/registry/loopbackServer.ts';
import {
  recordedDigest,
  recordedShelf,
  recordedText,
} from '../../support/registry/recordedImages.ts';
import { tarOf } from '../../support/tar.ts';

describe('multiarch image', () => {
  let registry: LoopbackServer;
  const cache = useOwnCache();

  before(async () => {
    registry = await startServer(serveShelf(recordedShelf()));
  });
  after(async () => {
    await registry.close();
  });

  async function run(...args: string[]) {
    const { code, out, err: error } = await callCommandLine(['image', ...args]);
    return { code, out, error };
  }

  async function json(...args: string[]): Promise<Record<string, unknown>> {
    const { code, out, error } = await run(...args, '--format', 'json');
    assert.deepEqual({ code, error }, { code: 0, error: '' });
    return JSON.parse(out) as Record<string, unknown>;
  }

  async function savedTar(tag: string, name: string): Promise<string> {
    const shelf = recordedShelf();
    const file = path.join(cache.folder, `${tag}.tar`);
    const blobs = [...shelf.manifests, ...shelf.blobs]
      .filter(([digest]) => digest.startsWith('sha256:'))
      .map(([digest, { body }]) => ({ name: `blobs/${digest.replace(':', '/')}`, body }));
    const digest = recordedDigest(tag);
    const { mediaType } = JSON.parse(recordedText(digest)) as { mediaType: string };
    const annotations = { 'io.containerd.image.name': name };
    const index = { manifests: [{ mediaType, digest, size: 1, annotations }] };
    await writeFile(file, tarOf([...blobs, { name: 'index.json', body: JSON.stringify(index) }]));
    return file;
  }

  describe('--details', () => {
    it('keeps what the plain command prints, and adds to it', async () => {
      const reference = `${registry.host}/team/app:sbom`;
      const plain = await json(reference);
      const details = await json(reference, '--details');
      for (const key of ['reference', 'digest', 'mediaType', 'source']) {
        assert.deepEqual(details[key], plain[key], key);
      }
      const pick = (list: unknown, ...keys: string[]): unknown =>
        (list as Record<string, unknown>[]).map((entry) =>
          Object.fromEntries(keys.map((key) => [key, entry[key]])),
        );
      const keys = ['platform', 'digest', 'size'];
      assert.deepEqual(pick(details['platforms'], ...keys), pick(plain['platforms'], ...keys));
      const of = ['of', 'digest'];
      assert.deepEqual(pick(details['attestations'], ...of), pick(plain['attestations'], ...of));
      const [first] = details['attestations'] as { statements: unknown }[];
      assert.deepEqual(pick(first?.statements, 'kind', 'packages'), [
        { kind: 'sbom', packages: 2 },
        { kind: 'provenance', packages: undefined },
      ]);
      assert.deepEqual(pick(details['picks'], 'host', 'outcome', 'platform'), [
        { host: 'linux/amd64', outcome: 'exact', platform: 'linux/amd64' },
        { host: 'linux/arm64', outcome: 'exact', platform: 'linux/arm64' },
        { host: 'linux/arm/v7', outcome: 'none', platform: undefined },
        { host: 'linux/arm/v6', outcome: 'none', platform: undefined },
        { host: 'linux/386', outcome: 'none', platform: undefined },
        { host: 'windows/amd64', outcome: 'none', platform: undefined },
      ]);
    });

    it('reads an archive, and prints it for people', async () => {
      const { code, out, error } = await run(
        await savedTar('sbom', 'example.com/demo:1'),
        '--details',
      );
      assert.deepEqual({ code, error }, { code: 0, error: '' });
      for (const line of [
        /^example\.com\/demo:1$/m,
        /^linux\/arm64$/m,
        /^ {2}download {5}1\.07 MB in 5 layers, 3 shared with other platforms$/m,
        /^ {2}entrypoint {3}\["\/bin\/sh","-c"\]$/m,
        /^ {2}SBOM +SPDX-2\.3, 2 packages, by lab-scanner-0\.1, buildkit-/m,
        /^ {2}source +https:\/\/example\.com\/owner\/app\.git@[0-9a-f]{40}$/m,
        /^ {2}on linux\/arm\/v7 {3}nothing: no matching manifest$/m,
        /^ {2}none {2}nothing refers to the image, so no signature is known$/m,
      ]) {
        assert.match(out, line);
      }
    });

    it('takes one image of an archive', async () => {
      const file = await savedTar('single', 'example.com/one:1');
      const { platforms, origin } = await json(file, '--details', '--name', 'example.com/one:1');
      assert.equal((platforms as { platform: string }[])[0]?.platform, 'linux/arm64');
      assert.deepEqual(origin, {
        ...{ kind: 'archive', path: file },
        ...{ name: 'example.com/one:1', names: ['example.com/one:1'] },
      });
      const missing = await run(file, '--details', '--name', 'b');
      assert.equal(missing.code, 2);
      assert.match(missing.error, /has no image b\. It has: example\.com\/one:1\./);
    });

    it('says what it cannot read', async () => {
      for (const [operand, message] of [
        ['./nowhere.tar', /"\.\/nowhere\.tar" does not exist\./],
        ['./test', /There is no image in .*test\. It has neither index\.json nor/],
        ['UPPER', /must be lowercase/],
        [`${registry.host}/team/app:nothing`, /127\S+ has no team\/app:nothing\./],
      ] as const) {
        const { code, error } = await run(operand, '--details');
        assert.equal(code, 2, operand);
        assert.match(error, message);
      }
    });
  });

  describe('--compare', () => {
    it('says which platforms were lost and changed', async () => {
      const [one, two] = [`${registry.host}/team/app:max`, `${registry.host}/team/app:v1`];
      const { out } = await run(one, '--compare', two);
      assert.match(out, /^lost {7}linux\/arm\/v7$/m);
      assert.match(
        out,
        /^changed {4}linux\/amd64\n {13}base: "docker\.io\/library\/busybox:1\.37" → none\n {13}label a: none → "b"$/m,
      );
      const result = await json(two, '--compare', one);
      assert.deepEqual(
        [result['added'], result['lost'], result['same']],
        [['linux/arm/v7'], [], false],
      );
    });

    it('knows what is the same, also in a file', async () => {
      const { out } = await run(
        `${registry.host}/team/app:min`,
        '--compare',
        await savedTar('min', 'a:1'),
      );
      assert.match(out, /\nThey are the same\.\n$/);
    });
  });

  for (const { args, message } of [
    {
      args: ['alpine', '--details', '--tags'],
      message: /Give one of --details, --compare and --tags/,
    },
    { args: ['alpine', '--name', 'x'], message: /--name goes with --details/ },
    { args: ['alpine', '--details', '--name', 'x'], message: /--name goes with a folder/ },
    { args: ['./test'], message: /\.\/test is a file or a folder: add --details/ },
    { args: ['--details'], message: /Give one image reference/ },
  ]) {
    it(`refuses ${args.join(' ')}`, async () => {
      const { code, error } = await run(...args);
      assert.equal(code, 2);
      assert.match(error, message);
    });
  }
});
