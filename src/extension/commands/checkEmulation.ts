import { commands } from 'vscode';
import { views } from '../contributions.ts';
import type { EmulationStore } from '../emulation/emulationStore.ts';

/** Shows the emulation view, with what is true now. */
export async function checkEmulation(emulation: EmulationStore): Promise<void> {
  emulation.refresh();
  // The editor makes this command for every view.
  await commands.executeCommand(`${views.emulation}.focus`);
}
