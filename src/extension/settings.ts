import {
  commands,
  ConfigurationTarget,
  workspace,
  type ConfigurationScope,
  type Uri,
} from 'vscode';
import type { RuleCode, RuleLevel } from '../core/analysis/finding.ts';
import { readSettings, settingsSection, type Settings } from '../protocol/settings.ts';
import type { settingKeys } from './contributions.ts';

type SettingKey = (typeof settingKeys)[number];

/** Whether a change of the configuration touches a setting. */
export function touches(
  event: { affectsConfiguration(section: string, scope?: ConfigurationScope): boolean },
  key: SettingKey,
): boolean {
  return event.affectsConfiguration(`${settingsSection}.${key}`);
}

/** What holds for the files of a folder, as the language server has it. */
export function folderSettings(uri: Uri): Pick<Settings, 'platforms' | 'rules' | 'buildArgs'> {
  const section = workspace.getConfiguration(undefined, uri).get<unknown>(settingsSection);
  const { platforms, rules, buildArgs } = readSettings(section);
  return { platforms, rules, buildArgs };
}

/** Target platforms of a document. */
export function targetPlatforms(uri: Uri | undefined): readonly string[] {
  const section = workspace.getConfiguration(undefined, uri).get<unknown>(settingsSection);
  return readSettings(section).platforms;
}

/**
 * Writes the target platforms where they hold for a document: in its workspace folder, else for the
 * user.
 */
export async function writeTargetPlatforms(
  uri: Uri | undefined,
  platforms: readonly string[],
): Promise<void> {
  const inFolder = uri !== undefined && workspace.getWorkspaceFolder(uri) !== undefined;
  await workspace
    .getConfiguration(settingsSection, uri)
    .update(
      'platforms',
      platforms,
      inFolder ? ConfigurationTarget.WorkspaceFolder : ConfigurationTarget.Global,
    );
}

/** Sets a rule's level in the workspace folder of a file, else for the user; says which. */
export async function writeRuleLevel(
  uri: Uri,
  rule: RuleCode,
  level: RuleLevel,
): Promise<'folder' | 'user'> {
  const inFolder = workspace.getWorkspaceFolder(uri) !== undefined;
  const configuration = workspace.getConfiguration(settingsSection, uri);
  const found = configuration.inspect<unknown>('rules');
  const there = inFolder ? found?.workspaceFolderValue : found?.globalValue;
  await configuration.update(
    'rules',
    { ...(typeof there === 'object' ? there : {}), [rule]: level },
    inFolder ? ConfigurationTarget.WorkspaceFolder : ConfigurationTarget.Global,
  );
  return inFolder ? 'folder' : 'user';
}

/** Hosts and networks of registries that are spoken to by plain http. */
export function insecureRegistries(): readonly string[] {
  const section = workspace.getConfiguration().get<unknown>(settingsSection);
  return readSettings(section).registry.insecure;
}

/** Name or path of the docker program. */
export function dockerProgram(): string {
  return text('docker.path') ?? 'docker';
}

/** The builder that was chosen instead of buildx's current one. */
export function chosenBuilder(): string | undefined {
  return text('builder');
}

/**
 * Chooses a builder; undefined goes back to buildx's current one. Written for the workspace where the
 * workspace has chosen already, else for the machine.
 */
export async function writeChosenBuilder(name: string | undefined): Promise<void> {
  const configuration = workspace.getConfiguration(settingsSection);
  const isWorkspaceChoice = configuration.inspect('builder')?.workspaceValue !== undefined;
  await configuration.update(
    'builder',
    name,
    isWorkspaceChoice ? ConfigurationTarget.Workspace : ConfigurationTarget.Global,
  );
}

/** Lets a registry host be asked in the background from now on. */
export async function allowHost(host: string): Promise<void> {
  const configuration = workspace.getConfiguration(settingsSection);
  const hosts = readSettings({ registry: configuration.get('registry') }).registry.allowedHosts;
  await configuration.update(
    'registry.allowedHosts',
    [...new Set([...hosts, host])],
    ConfigurationTarget.Global,
  );
}

/** Shows a setting where it can be changed: among those of the workspace and its folders, or the user's. */
export async function openSetting(key: SettingKey, place: 'folder' | 'user'): Promise<void> {
  const list = place === 'folder' ? 'openWorkspaceSettings' : 'openSettings';
  await commands.executeCommand(`workbench.action.${list}`, {
    query: `@id:${settingsSection}.${key}`,
  });
}

function text(key: SettingKey): string | undefined {
  const value = workspace.getConfiguration(settingsSection).get<unknown>(key);
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}
