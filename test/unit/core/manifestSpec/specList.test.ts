import assert from 'node:assert/strict';
import { readManifestSpec } from '../../../../src/adapters/workspace/manifestSpec.ts';
import { encodeSpec } from '../../../../src/core/manifestSpec/encodeSpec.ts';
import { specList } from '../../../../src/core/manifestSpec/specList.ts';

describe('the list of a spec', () => {
  it('has its names, tags, platforms and annotations', () => {
    const { spec } = readManifestSpec(`image: team/tool
tags: [1.10, latest, "1"]
annotations:
  org.opencontainers.image.title: Tool
manifests:
  - image: team/tool:arm
    platform: { architecture: arm, os: linux, variant: v6 }
  - image: team/tool:win
    platform: { architecture: amd64, os: windows, osversion: 10.0.17763.1, osfeatures: [win32k] }
  - image: team/tool:rest
`);
    const list = specList(spec);
    assert(list);
    assert.equal(list.target.canonical, 'docker.io/team/tool');
    assert.deepEqual(list.tags, ['latest', '1.10', '1']);
    assert.deepEqual(list.wishes, { annotations: { 'org.opencontainers.image.title': 'Tool' } });
    assert.deepEqual(
      list.sources.map(({ reference, change, only }) => [
        reference.canonical,
        change?.platform,
        only?.length,
      ]),
      [
        ['docker.io/team/tool:arm', { os: 'linux', architecture: 'arm', variant: 'v6' }, 1],
        [
          'docker.io/team/tool:win',
          {
            os: 'windows',
            architecture: 'amd64',
            osVersion: '10.0.17763.1',
            osFeatures: ['win32k'],
          },
          1,
        ],
        ['docker.io/team/tool:rest', undefined, undefined],
      ],
    );
  });

  it('is read back from what is written of it', () => {
    const written = {
      image: '127.0.0.1:5000/a/b:1.10',
      tags: ['1.10', 'latest'],
      annotations: { 'a b': 'yes: no', on: '#1\u2028' },
      manifests: [
        { image: 'a/b:x', platform: { os: 'linux', architecture: '386' } },
        {
          image: 'a/b:w',
          platform: {
            os: 'windows',
            architecture: 'amd64',
            osVersion: '10.0',
            osFeatures: ['a', 'b'],
          },
        },
        { image: 'a/b:${TAG}' },
      ],
    };
    const { spec, problems } = readManifestSpec(encodeSpec(written));
    assert.deepEqual(problems, []);
    assert.equal(spec.image?.text, written.image);
    assert.deepEqual(
      spec.tags.map(({ text }) => text),
      written.tags,
    );
    assert.deepEqual(
      Object.fromEntries(spec.annotations.map(({ name, value }) => [name.text, value.text])),
      written.annotations,
    );
    assert.deepEqual(
      spec.manifests.map(({ image }) => image?.text),
      ['a/b:x', 'a/b:w', 'a/b:${TAG}'],
    );
    assert.deepEqual(
      spec.manifests[1]?.platform?.osFeatures?.map(({ text }) => text),
      ['a', 'b'],
    );
  });
});
