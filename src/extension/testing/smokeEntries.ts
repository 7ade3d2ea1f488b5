import { ConfigurationTarget, workspace } from 'vscode';
import { parseReference } from '../../core/image/reference.ts';
import { isListOf, isObjectOf, textUpTo } from '../../protocol/guards.ts';
import { settingsSection } from '../../protocol/settings.ts';

/** An image that is to be tried, as the setting `multiarch.smokeRuns` has it. */
export interface SmokeEntry {
  readonly image: string;
  /** Words after the image's name; asked for when left out. */
  readonly command?: readonly string[];
  readonly entrypoint?: string;
  /** Only these; all of the image when left out. */
  readonly platforms?: readonly string[];
}

const text = textUpTo(4096);
const texts = isListOf(text);
const isEntry = isObjectOf<SmokeEntry>(
  { image: text, command: texts, entrypoint: text, platforms: texts },
  ['command', 'entrypoint', 'platforms'],
);

/** Images of the setting; what has the wrong shape is left out. */
export function smokeEntries(): readonly SmokeEntry[] {
  const value = workspace.getConfiguration(settingsSection).get<unknown>('smokeRuns');
  if (!Array.isArray(value)) return [];
  return value.filter(isEntry).filter(({ image }) => parseReference(image).ok);
}

/** Adds an image to the setting, or changes it: of the workspace where there is one, else of the user. */
export async function writeSmokeEntry(entry: SmokeEntry): Promise<void> {
  const configuration = workspace.getConfiguration(settingsSection);
  const inWorkspace = workspace.workspaceFolders !== undefined;
  const found = configuration.inspect<unknown>('smokeRuns');
  const there = inWorkspace ? found?.workspaceValue : found?.globalValue;
  const entries: readonly unknown[] = Array.isArray(there) ? there : [];
  const others = entries.filter((one) => !isEntry(one) || one.image !== entry.image);
  await configuration.update(
    'smokeRuns',
    [...others, entry],
    inWorkspace ? ConfigurationTarget.Workspace : ConfigurationTarget.Global,
  );
}
