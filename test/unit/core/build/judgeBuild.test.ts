import assert from 'node:assert/strict';
import { buildArguments, type BuildRequest } from '../../../../src/core/build/buildRequest.ts';
import type { BakeSelection } from '../../../../src/core/build/bakeSelection.ts';
import type { Engine } from '../../../../src/core/build/engine.ts';
import { judgeBuild } from '../../../../src/core/build/judgeBuild.ts';
import {
  alternativesTo,
  type PlanSurroundings,
} from '../../../../src/core/build/outputAlternatives.ts';
import type { BakedTarget } from '../../../../src/core/project/bakePlan.ts';

const platforms = ['linux/amd64', 'linux/arm64'];
const node = { name: 'n', endpoint: 'e', status: 'running', platforms } as const;
const big = { name: 'big', driver: 'docker-container', current: false, nodes: [node] };

function docker(imageStore: Engine['imageStore'], others = [big]): PlanSurroundings {
  const engine: Engine = {
    ...{ version: '28.5.1', os: 'linux', architecture: 'amd64', kernel: '6.1.0', imageStore },
  };
  const builder = {
    name: 'default',
    driver: 'docker',
    current: true,
    nodes: [{ ...node, engine }],
  };
  return { builder, engine, others };
}

function bakeOf(plan: readonly BakedTarget[] | undefined, more?: Partial<BakeSelection>) {
  const bake = { files: ['docker-bake.hcl'], targets: ['all'], ...(plan && { plan }), ...more };
  const request: BuildRequest = {
    ...{ file: 'docker-bake.hcl', context: '.', platforms, tags: [], output: 'cache', bake },
  };
  return request;
}

const app: BakedTarget = { name: 'app', platforms, tags: ['r.io/app:1'], outputs: ['registry'] };
const tool: BakedTarget = { name: 'tool', platforms: ['linux/amd64'], tags: [], outputs: [] };

describe('judgeBuild of bake files', () => {
  const check = (
    name: string,
    request: BuildRequest,
    surroundings: PlanSurroundings,
    verdict: string,
    near: readonly string[] = [],
  ) =>
    it(name, () => {
      const said = judgeBuild(request, surroundings);
      const text =
        said.state === 'impossible'
          ? `${said.target ?? ''} ${said.output}: ${said.refusal.code}`
          : said.state;
      assert.equal(text, verdict);
      if (said.state !== 'impossible') return;
      const alternatives = alternativesTo(request, surroundings).map((each) =>
        each.kind === 'change' ? buildArguments(each.request).slice(2).join(' ') : each.kind,
      );
      assert.deepEqual(alternatives, near);
    });

  const base = '--file docker-bake.hcl';
  check('the store of containerd takes all', bakeOf([tool, app]), docker('containerd'), 'possible');
  check(
    'one target that the classic store refuses',
    bakeOf([tool, app]),
    docker('classic'),
    'app push: store-needed',
    [`--builder big ${base} all`, 'prepare', 'prepare', `${base} --set *.platform=linux/amd64 all`],
  );
  const loaded = bakeOf([{ ...app, outputs: ['docker'] }], { output: 'load' });
  check('a load of two by the command', loaded, docker('classic'), 'app load: list-not-loadable', [
    `${base} --set *.platform=linux/amd64 --load all`,
    'prepare',
  ]);
  check(
    'a load of two by the files, which no flag takes back',
    bakeOf([{ ...app, outputs: ['docker'] }]),
    { ...docker('classic'), builder: big, others: [] },
    'app load: list-not-loadable',
    [`${base} --set *.platform=linux/amd64 all`, 'prepare'],
  );
  check(
    'a load of two by the command, of a builder that can push it',
    loaded,
    { ...docker('classic'), builder: big, others: [] },
    'app load: list-not-loadable',
    [`${base} --set *.platform=linux/amd64 --load all`, `${base} --push all`, 'prepare'],
  );
  check(
    'a push without a name',
    bakeOf([{ ...app, tags: [] }]),
    docker('containerd'),
    'app push: tag-needed',
  );
  const { outputs, ...unknown } = app;
  assert(outputs);
  check(
    'a push whose name is not known',
    bakeOf([{ ...unknown, tags: [] }], { output: 'push' }),
    docker('containerd'),
    'possible',
  );
  check(
    'platforms where outputs are not known',
    bakeOf([unknown]),
    docker('classic'),
    'app cache: store-needed',
    [`--builder big ${base} all`, 'prepare', 'prepare', `${base} --set *.platform=linux/amd64 all`],
  );
  check(
    'what others only build upon needs no name',
    bakeOf([{ ...app, name: 'base', tags: [], outputs: ['cacheonly'] }], { output: 'push' }),
    docker('containerd'),
    'possible',
  );
  check('without a plan', bakeOf(undefined), docker('classic'), 'unknown');
});
