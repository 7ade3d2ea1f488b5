import assert from 'node:assert/strict';
import { readImageUses } from '../../../../src/adapters/workspace/imageUses.ts';
import type { ImageFileKind } from '../../../../src/core/project/fileNames.ts';
import { imageServices } from '../../../../src/core/project/imageServices.ts';

describe('files that name images in the form of compose files', () => {
  const read = (kind: ImageFileKind, text: string) =>
    imageServices(kind, readImageUses(kind, text));

  const platforms = (
    what: string,
    kind: ImageFileKind,
    text: string,
    expected: readonly string[],
  ) => {
    it(`are asked for platforms: ${what}`, () => {
      const found = read(kind, text).platforms;
      for (const { span, written } of found) {
        assert.equal(text.slice(span.start, span.end), written);
      }
      assert.deepEqual(
        found.map(({ written }) => written),
        expected,
      );
    });
  };
  const job = (machine: string, rest: string) => `jobs:\n  a:\n    runs-on: ${machine}\n${rest}`;
  platforms(
    'not by the label of a machine',
    'workflow',
    job('ubuntu-latest', '    container: x\n'),
    [],
  );
  platforms(
    'by the options of a container',
    'workflow',
    job('ubuntu-latest', '    container: { image: x, options: "--platform=linux/arm64" }\n'),
    [],
  );
  platforms(
    'by a build',
    'workflow',
    job(
      'ubuntu-latest',
      '    steps:\n    - uses: docker/build-push-action@v6\n      with: { platforms: "linux/amd64,linux/arm64" }\n',
    ),
    ['linux/amd64', 'linux/arm64'],
  );
  platforms(
    'once, where several builds get them of one matrix',
    'workflow',
    job(
      'x',
      `    strategy: { matrix: { p: [linux/amd64, linux/s390x] } }\n    steps:\n${'    - uses: docker/build-push-action@v6\n      with: { platforms: "${{ matrix.p }}" }\n'.repeat(2)}`,
    ),
    ['linux/amd64', 'linux/s390x'],
  );
  platforms(
    'by an image of GitLab',
    'gitlab',
    'a:\n  image: { name: x, docker: { platform: linux/arm64 } }\n',
    ['linux/arm64'],
  );
  platforms(
    'by a development container',
    'devcontainer',
    '{"image": "x", "runArgs": ["--platform", "linux/arm64"]}',
    ['linux/arm64'],
  );
  const selector = 'nodeSelector: { kubernetes.io/arch: arm64 }\n';
  platforms(
    'not by labels of Kubernetes',
    'kubernetes',
    `apiVersion: v1\nkind: Pod\nspec:\n  containers: [{ image: x }]\n  ${selector}`,
    [],
  );
  platforms('not by labels in values', 'helm-values', `image: a/b:1\n${selector}`, []);

  it('keep who runs what where', () => {
    const text = `apiVersion: v1
kind: Pod
metadata: { name: web }
spec:
  containers: [{ name: c, image: nginx }]
  nodeSelector: { kubernetes.io/arch: arm64 }
---
apiVersion: v1
kind: Pod
spec:
  containers: [{ image: redis }]
  affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [
    { matchExpressions: [{ key: kubernetes.io/arch, operator: NotIn, values: [arm64] }] } ] } } }
`;
    const { kind, images, pipeline, problem } = read('kubernetes', text);
    assert.deepEqual([kind, pipeline, problem], ['kubernetes', undefined, undefined]);
    assert.deepEqual(
      images.map(({ service, image, platforms: asked, excluded }) => [
        ...[service, image.resolved, asked?.map(({ resolved }) => resolved), excluded],
      ]),
      [
        ['Pod web, container c', 'nginx', ['linux/arm64'], undefined],
        ['Pod, container', 'redis', undefined, ['linux/arm64']],
      ],
    );
  });
  it('keep what their jobs do, and what was not read', () => {
    assert.equal(read('gitlab', 'a:\n  image: x\n').pipeline?.provider, 'gitlab');
    assert.match(read('gitlab', 'a: "b\n').problem ?? '', /^It cannot be read as YAML: /);
  });
});
