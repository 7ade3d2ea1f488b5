import assert from 'node:assert/strict';
import { fileKind } from '../../../../src/core/project/fileNames.ts';

describe('what a file is', () => {
  const check = (name: string, text: string, language: string | undefined, expected: string) => {
    it(`${name}, ${language ?? 'no language'}, ${JSON.stringify(text)}: ${expected}`, () => {
      assert.equal(fileKind(name, text, language), expected);
    });
  };
  const services = 'services:\n  web:\n    image: nginx\n';
  check('Dockerfile', '', undefined, 'dockerfile');
  check('Dockerfile.arm64', '', undefined, 'dockerfile');
  check('compose.yaml', '', 'dockerfile', 'dockerfile');
  check('compose.yaml', '', undefined, 'compose');
  check('compose.prod.yml', '', 'yaml', 'compose');
  check('docker-compose.override.yml', '', 'yaml', 'compose');
  check('docker-compose-ci.yaml', '', undefined, 'compose');
  check('stack', '', 'dockercompose', 'compose');
  check('stack.yml', services, 'yaml', 'compose');
  check('stack.yml', `\r\nservices: # all\r\n  a:\r\n    build: .\r\n`, undefined, 'compose');
  check('.multiarch.yaml', services, 'yaml', 'project-file');
  check('docker-bake.hcl', '', 'plaintext', 'bake');
  check('docker-bake.override.json', '', undefined, 'bake');
  check('other.hcl', '', 'hcl', 'bake');
  check('ci/ci.HCL', '', undefined, 'bake');
  check('x-bake.json', '{}', undefined, 'bake');
  check('bake/x.json', '{}', 'json', 'other');
  check('ci.yml', 'jobs:\n  a:\n    services:\n      db:\n        image: x\n', 'yaml', 'other');
  check('pod.yaml', 'kind: Pod\nspec:\n  containers:\n  - image: x\n', 'yaml', 'other');
  check('services.yaml', 'services:\n  _defaults:\n    autowire: true\n', 'yaml', 'other');
  check('untitled-1', services, 'yaml', 'compose');
  const spec = 'image: a/b:1\nmanifests:\n  -\n    image: a/b:amd64\n';
  check('manifest.yml', spec, 'yaml', 'manifest-spec');
  check('list.yaml', `# a list\r\nimage:\r\nmanifests: # all\r\n`, undefined, 'manifest-spec');
  check('list.yaml', 'manifests: [{ image: a/b:amd64 }]\nimage: a/b:1\n', 'yaml', 'manifest-spec');
  check('Dockerfile', spec, 'dockerfile', 'dockerfile');
  check('manifest.yml', 'applications:\n- name: a\nimage: x\nmanifests:\n', 'yaml', 'other');
  check('skaffold.yaml', 'apiVersion: skaffold/v4\nmanifests:\n  rawYaml: []\n', 'yaml', 'other');
  const chart = 'replicas: 1\nimage:\n  repository: x\n';
  check('chart/values.yaml', chart, 'yaml', 'helm-values');
  check('values-prod.yaml', chart, undefined, 'helm-values');
  check('prod.values.yml', 'sidecarImage: a/b:1\n', 'yaml', 'helm-values');
  check('values.yaml', 'replicas: 1\n', 'yaml', 'other');
  check('myvalues.yaml', chart, 'yaml', 'other');
  check(
    'pod.yaml',
    'apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - image: x\n',
    'yaml',
    'kubernetes',
  );
  check('crd.yaml', 'apiVersion: v1\nkind: ConfigMap\ndata:\n  a: b\n', 'yaml', 'other');
  check('.devcontainer/devcontainer.json', '{}', 'jsonc', 'devcontainer');
  check('.devcontainer.json', '{}', undefined, 'devcontainer');
  check('.github/workflows/build.yml', 'on: push\n', 'yaml', 'workflow');
  check('file:///a/.github/workflows/build.yml', services, 'github-actions-workflow', 'workflow');
  check('setup/action.yml', 'name: a\nruns:\n  using: docker\n', 'yaml', 'workflow');
  check('action.yml', 'name: a\n', 'yaml', 'other');
  check('.gitlab-ci.yml', services, 'yaml', 'gitlab');
  check('ci/build.gitlab-ci.yml', '', undefined, 'gitlab');
  check('untitled-1', 'a: b', 'yaml', 'other');
  // What stands further in, or in another word, says nothing of the file.
  const within = (text: string) => `a:\n${text.replaceAll(/^(?=.)/gm, '  ')}`;
  check('action.yml', within('runs:\n  using: docker\n'), 'yaml', 'other');
  check('a.yaml', within(spec), 'yaml', 'other');
  check('a.yaml', 'image: x\nmy-manifests:\n', 'yaml', 'other');
  check('a.yaml', 'image: x\nmanifests: 3\n', 'yaml', 'other');
  check('a.yaml', 'my-image: x\nmanifests:\n', 'yaml', 'other');
  check('a.yaml', 'manifests:\nimage:', 'yaml', 'manifest-spec');
  check('a.yaml', `${spec}my-kind: x\n`, 'yaml', 'manifest-spec');
  check('a.yaml', 'services: { a: b }\n  image: x\n', 'yaml', 'other');
  check('a.yaml', 'services:\nimage: x\n', 'yaml', 'other');
  check('a.yaml', 'services:\n- a: b # an image: x\n', 'yaml', 'other');
  const deployment = 'apiVersion: v1\nkind: Pod\nspec:\n  containers: []\n';
  check('a.yaml', within(deployment), 'yaml', 'other');
  check('a.yaml', deployment.replace('kind', 'my-kind'), 'yaml', 'other');
  check('a.yaml', deployment.replace('  containers', 'containers'), 'yaml', 'other');
  check('values.yaml', 'a: the image: x\n', 'yaml', 'other');
  check('values.yaml', 'a:\n  - image: x\n', 'yaml', 'helm-values');
});
