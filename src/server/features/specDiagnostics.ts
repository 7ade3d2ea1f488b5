import { CodeActionKind, type CodeAction, type Diagnostic } from 'vscode-languageserver';
import type { Analysis } from '../../core/analysis/analyze.ts';
import { renderMessage } from '../../core/analysis/finding.ts';
import type { SpecProblem } from '../../core/manifestSpec/specProblem.ts';
import type { Range } from '../../core/text.ts';
import { intersects, severities } from './diagnostics.ts';

/** The section that explains every code. */
const documentation =
  'https://github.com/multiarch-dev/multiarch/blob/main/docs/manifest-lists.md#spec-files';

/** What is wrong in the spec of a manifest list; nothing for other files. */
export function specDiagnostics({ spec, dockerfile: { lines } }: Analysis): readonly Diagnostic[] {
  return (spec?.problems ?? []).map((problem) => toDiagnostic(problem, lines.range(problem.span)));
}

function toDiagnostic({ code, severity, message }: SpecProblem, range: Range): Diagnostic {
  return {
    ...{ range, code, source: 'multiarch', severity: severities[severity] },
    codeDescription: { href: documentation },
    message: renderMessage(message),
  };
}

/** What may be written instead of the words of a spec that are wrong. */
export function specActions(
  { spec, dockerfile: { lines } }: Analysis,
  { uri, range: asked }: { readonly uri: string; readonly range: Range },
): readonly CodeAction[] {
  return (spec?.problems ?? []).flatMap((problem): CodeAction[] => {
    const range = lines.range(problem.span);
    const { fix } = problem;
    if (fix === undefined || !intersects(range, asked)) return [];
    return [
      {
        title: renderMessage(fix.title),
        kind: CodeActionKind.QuickFix,
        diagnostics: [toDiagnostic(problem, range)],
        isPreferred: true,
        edit: { changes: { [uri]: [{ range, newText: fix.newText }] } },
      },
    ];
  });
}
