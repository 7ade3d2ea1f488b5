import assert from 'node:assert/strict';
import { bakeArguments, type BakeSelection } from '../../../../src/core/build/bakeSelection.ts';
import { buildArguments } from '../../../../src/core/build/buildRequest.ts';
import { commandLine } from '../../../../src/core/build/commandLine.ts';

describe('the command of a bake', () => {
  const check = (
    title: string,
    bake: Partial<BakeSelection>,
    options: Parameters<typeof bakeArguments>[0],
    expected: string,
  ) => {
    it(title, () => {
      const selection = { files: ['docker-bake.hcl'], targets: [], ...bake };
      assert.equal(commandLine(bakeArguments(options, selection)), expected);
    });
  };
  check('as the files say', {}, {}, 'buildx bake --file docker-bake.hcl');
  check(
    'of several files and targets',
    { files: ['docker-bake.hcl', 'docker-bake.override.hcl'], targets: ['app', 'tool'] },
    {},
    'buildx bake --file docker-bake.hcl --file docker-bake.override.hcl app tool',
  );
  check(
    'for other platforms',
    { platforms: ['linux/amd64', 'linux/arm64'], output: 'load', targets: ['app'] },
    {
      builder: 'farm',
      progress: 'rawjson',
      provenance: 'false',
      sbom: 'true',
      args: ['--no-cache'],
    },
    "buildx bake --builder farm --progress=rawjson --file docker-bake.hcl --set '*.platform=linux/amd64' --set '*.platform=linux/arm64' --provenance=false --sbom=true --load --no-cache app",
  );
  check(
    'of a target that looks like an option',
    { targets: ['-app'] },
    {},
    'buildx bake --file docker-bake.hcl -- -app',
  );

  it('takes the place of that of a Dockerfile', () => {
    const request = {
      file: 'docker-bake.hcl',
      context: '.',
      platforms: ['linux/amd64'],
      tags: ['app'],
      output: 'cache',
      bake: { files: ['docker-bake.hcl'], targets: ['app'] },
    } as const;
    assert.equal(commandLine(buildArguments(request)), 'buildx bake --file docker-bake.hcl app');
  });
});
