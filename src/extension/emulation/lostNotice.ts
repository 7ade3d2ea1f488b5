import { l10n, type Disposable, type LogOutputChannel } from 'vscode';
import type { BuilderStore } from '../builders/builderStore.ts';
import type { Docker } from '../dockerAccess.ts';
import { notify } from '../notify.ts';
import { run } from '../register.ts';
import { forgetLost, type MachineReport } from './emulationReport.ts';
import type { EmulationStore } from './emulationStore.ts';
import { machineName } from './itemRendering.ts';

/**
 * Says, once in a window, that emulators are gone which were there the last time. It looks when docker
 * has answered somebody for the first time, and never starts docker by itself.
 */
export function noticeLostEmulators(
  builders: BuilderStore,
  store: EmulationStore,
  docker: Docker,
  log: LogOutputChannel,
): Disposable {
  let isDone = false;
  return builders.onDidAnswer(() => {
    if (isDone) return;
    isDone = true;
    // The answer is kept for the next to ask once all have heard of it.
    setImmediate(() => {
      tell(store, docker).catch((error: unknown) => {
        log.warn(`emulation: ${String(error)}`);
      });
    });
  });
}

async function tell(store: EmulationStore, docker: Docker): Promise<void> {
  for (const report of await store.read()) {
    if (report.lost.length > 0) await tellOf(report, store, docker);
  }
}

async function tellOf(
  { machine, lost }: MachineReport,
  store: EmulationStore,
  docker: Docker,
): Promise<void> {
  const architectures = lost.map(({ architecture }) => architecture);
  const names = architectures.join(', ');
  await notify({
    severity: 'warning',
    cause: `lost emulators ${machine.key}`,
    message: lost.some(({ restarted }) => restarted === true)
      ? l10n.t(
          'Builds for {0} worked here before. Since the machine was restarted nothing emulates {0} any more: they will fail with "exec format error".',
          names,
        )
      : l10n.t(
          'Builds for {0} worked here before ({1}). Nothing emulates {0} any more: they will fail with "exec format error".',
          names,
          machineName(machine),
        ),
    remedies: [
      {
        label: l10n.t('Install Again…'),
        run: () => {
          run('multiarch.installEmulators');
        },
      },
      {
        label: l10n.t('Show'),
        run: () => {
          run('multiarch.checkEmulation');
        },
      },
      {
        label: l10n.t('Not Needed'),
        run: async () => {
          await forgetLost(docker, machine, architectures);
          store.refresh();
        },
      },
    ],
  });
}
