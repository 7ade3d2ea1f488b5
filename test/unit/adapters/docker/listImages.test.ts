import assert from 'node:assert/strict';
import { startEngine, type RecordedEngine } from '../../../support/recordedEngine.ts';
import { parseImageList, readEngineStore } from '../../../../src/adapters/docker/listImages.ts';
import { isEmulated } from '../../../../src/core/build/hostRun.ts';
import { formatPlatformAll } from '../../../../src/core/platform/platform.ts';

const machine = {
  platform: 'linux',
  kernel: 'the same',
  readEmulators: () => Promise.resolve([]),
} as const;

describe('what an engine has', () => {
  let engine: RecordedEngine;
  afterEach(() => engine.close());

  async function read(store: 'containerd' | 'classic') {
    engine = await startEngine(store);
    const answer = await readEngineStore(engine.address, undefined, machine);
    assert(answer.ok, answer.ok ? '' : answer.problem.message);
    return answer.value;
  }

  async function draw(store: 'containerd' | 'classic'): Promise<readonly string[]> {
    const { images } = await read(store);
    return images.map(({ tags, platforms, containers, attestations }) => {
      const list = platforms?.map(({ platform, isPresent, containers: used }) => {
        const marks = [...(isPresent ? [] : ['absent']), ...(used > 0 ? [`used ${used}`] : [])];
        return [formatPlatformAll(platform), ...marks].join(' ');
      });
      const name = tags.join(' ') || 'dangling';
      return `${name} (${containers}, ${attestations}): ${list?.join(', ') ?? 'not told'}`;
    });
  }

  it('with the containerd store: each platform, and whether it is there', async () => {
    assert.deepEqual(await draw('containerd'), [
      'app:dev (1, 1): linux/amd64 used 1',
      'app-arm64:dev (1, 1): linux/arm64 used 1',
      'registry.example.com:5000/team/app:1.0 (0, 2): linux/amd64, linux/arm64',
      'amd64/busybox:latest (1, 0): linux/amd64 used 1',
      'busybox:1.37 busybox:1.37.0 (1, 4): linux/amd64, linux/arm64 used 1, linux/arm/v7 absent, linux/s390x absent',
    ]);
    const asked = ['/containers/json', '/images/json?manifests=1', '/info', '/info', '/version'];
    assert.deepEqual(engine.asked.toSorted(), asked);
  });

  it('with the classic store: images without their platforms', async () => {
    assert.deepEqual(await draw('classic'), [
      'app:dev (1, 0): not told',
      'app-arm64:dev (1, 0): not told',
      'dangling (0, 0): not told',
      'registry.example.com:5000/team/app:1.0 (0, 0): not told',
      'busybox:1.37 (1, 0): not told',
      'amd64/busybox:latest busybox:1.37.0 (1, 0): not told',
    ]);
  });

  for (const store of ['containerd', 'classic'] as const) {
    it(`finds the containers that are emulated, with the ${store} store`, async () => {
      const { host, running } = await read(store);
      const emulated = running.filter(({ platform }) => platform && isEmulated(platform, host));
      assert.deepEqual(
        emulated.map(({ name, image }) => `${name} ${image}`),
        ['bybox busybox:1.37', 'emulated app-arm64:dev'],
      );
    });
  }

  it('is a problem where the answer has another shape', async () => {
    engine = await startEngine('containerd', { '/images/json': [{ Id: 7 }] });
    const answer = await readEngineStore(engine.address, undefined, machine);
    assert.match(answer.ok ? '' : answer.problem.message, /^GET \/images\/json: /);
  });
});

describe('parseImageList', () => {
  it('takes what is not told for what it is', () => {
    const answer = parseImageList([
      { Id: 'sha256:0', Created: -62135596800, Size: 1, Containers: -1, RepoTags: null },
    ]);
    assert.deepEqual(answer, {
      ok: true,
      value: [
        {
          id: 'sha256:0',
          created: undefined,
          ...{ tags: [], digests: [], size: 1, containers: 0 },
          platforms: undefined,
          attestations: 0,
        },
      ],
    });
  });
});
