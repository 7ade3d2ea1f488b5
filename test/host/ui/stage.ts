import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { sampleRegistry } from '../../support/registry/sampleImages.ts';
import { startServer, type LoopbackServer } from '../../support/registry/loopbackServer.ts';
import { makeFakeDocker, type FakeDocker } from '../fakeDocker.ts';
import { recordedBuilders } from '../recordedBuilders.ts';
import { closing } from './closing.ts';
import { openWindow, type Window } from './window.ts';

/** A window whose registry and docker note everything that they are asked. */
export interface Stage {
  readonly window: Window;
  readonly registry: LoopbackServer;
  readonly docker: FakeDocker;
  close(): Promise<void>;
}

/** Opens a window on a folder that is not trusted yet. */
export async function openStage(): Promise<Stage> {
  const registry = await startServer(sampleRegistry());
  const docker = makeFakeDocker(join(mkdtempSync(join(tmpdir(), 'docker-')), 'bin'));
  docker.answer(recordedBuilders());
  const window = await openWindow({
    files: {
      Dockerfile: `FROM ${registry.host}/app:single\nRUN true\n`,
      'Dockerfile.index': `FROM ${registry.host}/app:amd64-index\nRUN true\n`,
      'Dockerfile.wrong': 'FROM scratch\nRUNN true\n',
      'Dockerfile.elsewhere': 'FROM registry.example.invalid/app:1\n',
      Dockerfile_amd64: 'FROM scratch\n',
    },
    trust: false,
    settings: { 'security.workspace.trust.startupPrompt': 'always' },
    // Not even a docker of this machine is found besides.
    env: { PATH: docker.folder, DOCKER_HOST: '' },
  });
  return {
    window,
    registry,
    docker,
    close: closing(async () => {
      await window.close();
      await registry.close();
      rmSync(dirname(docker.folder), { recursive: true });
    }),
  };
}
