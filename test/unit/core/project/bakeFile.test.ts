import assert from 'node:assert/strict';
import { bakeFileText, targetName, type BakeFile } from '../../../../src/core/project/bakeFile.ts';

describe('a bake file that is written', () => {
  const file: BakeFile = {
    dockerfile: 'Dockerfile',
    context: '.',
    platforms: ['linux/amd64', 'linux/arm64'],
    targets: [{ name: 'app', tag: 'example.com/app:1' }],
    buildArgs: {},
    contexts: {},
    attestations: [],
  };

  it('has one target for one stage', () => {
    assert.equal(
      bakeFileText(file),
      `group "default" {
  targets = ["app"]
}

target "app" {
  context    = "."
  dockerfile = "Dockerfile"
  platforms = [
    "linux/amd64",
    "linux/arm64",
  ]
  tags = ["example.com/app:1"]
}
`,
    );
  });

  it('says once what several stages have in common', () => {
    const text = bakeFileText({
      ...file,
      targets: [
        { name: 'test', stage: 'test' },
        { name: 'app', stage: 'app', tag: 'app' },
      ],
      buildArgs: { VERSION: '1', A: '2' },
      contexts: { src: '../src', 'a.b': 'docker-image://busybox' },
      attestations: ['provenance', 'sbom'],
    });
    assert.equal(
      text,
      `group "default" {
  targets = ["test", "app"]
}

target "_common" {
  context    = "."
  dockerfile = "Dockerfile"
  platforms = [
    "linux/amd64",
    "linux/arm64",
  ]
  args = {
    VERSION = "1"
    A       = "2"
  }
  contexts = {
    src   = "../src"
    "a.b" = "docker-image://busybox"
  }
  attest = [
    "type=provenance,mode=max",
    "type=sbom",
  ]
}

target "test" {
  inherits = ["_common"]
  target   = "test"
}

target "app" {
  inherits = ["_common"]
  target   = "app"
  tags     = ["app"]
}
`,
    );
  });

  it('lets no text become anything else', () => {
    const text = bakeFileText({ ...file, buildArgs: { A: 'a "b" \\ ${c} %{d}\n\t' } });
    assert.match(text, /A = "a \\"b\\" \\\\ \$\$\{c\} %%\{d\}\\n\\t"/);
  });

  it('gives targets names that bake accepts', () => {
    assert.deepEqual(['app', 'my.app', 'a/b', '_x', '--', '0'].map(targetName), [
      'app',
      'my-app',
      'a-b',
      'x',
      'image',
      '0',
    ]);
  });
});
