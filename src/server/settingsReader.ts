import type { Connection } from 'vscode-languageserver';
import {
  defaultHttpSettings,
  defaultSettings,
  httpSection,
  readHttpSettings,
  readSettings,
  settingsSection,
  type HttpSettings,
  type Settings,
} from '../protocol/settings.ts';

/** The editor's settings, asked once per document and kept until they change. */
export interface SettingsReader {
  /** Settings for a document, or those of the window when no URI is given. */
  read(uri?: string): Promise<Settings>;
  /** What the editor says of proxies. */
  readHttp(): Promise<HttpSettings>;
  /** Forgets what held for a closed document, or everything: settings have changed. */
  forget(uri?: string): void;
}

/** @param supported whether the editor answers `workspace/configuration`; otherwise defaults hold */
export function createSettingsReader(
  connection: Connection,
  supported: () => boolean,
): SettingsReader {
  const known = new Map<string, Promise<Settings>>();
  return {
    async readHttp() {
      if (!supported()) return defaultHttpSettings;
      return readHttpSettings(
        await connection.workspace.getConfiguration({ section: httpSection }),
      );
    },
    read(uri = '') {
      if (!supported()) return Promise.resolve(defaultSettings);
      const settings =
        known.get(uri) ??
        connection.workspace
          .getConfiguration(
            uri === '' ? { section: settingsSection } : { scopeUri: uri, section: settingsSection },
          )
          .then(readSettings);
      known.set(uri, settings);
      // An editor that could not answer once may answer the next time.
      settings.catch(() => known.delete(uri));
      return settings;
    },
    forget(uri) {
      if (uri === undefined) known.clear();
      else known.delete(uri);
    },
  };
}
