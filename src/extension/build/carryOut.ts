import { env, l10n, tasks, Uri, window, workspace } from 'vscode';
import type { BuildRequest } from '../../core/build/buildRequest.ts';
import type { PlatformBuilds } from '../../core/build/eachPlatform.ts';
import type { OutputAlternative } from '../../core/build/outputAlternatives.ts';
import { buildTaskType } from '../contributions.ts';
import type { Docker } from '../dockerAccess.ts';
import { runTask } from '../emulation/commandTask.ts';
import type { LanguageServer } from '../languageServer.ts';
import { notify } from '../notify.ts';
import { run } from '../register.ts';
import { writeBuildDefinition } from '../tasks/buildDefinition.ts';
import {
  buildTask,
  type BuildDefinition,
  type BuildScope,
  tellingOnly,
  type BuildTaskPorts,
} from '../tasks/buildTask.ts';
import { joinImages } from './joinImages.ts';

/** What carrying a build out needs of its surroundings. */
export interface CarryOutPorts {
  readonly tasks: BuildTaskPorts;
  readonly docker: Docker;
  readonly server: LanguageServer;
}

/** Where a build is carried out, and what it is called. */
export interface BuildPlace {
  /** The Dockerfile. */
  readonly file: Uri;
  readonly scope: BuildScope;
  readonly name: string;
}

/** Carries out what was chosen in the place of an output that cannot be had. */
export async function carryOut(
  alternative: OutputAlternative,
  ports: CarryOutPorts,
  place: BuildPlace,
): Promise<void> {
  switch (alternative.kind) {
    case 'change':
      await startBuild(ports.tasks, alternative.request, place);
      return;
    case 'each':
      await buildEach(alternative, ports, place);
      return;
    case 'prepare':
      if (alternative.code === 'switch-store') await explainStore();
      else if (alternative.code === 'add-tag') run('multiarch.buildImage', place.file);
      else run('multiarch.createBuilder');
  }
}

/** Starts a build as a task. */
export async function startBuild(
  ports: BuildTaskPorts,
  request: BuildRequest,
  place: BuildPlace,
): Promise<void> {
  // As the editor does before it runs a task.
  await workspace.saveAll(false);
  await tasks.executeTask(taskOf(ports, request, place));
}

function taskOf(
  ports: BuildTaskPorts,
  request: BuildRequest,
  { scope, name }: Omit<BuildPlace, 'file'>,
) {
  const definition: BuildDefinition = { ...writeBuildDefinition(request), type: buildTaskType };
  return buildTask(ports, definition, scope, name);
}

/** Builds the platforms one after the other, and joins them. What fails ends it: no index lacks a part. */
async function buildEach(
  { requests, join }: PlatformBuilds,
  { tasks: ports, docker, server }: CarryOutPorts,
  { scope, name }: BuildPlace,
): Promise<void> {
  const metadata = await docker.use(({ openBuildMetadata }) => openBuildMetadata());
  if (metadata === undefined) return;
  try {
    await workspace.saveAll(false);
    const parts = join === undefined ? ports : tellingOnly('failures', ports);
    for (const [at, request] of requests.entries()) {
      const args = [...(request.args ?? []), '--metadata-file', metadata.path(at)];
      const platforms = request.platforms.join();
      const place = { scope, name: `${name} (${platforms})` };
      const code = await runTask(taskOf(parts, { ...request, args }, place));
      // Why it failed is told by the build itself.
      if (code !== 0) return;
    }
    if (join === undefined) return;
    const digests = await Promise.all(requests.map((_, at) => metadata.readDigest(at)));
    const known = digests.filter((digest) => digest !== undefined);
    const isWhole = join.sources !== 'digests' || known.length === requests.length;
    if (isWhole) {
      await joinImages(server, { join, digests: known, asked: requests.flatMap(platformsOf) });
    } else await tellNotJoined(join.tags);
  } finally {
    await metadata.remove();
  }
}

function platformsOf({ platforms }: BuildRequest): readonly string[] {
  return platforms;
}

async function tellNotJoined(tags: readonly string[]): Promise<void> {
  await notify({
    severity: 'error',
    message: l10n.t(
      'The images were pushed, but not joined: docker did not tell the digest of each, so there is no {0}.',
      tags.join(', '),
    ),
  });
}

const storeSetting = '{ "features": { "containerd-snapshotter": true } }';

/** The store is the engine's setting: nobody but its owner can change it. */
async function explainStore(): Promise<void> {
  const copy = l10n.t('Copy Setting');
  const more = l10n.t('Learn More');
  const chosen = await window.showInformationMessage(
    l10n.t('Turn on the containerd image store of the engine'),
    {
      modal: true,
      detail: l10n.t(
        'Docker Desktop: Settings, General, "Use containerd for pulling and storing images". Elsewhere: put {0} into daemon.json and restart the engine. Images in the classic store are hidden until you go back.',
        storeSetting,
      ),
    },
    copy,
    more,
  );
  if (chosen === copy) await env.clipboard.writeText(storeSetting);
  if (chosen === more) {
    await env.openExternal(Uri.parse('https://docs.docker.com/engine/storage/containerd/'));
  }
}
