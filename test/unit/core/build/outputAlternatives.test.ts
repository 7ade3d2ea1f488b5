import assert from 'node:assert/strict';
import { buildArguments, type BuildRequest } from '../../../../src/core/build/buildRequest.ts';
import { commandLine } from '../../../../src/core/build/commandLine.ts';
import { joinArguments } from '../../../../src/core/build/eachPlatform.ts';
import type { Engine } from '../../../../src/core/build/engine.ts';
import {
  alternativesTo,
  type OutputAlternative,
  type PlanSurroundings,
} from '../../../../src/core/build/outputAlternatives.ts';
import type { Builder, WorkerNode } from '../../../../src/core/build/workerNode.ts';

function engine(imageStore: Engine['imageStore']): Engine {
  return { version: '28.5.1', os: 'linux', architecture: 'amd64', kernel: '6.1.0', imageStore };
}

function builder(name: string, driver: string, ...nodes: readonly Partial<WorkerNode>[]): Builder {
  const platforms = ['linux/amd64', 'linux/arm64'];
  const usual = { name: 'n0', endpoint: 'e', status: 'running', platforms };
  return { name, driver, current: true, nodes: nodes.map((node) => ({ ...usual, ...node })) };
}

const container = builder('big', 'docker-container', {});
const pair = builder(
  'farm',
  'remote',
  { pinned: ['linux/amd64'] },
  { name: 'n1', pinned: ['linux/arm64'] },
);
const classic: PlanSurroundings = {
  builder: builder('default', 'docker', { engine: engine('classic') }),
  engine: engine('classic'),
};
const containerd: PlanSurroundings = {
  builder: builder('default', 'docker', { engine: engine('containerd') }),
  engine: engine('containerd'),
};

function text(alternative: OutputAlternative): string {
  switch (alternative.kind) {
    case 'prepare':
      return alternative.code;
    case 'change':
      return `${alternative.code}: ${words(alternative.request)}`;
    case 'each': {
      const { requests, join } = alternative;
      const steps = requests.map(words);
      if (join !== undefined)
        steps.push(commandLine(joinArguments(join, ['sha256:1', 'sha256:2'])));
      return `each: ${steps.join('; ')}`;
    }
  }
}

function words(request: BuildRequest): string {
  return commandLine(buildArguments(request)).replace('buildx build ', '').replace(' .', '');
}

describe('alternativesTo', () => {
  const check = (
    name: string,
    request: Partial<BuildRequest>,
    surroundings: PlanSurroundings,
    expected: readonly string[],
  ) =>
    it(name, () => {
      const whole: BuildRequest = {
        file: 'D',
        context: '.',
        platforms: ['linux/amd64', 'linux/arm64'],
        tags: ['r.io/app:1'],
        output: 'push',
        ...request,
      };
      assert.deepEqual(alternativesTo(whole, surroundings).map(text), expected);
    });

  const one = ['linux/arm64'];
  check('a push of two from the classic store', {}, classic, [
    'each: --platform linux/amd64 --file D --tag r.io/app:1-amd64 --push; --platform linux/arm64 --file D --tag r.io/app:1-arm64 --push; buildx imagetools create --builder default --tag r.io/app:1 r.io/app:1-amd64 r.io/app:1-arm64',
    'create-builder',
    'switch-store',
    'own-platform: --platform linux/amd64 --file D --tag r.io/app:1 --push',
  ]);
  check(
    'with attestations, where another builder is there',
    { provenance: 'mode=max', sbom: 'true' },
    { ...classic, others: [builder('small', 'docker', {}), container] },
    [
      'other-builder: --builder big --platform linux/amd64,linux/arm64 --file D --provenance=mode=max --sbom=true --tag r.io/app:1 --push',
      'each: --platform linux/amd64 --file D --provenance=false --tag r.io/app:1-amd64 --push; --platform linux/arm64 --file D --provenance=false --tag r.io/app:1-arm64 --push; buildx imagetools create --builder default --tag r.io/app:1 r.io/app:1-amd64 r.io/app:1-arm64',
      'create-builder',
      'switch-store',
      'own-platform: --platform linux/amd64 --file D --provenance=false --tag r.io/app:1 --push',
    ],
  );
  check('of one, attestations are what is left out', { platforms: one, sbom: 'true' }, classic, [
    'without-attestations: --platform linux/arm64 --file D --provenance=false --tag r.io/app:1 --push',
    'create-builder',
    'switch-store',
  ]);
  check(
    'a cache that cannot be written',
    { platforms: one, output: 'load', cacheTo: ['type=local,dest=c'] },
    classic,
    [
      'without-cache-export: --platform linux/arm64 --file D --tag r.io/app:1 --load',
      'create-builder',
      'switch-store',
    ],
  );
  check('a load of two into the classic store', { output: 'load', tags: ['app'] }, classic, [
    'each: --platform linux/amd64 --file D --tag app:latest-amd64 --load; --platform linux/arm64 --file D --tag app:latest-arm64 --load',
    'own-platform: --platform linux/amd64 --file D --tag app --load',
    'switch-store',
  ]);
  check(
    'a load of two from two nodes',
    { output: 'load' },
    { builder: pair, engine: engine('containerd') },
    [
      'each: --platform linux/amd64 --file D --tag r.io/app:1-amd64 --load; --platform linux/arm64 --file D --tag r.io/app:1-arm64 --load',
      'own-platform: --platform linux/amd64 --file D --tag r.io/app:1 --load',
      'push: --platform linux/amd64,linux/arm64 --file D --tag r.io/app:1 --push',
      'create-builder',
    ],
  );
  check(
    'an archive of two nodes',
    { output: 'oci', destination: 'out/a.oci.tar' },
    { builder: pair },
    [
      'each: --platform linux/amd64 --file D --tag r.io/app:1-amd64 --output type=oci,dest=out/a-amd64.oci.tar; --platform linux/arm64 --file D --tag r.io/app:1-arm64 --output type=oci,dest=out/a-arm64.oci.tar',
      'create-builder',
      'push: --platform linux/amd64,linux/arm64 --file D --tag r.io/app:1 --push',
      'local: --platform linux/amd64,linux/arm64 --file D --tag r.io/app:1 --output type=local,dest=image',
    ],
  );
  check('a docker archive of two', { output: 'docker' }, containerd, [
    'oci: --platform linux/amd64,linux/arm64 --file D --tag r.io/app:1 --output type=oci,dest=image.oci.tar',
    'each: --platform linux/amd64 --file D --tag r.io/app:1-amd64 --output type=docker,dest=image-amd64.docker.tar; --platform linux/arm64 --file D --tag r.io/app:1-arm64 --output type=docker,dest=image-arm64.docker.tar',
    'load: --platform linux/amd64,linux/arm64 --file D --tag r.io/app:1 --load',
  ]);
  check('a docker archive of two from the classic store', { output: 'docker' }, classic, [
    'create-builder',
    'switch-store',
  ]);
  check('folders of two in the classic store', { output: 'local', destination: 'out/' }, classic, [
    'each: --platform linux/amd64 --file D --tag r.io/app:1-amd64 --output type=local,dest=out/amd64; --platform linux/arm64 --file D --tag r.io/app:1-arm64 --output type=local,dest=out/arm64',
    'create-builder',
    'switch-store',
    'own-platform: --platform linux/amd64 --file D --tag r.io/app:1 --output type=local,dest=out/',
  ]);
  check('a tar file of two nodes', { output: 'tar', tags: [] }, { builder: pair }, [
    'local: --platform linux/amd64,linux/arm64 --file D --output type=local,dest=image',
    'each: --platform linux/amd64 --file D --output type=tar,dest=image-amd64.tar; --platform linux/arm64 --file D --output type=tar,dest=image-arm64.tar',
    'create-builder',
  ]);
  check('digests of two nodes', { output: 'digest', builder: 'farm' }, { builder: pair }, [
    'each: --builder farm --platform linux/amd64 --file D --output type=image,name=r.io/app,name-canonical=true,push-by-digest=true,push=true; --builder farm --platform linux/arm64 --file D --output type=image,name=r.io/app,name-canonical=true,push-by-digest=true,push=true; buildx imagetools create --builder farm --tag r.io/app:1 r.io/app@sha256:1 r.io/app@sha256:2',
    'push: --builder farm --platform linux/amd64,linux/arm64 --file D --tag r.io/app:1 --push',
    'create-builder',
  ]);
  check('a digest from an engine', { output: 'digest', platforms: one }, containerd, [
    'push: --platform linux/arm64 --file D --tag r.io/app:1 --push',
    'create-builder',
  ]);
  check('to see whether two build in the classic store', { output: 'cache', tags: [] }, classic, [
    'each: --platform linux/amd64 --file D --output type=cacheonly; --platform linux/arm64 --file D --output type=cacheonly',
    'create-builder',
    'switch-store',
    'own-platform: --platform linux/amd64 --file D --output type=cacheonly',
  ]);
  check('a push without a name', { tags: [] }, containerd, ['add-tag']);
  check(
    'platforms that no name tells apart, and a tag that is as long as it may be',
    { platforms: ['linux/arm64', 'linux/arm64/v8'], tags: [`app:${'1'.repeat(128)}`] },
    classic,
    ['create-builder', 'switch-store'],
  );
});
