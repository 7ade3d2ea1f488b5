import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { deleteLocalList, readLocalLists } from '../../../../src/adapters/docker/localManifests.ts';
import { useTemporaryFolder } from '../../../support/registry/temporaryFolder.ts';

const recorded = JSON.parse(
  readFileSync('test/fixtures/docker-cli/28.5/manifest-store.json', 'utf8'),
) as { files: Readonly<Record<string, unknown>> };

describe("docker's local store of manifest lists", () => {
  const folder = useTemporaryFolder();
  const environment = () => ({ DOCKER_CONFIG: folder.path });

  beforeEach(async () => {
    for (const [name, content] of Object.entries(recorded.files)) {
      const file = path.join(folder.path, 'manifests', name.replace('@sha256:', '@sha256-'));
      await mkdir(path.dirname(file), { recursive: true });
      await writeFile(file, JSON.stringify(content));
    }
  });

  it('has what docker manifest create has written', async () => {
    const digest = 'sha256:0e75854e40768773adf46196f58b07e297987b222d3fae164d5898689ff2d0b3';
    const repository = '127.0.0.1:5001/amd64/busybox';
    const platform = { os: 'linux', architecture: 'amd64' };
    const annotated = { os: 'linux', architecture: 'arm64', variant: 'v8', osVersion: '1.2' };
    assert.deepEqual(await readLocalLists(environment()), [
      {
        folder: '127.0.0.1-5001_team_list-1',
        members: [{ reference: `${repository}:latest`, digest, platform: annotated }],
        unreadable: 0,
      },
      {
        folder: '127.0.0.1-5001_team_list-2',
        members: [
          { reference: `${repository}:1.37`, digest, platform },
          { reference: `${repository}@${digest}`, digest, platform },
        ],
        unreadable: 0,
      },
      {
        folder: 'docker.io_team_onhub-1',
        members: [{ reference: `${repository}:latest`, digest, platform }],
        unreadable: 0,
      },
    ]);
  });

  it('counts what docker has not written', async () => {
    const list = path.join(folder.path, 'manifests', 'docker.io_team_onhub-1');
    await writeFile(path.join(list, 'half'), '{"Ref":');
    await writeFile(path.join(list, 'other'), '{"Ref":1}');
    const found = (await readLocalLists(environment())).find(({ unreadable }) => unreadable > 0);
    assert.equal(found?.folder, 'docker.io_team_onhub-1');
    assert.deepEqual([found.members.length, found.unreadable], [1, 2]);
  });

  it('is empty where there is no folder', async () => {
    assert.deepEqual(await readLocalLists({ DOCKER_CONFIG: path.join(folder.path, 'none') }), []);
  });

  it('loses the list that is deleted, and nothing else', async () => {
    await writeFile(path.join(folder.path, 'config.json'), '{}');
    for (const name of ['docker.io_team_onhub-1', '..', '.', '', '../config.json']) {
      await deleteLocalList(environment(), name);
    }
    assert.deepEqual((await readdir(folder.path)).sort(), ['config.json', 'manifests']);
    const left = await readLocalLists(environment());
    assert.deepEqual(
      left.map((list) => list.folder),
      ['127.0.0.1-5001_team_list-1', '127.0.0.1-5001_team_list-2'],
    );
  });
});
