import { CodeActionKind, type CodeAction, type Diagnostic } from 'vscode-languageserver';
import type { Analysis } from '../../core/analysis/analyze.ts';
import { ignoreEdit } from '../../core/analysis/comments.ts';
import { ruleEdits, safeEdits } from '../../core/analysis/edits.ts';
import { renderMessage, type Finding, type RuleCode } from '../../core/analysis/finding.ts';
import type { Fix, TextEdit } from '../../core/analysis/fix.ts';
import { say } from '../../core/language.ts';
import type { Range } from '../../core/text.ts';
import { serverCommand } from '../../protocol/commands.ts';
import { intersects, toDiagnostic } from './diagnostics.ts';

/** The kind of the action that applies every safe fix of a file. */
export const fixAllKind = `${CodeActionKind.SourceFixAll}.multiarch`;

/** What an editor asks code actions for. */
export interface CodeActionRequest {
  readonly uri: string;
  readonly version: number;
  readonly text: string;
  readonly range: Range;
  /** Kinds that are wanted; all when it is left out. */
  readonly only?: readonly string[];
}

/**
 * The ways out of what was found at a place: the rule's own fixes first, then those for all findings of
 * the rule, then how to be quiet about it. And, when asked for, every safe fix of the file at once.
 */
export function codeActions(analysis: Analysis, request: CodeActionRequest): CodeAction[] {
  const actions: CodeAction[] = [];
  if (isWanted(request, CodeActionKind.QuickFix)) {
    const here = analysis.findings.filter(({ range }) => intersects(range, request.range));
    actions.push(...quickFixes(here, analysis, request));
  }
  // An editor that fixes on save asks for this kind by name; in a menu it would only be in the way.
  if (request.only?.some((kind) => covers(kind, fixAllKind)) === true) {
    const edits = safeEdits(analysis.findings);
    if (edits.length > 0) {
      actions.push({
        title: say('Apply all safe Multi-Arch fixes'),
        kind: fixAllKind,
        edit: changes(request.uri, edits),
      });
    }
  }
  return actions;
}

/** For several findings at one place: what mends one of them stands before what silences another. */
function quickFixes(
  findings: readonly Finding[],
  analysis: Analysis,
  request: CodeActionRequest,
): readonly CodeAction[] {
  const ways = findings.flatMap((finding) =>
    finding.fixes.map((fix, index) =>
      wayOut(fix, {
        diagnostics: [toDiagnostic(finding)],
        request,
        isPreferred: index === 0 && fix.kind === 'edit',
      }),
    ),
  );
  const others = findings.filter(({ rule }) => rule !== 'dockerfile-error');
  const byRule = new Map(others.map((finding) => [finding.rule, finding]));
  return [
    ...withoutRepeats(ways),
    ...[...byRule.values()].flatMap((finding) =>
      forWholeRule(finding.rule, analysis, [toDiagnostic(finding)], request),
    ),
    ...[...byRule.values()].flatMap((finding) =>
      silencing(finding, analysis, [toDiagnostic(finding)], request),
    ),
  ];
}

/** What mends several findings in the same way is offered once, for all of them. */
function withoutRepeats(actions: readonly CodeAction[]): readonly CodeAction[] {
  const kept = new Map<string, CodeAction>();
  for (const action of actions) {
    const key = JSON.stringify([action.title, action.edit, action.command]);
    const before = kept.get(key);
    const diagnostics = [...(before?.diagnostics ?? []), ...(action.diagnostics ?? [])];
    kept.set(key, { ...(before ?? action), diagnostics });
  }
  return [...kept.values()];
}

function wayOut(
  fix: Fix,
  about: { diagnostics: Diagnostic[]; request: CodeActionRequest; isPreferred: boolean },
): CodeAction {
  const { diagnostics, request, isPreferred } = about;
  const title = renderMessage(fix.title);
  const action = { title, kind: CodeActionKind.QuickFix, diagnostics };
  switch (fix.kind) {
    case 'edit':
      return { ...action, isPreferred, edit: changes(request.uri, fix.edits) };
    case 'find-tag': {
      const { uri, version } = request;
      const { range, reference, platforms } = fix;
      const place = { uri, range, version };
      return {
        ...action,
        command: serverCommand('multiarch.findTag', title, place, { reference, platforms }),
      };
    }
    case 'check-downloads':
      return {
        ...action,
        command: serverCommand('multiarch.checkDownloads', title, fix.downloads),
      };
    case 'drop-targets':
      return {
        ...action,
        command: serverCommand('multiarch.dropTargets', title, request.uri, fix.platforms),
      };
  }
}

function forWholeRule(
  rule: RuleCode,
  { findings }: Analysis,
  diagnostics: Diagnostic[],
  { uri }: CodeActionRequest,
): readonly CodeAction[] {
  const { edits, mended } = ruleEdits(findings, rule);
  if (mended === 0) return [];
  const kind = CodeActionKind.QuickFix;
  const inFile = {
    title: say('Fix all {0} in this file', rule),
    kind,
    diagnostics,
    edit: changes(uri, edits),
  };
  const title = say('Fix all {0} in the workspace', rule);
  const command = serverCommand('multiarch.fixRuleInWorkspace', title, rule);
  return [...(mended > 1 ? [inFile] : []), { title, kind, diagnostics, command }];
}

function silencing(
  { rule, range }: Finding,
  { dockerfile, commentMark }: Analysis,
  diagnostics: Diagnostic[],
  { uri }: CodeActionRequest,
): readonly CodeAction[] {
  const kind = CodeActionKind.QuickFix;
  const edit = ignoreEdit(dockerfile, rule, range.start.line, commentMark);
  const turnOff = say('Turn off {0} in the settings', rule);
  return [
    {
      title: say('Ignore {0} here with a comment', rule),
      kind,
      diagnostics,
      edit: changes(uri, [edit]),
    },
    {
      title: turnOff,
      kind,
      diagnostics,
      command: serverCommand('multiarch.setRuleLevel', turnOff, uri, rule, 'off'),
    },
  ];
}

function changes(uri: string, edits: readonly TextEdit[]): NonNullable<CodeAction['edit']> {
  return { changes: { [uri]: edits.map(({ range, newText }) => ({ range, newText })) } };
}

/** Whether an editor asks for actions of a kind. */
export function isWanted({ only }: Pick<CodeActionRequest, 'only'>, kind: string): boolean {
  return only === undefined || only.some((wanted) => covers(wanted, kind));
}

/** Kinds are hierarchical: `source` covers `source.fixAll.multiarch` (LSP 3.17, CodeActionKind). */
function covers(wanted: string, kind: string): boolean {
  return wanted === '' || kind === wanted || kind.startsWith(`${wanted}.`);
}
