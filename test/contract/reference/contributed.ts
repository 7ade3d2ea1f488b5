import { readJson } from '../packageManifest.ts';

/** What package.json contributes to the editor, as far as the reference tells it. */
export interface Contributed {
  readonly commands: readonly { readonly command: string; readonly title: string }[];
  readonly menus: Readonly<
    Record<string, readonly { readonly command: string; readonly when?: string }[]>
  >;
  readonly views: Readonly<Record<string, readonly View[]>>;
  readonly viewsWelcome: readonly {
    readonly view: string;
    readonly contents: string;
    readonly when?: string;
  }[];
  readonly configuration: { readonly properties: Readonly<Record<string, Property>> };
  readonly taskDefinitions: readonly Typed[];
  readonly debuggers: readonly {
    readonly type: string;
    readonly label: string;
    readonly configurationAttributes: Readonly<Record<string, Typed>>;
  }[];
  readonly problemMatchers: readonly { readonly name: string; readonly label: string }[];
  readonly walkthroughs: readonly {
    readonly title: string;
    readonly steps: readonly {
      readonly title: string;
      readonly completionEvents: readonly string[];
    }[];
  }[];
  readonly languageModelTools: readonly {
    readonly name: string;
    readonly displayName: string;
    readonly userDescription: string;
    readonly toolReferenceName: string;
    readonly inputSchema: Typed;
  }[];
  readonly mcpServerDefinitionProviders: readonly { readonly id: string; readonly label: string }[];
}

/** A view of the sidebar. */
export interface View {
  readonly id: string;
  readonly name: string;
  readonly visibility?: string;
  readonly when?: string;
}

/** Something whose properties are described by a JSON schema. */
export interface Typed {
  readonly type: string;
  readonly properties?: Readonly<Record<string, Property>>;
  readonly required?: readonly string[];
}

/** A JSON schema of one property. */
export interface Property {
  readonly type?: string;
  readonly scope?: string;
  readonly default?: unknown;
  readonly enum?: readonly string[];
  readonly items?: { readonly type?: string; readonly anyOf?: unknown };
  readonly description?: string;
  readonly markdownDescription?: string;
}

/** What package.json contributes, with the texts of package.nls.json in their places. */
export function readContributed(): Contributed {
  const texts = readJson('package.nls.json') as Readonly<Record<string, string>>;
  const { contributes } = readJson('package.json') as { contributes: Contributed };
  const filled: unknown = JSON.parse(JSON.stringify(contributes), (_, value: unknown) =>
    typeof value === 'string'
      ? value.replace(/^%(.+)%$/, (_, key: string) => texts[key] ?? key)
      : value,
  );
  return filled as Contributed;
}
