import type { Page } from 'playwright-core';

/** The two ends of the range of VS Code versions that is supported. */
export type EditorVersion = 'newest' | 'oldest';

/** A display language, as a language pack of the editor would bring it. */
export interface EditorLanguage {
  /** E.g. `de`. */
  readonly locale: string;
  /** Texts that the installed extensions do not bring: path in the extension's folder → content. */
  readonly files?: Readonly<Record<string, string>>;
}

/** How an editor is started. */
export interface EditorOptions {
  readonly version?: EditorVersion;
  /** The folder to open. */
  readonly folder: string;
  /** Extensions to install first. */
  readonly vsix?: readonly string[];
  /** For the editor's processes, over this program's own environment. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Of the user, over quiet ones. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** The user's own keys, as keybindings.json has them. */
  readonly keys?: readonly {
    readonly key: string;
    readonly command: string;
    readonly args?: unknown;
  }[];
  /** Whether folders are trusted without being asked about; yes when left out. */
  readonly trust?: boolean;
  /** Lets a test suite be started in the window; notifications then do not appear. */
  readonly driver?: boolean;
  /** The display language, English when left out: what the editor itself says stays English. */
  readonly language?: EditorLanguage;
  /** Of the page, in pixels. */
  readonly viewport?: { readonly width: number; readonly height: number };
  readonly say?: (message: string) => void;
  readonly signal?: AbortSignal;
}

/** A VS Code server that runs. */
export interface Editor {
  /** Opens the folder in any browser of this machine. */
  readonly url: string;
  /** VS Code's version. */
  readonly vscode: string;
  /** The folder of its settings, logs and extensions; gone after {@link stop}. */
  readonly home: string;
  /** What the server wrote so far. */
  log(): string;
  /** Resolves when the server has ended. */
  readonly closed: Promise<void>;
  /** Ends the server, and the browser if there is one, and removes its files. */
  stop(): Promise<void>;
}

/** An editor with a browser that Playwright drives. */
export interface DrivenEditor extends Editor {
  /** Nothing is opened in it before {@link open}. */
  readonly page: Page;
  /** Shows the folder; `payload` is handed to the workbench (`?payload=`). */
  open(payload?: readonly (readonly [string, string])[]): Promise<void>;
}

/**
 * Installs what is missing and starts VS Code's server on a free port of 127.0.0.1, with a profile
 * of its own. Nothing is left behind after `stop`, or when this program ends.
 */
export function startEditor(options: EditorOptions & { browser: true }): Promise<DrivenEditor>;
export function startEditor(options: EditorOptions & { browser?: false }): Promise<Editor>;
