import type { RuleCode, RuleLevel } from '../core/analysis/finding.ts';
import type { ImageSubject } from '../core/image/inspection.ts';
import type { Range } from '../core/text.ts';

/**
 * Commands that the language server puts into quick fixes and lenses, and the extension carries out,
 * with their arguments. Arguments go through JSON.
 */
export interface ServerCommands {
  /** Offers tags of an image's repository that have every platform, and writes the chosen one. */
  'multiarch.findTag': [
    place: { readonly uri: string; readonly range: Range; readonly version: number },
    image: { readonly reference: string; readonly platforms: readonly string[] },
  ];
  /** Shows what becomes of a stage on each target, and why. */
  'multiarch.explainStage': [
    stage: {
      readonly title: string;
      readonly platforms: readonly {
        readonly platform: string;
        readonly state: string;
        readonly reason: string;
      }[];
    },
  ];
  /** Asks whether a download is there for other platforms. */
  'multiarch.checkDownloads': [
    downloads: readonly { readonly platform: string; readonly url: string }[],
  ];
  /** Takes platforms out of a file's targets, wherever they come from. */
  'multiarch.dropTargets': [uri: string, platforms: readonly string[]];
  /** Mends a rule's findings in every Dockerfile of the workspace. */
  'multiarch.fixRuleInWorkspace': [rule: RuleCode];
  /**
   * Opens an image in the platform inspector: from hovers with an image, from the explorer with a file's
   * URI, from the palette without anything. Links can bring anything, so it is read anew.
   */
  'multiarch.inspectImage': [what?: ImageSubject | { readonly fsPath: string }];
  /** Audits an image: called as the command before, and with nothing it asks for one. */
  'multiarch.auditImage': [what?: ImageSubject | { readonly fsPath: string }];
  /** Says what pushing the spec of a manifest list would do: from lenses with its URI, from the palette without. */
  'multiarch.planManifestSpec': [file?: string | { readonly fsPath: string }];
  /** Publishes it. */
  'multiarch.pushManifestSpec': [file?: string | { readonly fsPath: string }];
  /** Sets a rule's level where it holds for a file. */
  'multiarch.setRuleLevel': [uri: string, rule: RuleCode, level: RuleLevel];
}

/** Commands that stand in no menu: a quick fix brings their arguments. */
export const serverCommandIds = [
  'multiarch.findTag',
  'multiarch.dropTargets',
  'multiarch.checkDownloads',
  'multiarch.explainStage',
  'multiarch.fixRuleInWorkspace',
  'multiarch.setRuleLevel',
] as const satisfies readonly (keyof ServerCommands)[];

/** The commands that Markdown of the language server may name. They take an image, and ask for what else they need. */
export const linkedCommands = {
  inspect: 'multiarch.inspectImage',
  audit: 'multiarch.auditImage',
} as const satisfies Readonly<Record<string, keyof ServerCommands>>;

/** A link in Markdown that opens an image in the platform inspector, or audits it. */
export function imageLink(
  title: string,
  command: keyof typeof linkedCommands,
  subject: ImageSubject,
): string {
  // Parentheses would end the link.
  const args = encodeURIComponent(JSON.stringify([subject])).replace(
    /[()]/g,
    (character) => `%${character.charCodeAt(0).toString(16)}`,
  );
  return `[${title}](command:${linkedCommands[command]}?${args})`;
}

/** Builds the command's LSP form. */
export function serverCommand<Id extends keyof ServerCommands>(
  command: Id,
  title: string,
  ...args: ServerCommands[Id]
): { readonly command: Id; readonly title: string; readonly arguments: ServerCommands[Id] } {
  return { command, title, arguments: args };
}
