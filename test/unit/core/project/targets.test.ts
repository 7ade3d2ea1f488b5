import assert from 'node:assert/strict';
import {
  chooseTargets,
  describeSource,
  type DeclaredTargets,
  type TargetSource,
} from '../../../../src/core/project/targets.ts';

describe('who says for which platforms a file is built', () => {
  const check = (source: TargetSource, expected: string) => {
    it(`is told of ${source.kind}: ${expected}`, () => {
      assert.equal(describeSource(source), expected);
    });
  };
  check({ kind: 'comment' }, 'the comment in the file');
  check({ kind: 'project-file', file: '.multiarch.yaml' }, '.multiarch.yaml');
  check(
    { kind: 'bake', file: 'docker-bake.hcl', names: ['app', 'worker'] },
    'app, worker in docker-bake.hcl',
  );
  check(
    { kind: 'compose', file: 'compose.yaml', names: ['web', 'db'] },
    'service web, db in compose.yaml',
  );
  check(
    { kind: 'family', others: ['Dockerfile.amd64', 'Dockerfile.armhf'] },
    'the name of the file, in a family with Dockerfile.amd64, Dockerfile.armhf',
  );
  check({ kind: 'setting' }, 'the setting multiarch.platforms');
  check({ kind: 'option' }, '--platform');

  const otherwise: DeclaredTargets = { platforms: ['linux/386'], source: { kind: 'setting' } };
  const comment: DeclaredTargets = { platforms: ['linux/arm64'], source: { kind: 'comment' } };
  const empty: DeclaredTargets = { platforms: [], source: { kind: 'option' } };
  const file: DeclaredTargets = {
    platforms: ['linux/amd64'],
    source: { kind: 'project-file', file: '.multiarch.yaml' },
  };
  const choose = (
    title: string,
    candidates: readonly (DeclaredTargets | undefined)[],
    expected: DeclaredTargets,
  ) => {
    it(`is chosen: ${title}`, () => {
      assert.equal(chooseTargets(candidates, otherwise), expected);
    });
  };
  choose('the first', [comment, file], comment);
  choose('the first that is there and says something', [undefined, empty, file, comment], file);
  choose('the last resort where nobody says anything', [undefined, empty], otherwise);
  choose('the last resort where nobody is asked', [], otherwise);
});
