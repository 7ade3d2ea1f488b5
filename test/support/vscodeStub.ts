import Module from 'node:module';

/**
 * Stands in for the editor's module `vscode` where only texts are made. To be imported before what imports
 * `vscode`.
 */
const vscode = {
  l10n: {
    t: (message: string, ...args: readonly unknown[]) =>
      message.replaceAll(/\{(\d+)\}/g, (_, at: string) => String(args[Number(at)])),
  },
  TreeItemCollapsibleState: { None: 0, Collapsed: 1, Expanded: 2 },
  TreeItem: class {
    readonly label: string;
    readonly collapsibleState: number;
    constructor(label: string, collapsibleState = 0) {
      this.label = label;
      this.collapsibleState = collapsibleState;
    }
  },
  ThemeIcon: class {
    readonly id: string;
    constructor(id: string) {
      this.id = id;
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
