import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { sampleRegistry } from '../../support/registry/sampleImages.ts';
import { startServer, type LoopbackServer } from '../../support/registry/loopbackServer.ts';
import { makeFakeDocker, type FakeDocker } from '../fakeDocker.ts';
import { recordedBuilders, storeRecordedBuilders } from '../recordedBuilders.ts';
import { closing } from './closing.ts';
import { openWindow, type Window, type WindowOptions } from './window.ts';

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
  const dockerConfig = join(dirname(docker.folder), 'config');
  storeRecordedBuilders(dockerConfig);
  const window = await openWindow({
    files: {
      Dockerfile: `FROM ${registry.host}/app:single\nRUN true\n`,
      'Dockerfile.index': `FROM ${registry.host}/app:amd64-index\nRUN true\n`,
      'Dockerfile.wrong': 'FROM scratch\nRUNN true\n',
      'Dockerfile.elsewhere': 'FROM registry.example.invalid/app:1\n',
      Dockerfile_amd64: 'FROM scratch\n',
      'Dockerfile.fix': `FROM --platform=$TARGETPLATFORM ${registry.host}/app:multi\nRUN true\n`,
      'Dockerfile.fix2': `FROM --platform=$TARGETPLATFORM ${registry.host}/app:multi\n`,
      'Dockerfile.quiet': `FROM --platform=linux/amd64 ${registry.host}/app:multi AS tool\nRUN true\n\nFROM scratch\nCOPY --from=tool / /\n`,
      'Dockerfile.tag': `FROM ${registry.host}/app:amd64-index\nRUN true\n`,
      'Dockerfile.stages': stagesFile(registry.host),
      'Dockerfile.declared': `FROM ${registry.host}/app:multi\n`,
      'Dockerfile.typing': 'FROM scratch\n',
      '.multiarch.yaml':
        'files:\n  Dockerfile.declared:\n    platforms: [linux/s390x, linux/riscv64]\n',
    },
    trust: false,
    keys: linkKeys(registry.host),
    settings: { 'security.workspace.trust.startupPrompt': 'always' },
    // Not even a docker of this machine is found besides.
    env: { PATH: docker.folder, DOCKER_HOST: '', DOCKER_CONFIG: dockerConfig, BUILDX_CONFIG: '' },
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

/** Links that somebody else has written, each on a key: following one is like a click elsewhere. */
function linkKeys(host: string): NonNullable<WindowOptions['keys']> {
  const links = [
    `inspect?image=${host}/app:multi`,
    `inspect?image=${encodeURIComponent('--help [x](command:workbench.action.quit)')}`,
    'remove?image=app',
  ];
  return links.map((link, at) => ({
    key: `ctrl+alt+shift+${at + 1}`,
    command: 'vscode.open',
    // The scheme of code-server; that of VS Code is vscode.
    args: `code-oss://multiarch.multiarch/${link}`,
  }));
}

/** A stage for each target, of which the one for amd64 has a mistake. */
function stagesFile(host: string): string {
  return [
    `FROM ${host}/app:single-arm64 AS for-amd64`,
    'COPY tool-x64 /bin/tool',
    '',
    `FROM ${host}/app:multi AS for-arm64`,
    'COPY tool-arm64 /bin/tool',
    '',
    'FROM for-${TARGETARCH}',
    'ARG TARGETARCH',
    'RUN tool --for $TARGETARCH',
    '',
  ].join('\n');
}
