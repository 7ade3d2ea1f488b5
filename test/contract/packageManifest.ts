import { readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './sources.ts';

/** The parts of package.json that the contract is about. */
export interface PackageManifest {
  readonly version: string;
  readonly engines: { readonly vscode: string; readonly node: string };
  readonly activationEvents: readonly string[];
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly capabilities: {
    readonly untrustedWorkspaces: { readonly restrictedConfigurations: readonly string[] };
  };
  readonly contributes: {
    readonly commands: readonly { readonly command: string }[];
    readonly menus: Readonly<Record<string, readonly MenuItem[]>>;
    readonly viewsContainers: { readonly activitybar: readonly { readonly id: string }[] };
    readonly views: Readonly<
      Record<string, readonly { readonly id: string; readonly when?: string }[]>
    >;
    readonly viewsWelcome: readonly { readonly view: string; readonly when?: string }[];
    readonly configuration: { readonly properties: Readonly<Record<string, Setting>> };
    readonly taskDefinitions: readonly { readonly type: string; readonly when?: string }[];
    readonly debuggers: readonly { readonly type: string; readonly when?: string }[];
    readonly breakpoints: readonly { readonly language: string }[];
    readonly languages: readonly { readonly id: string }[];
    readonly languageModelTools: readonly {
      readonly name: string;
      readonly modelDescription: string;
      readonly when: string;
      readonly inputSchema: unknown;
    }[];
    readonly mcpServerDefinitionProviders: readonly { readonly id: string }[];
  };
}

/** An entry of a menu. */
export interface MenuItem {
  readonly command: string;
  readonly when?: string;
}

/** A setting. */
export interface Setting {
  readonly scope: string;
  readonly default: unknown;
  readonly properties?: Readonly<Record<string, unknown>>;
}

/** Reads a JSON file of the root. */
export function readJson(file: string): unknown {
  return JSON.parse(readFileSync(path.join(root, file), 'utf8'));
}

/** Reads package.json. */
export function readManifest(): PackageManifest {
  return readJson('package.json') as PackageManifest;
}
