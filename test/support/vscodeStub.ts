import Module from 'node:module';

/**
 * Stands in for the editor's module `vscode` where only texts are made, or something changes. To be imported before what imports
 * `vscode`.
 */
const vscode = {
  l10n: {
    t: (message: string, ...args: readonly unknown[]) =>
      message.replaceAll(/\{(\d+)\}/g, (_, at: string) => String(args[Number(at)])),
  },
  QuickPickItemKind: { Separator: -1, Default: 0 },
  InputBoxValidationSeverity: { Info: 1, Warning: 2, Error: 3 },
  TreeItemCollapsibleState: { None: 0, Collapsed: 1, Expanded: 2 },
  TreeItem: class {
    readonly label: string;
    readonly collapsibleState: number;
    constructor(label: string, collapsibleState = 0) {
      this.label = label;
      this.collapsibleState = collapsibleState;
    }
  },
  MarkdownString: class {
    value = '';
    appendMarkdown(text: string): this {
      this.value += text;
      return this;
    }
    /** Without the escapes: what a person reads. */
    appendText(text: string): this {
      return this.appendMarkdown(text);
    }
  },
  ThemeIcon: class {
    readonly id: string;
    constructor(id: string) {
      this.id = id;
    }
  },
  Range: class {
    readonly end: { readonly line: number };
    constructor(_line: number, _character: number, line: number) {
      this.end = { line };
    }
  },
  env: { language: 'en' },
  window: { withProgress: (_where: unknown, task: () => unknown) => task() },
  commands: { registerCommand: () => ({ dispose: () => undefined }) },
  tasks: { registerTaskProvider: () => ({ dispose: () => undefined }) },
  workspace: {
    isTrusted: true,
    onDidGrantWorkspaceTrust: () => ({ dispose: () => undefined }),
  },
  EventEmitter: class<T> {
    readonly #listeners = new Set<(event: T) => unknown>();
    readonly event = (listener: (event: T) => unknown) => {
      this.#listeners.add(listener);
      return { dispose: () => this.#listeners.delete(listener) };
    };
    fire(event: T): void {
      for (const listener of this.#listeners) listener(event);
    }
    dispose(): void {
      this.#listeners.clear();
    }
  },
  ThemeColor: class {
    readonly id: string;
    constructor(id: string) {
      this.id = id;
    }
  },
};

interface Loader {
  _load(request: string, ...rest: readonly unknown[]): unknown;
}

const loader = Module as unknown as Loader;
const load = loader._load.bind(loader);
loader._load = (request, ...rest) => (request === 'vscode' ? vscode : load(request, ...rest));
