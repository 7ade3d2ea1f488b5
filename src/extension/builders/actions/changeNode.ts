import { l10n } from 'vscode';
import type { DockerAction } from '../../../adapters/docker/builderActions.ts';
import { appendNodeArguments } from '../../../core/build/builderCommands.ts';
import { lostSettings, type LostSettings } from '../../../core/build/storedNode.ts';
import { notify } from '../../notify.ts';
import { actionLine } from './actionLine.ts';
import type { BuilderPorts } from './builderPorts.ts';
import { perform, type Performed } from './performAction.ts';
import { configFiles, readStored } from './storedBuilder.ts';

/** buildx asks every node of the builder afterwards; by ssh each has 30 s. */
export const changeTimeout = 90_000;

/**
 * Lets `docker buildx create --append` change a builder. When it fails, buildx puts the builder back
 * without what was pinned and configured; that is given back here.
 */
export async function changeNodes(
  ports: BuilderPorts,
  builder: string,
  action: DockerAction,
  signal: AbortSignal,
): Promise<Performed> {
  const before = await readStored(ports, builder);
  const answer = await perform(ports, action, signal);
  if (answer.ok || before === undefined) return answer;
  const after = await readStored(ports, builder);
  const lost = after === undefined ? [] : lostSettings(before, after);
  if (lost.length > 0) await giveBack(ports, lost);
  return answer;
}

async function giveBack(ports: BuilderPorts, lost: readonly LostSettings[]): Promise<void> {
  const failed: string[] = [];
  for (const { node, request } of lost) {
    const files = request.config === undefined ? undefined : configFiles(node);
    const args = appendNodeArguments(request);
    // What the user has cancelled must still be mended.
    const { signal } = new AbortController();
    const action = { args, timeout: changeTimeout, ...(files === undefined ? {} : { files }) };
    const answer = await perform(ports, action, signal);
    if (!answer.ok) failed.push(actionLine(args));
  }
  const names = lost.map(({ node }) => node.name).join(', ');
  if (failed.length === 0) {
    ports.log.info(`buildx had dropped pins or configuration of ${names}; they are back.`);
    return;
  }
  await notify({
    severity: 'warning',
    message: l10n.t(
      'buildx has dropped pinned platforms or the configuration of {0} while it undid the change, and they could not be given back: {1}',
      names,
      failed.join('; '),
    ),
  });
}
