import { env, l10n, ProgressLocation, window } from 'vscode';
import type { BuilderStore } from '../builders/builderStore.ts';
import type { BuilderItem } from '../builders/buildersTree.ts';
import { reasonLabel } from '../builders/itemRendering.ts';
import { problemRemedies } from '../builders/problemRemedies.ts';
import { problemText } from '../builders/problemText.ts';
import type { Docker } from '../dockerAccess.ts';
import { notify } from '../notify.ts';
import { writeChosenBuilder } from '../settings.ts';

/** Uses a builder for this extension's builds; buildx's own current builder stays as it is. */
export async function useBuilder(item: BuilderItem): Promise<void> {
  if (item.kind === 'reason') return;
  const { builder } = item;
  await writeChosenBuilder(builder.current ? undefined : builder.name);
}

/** Copies what identifies a row: the name of a builder or node, or a platform. */
export async function copyName(item: BuilderItem): Promise<void> {
  await env.clipboard.writeText(itemName(item));
}

/** Starts a builder that is not running, with progress that can be cancelled. */
export async function startBuilder(
  item: BuilderItem,
  docker: Docker,
  builders: BuilderStore,
): Promise<void> {
  if (item.kind === 'reason') return;
  const { builder } = item;
  const problem = await window.withProgress(
    {
      location: ProgressLocation.Notification,
      title: l10n.t('Starting builder {0}', builder.name),
      cancellable: true,
    },
    (_progress, token) => {
      const stop = new AbortController();
      token.onCancellationRequested(() => {
        stop.abort();
      });
      return docker.startBuilder(builder.name, stop.signal);
    },
  );
  builders.refresh();
  if (problem === undefined || problem.code === 'cancelled') return;
  await notify({
    severity: 'error',
    message:
      problem.code === 'failed'
        ? l10n.t('Builder {0} did not start: {1}', builder.name, problem.message)
        : problemText(problem),
    remedies: problemRemedies(problem),
  });
}

function itemName(item: BuilderItem): string {
  switch (item.kind) {
    case 'builder':
      return item.builder.name;
    case 'node':
      return item.node.name;
    case 'platform':
      return item.platform.platform;
    case 'reason':
      return reasonLabel(item.reason);
  }
}
