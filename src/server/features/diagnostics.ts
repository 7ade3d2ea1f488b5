import { createHash } from 'node:crypto';
import {
  DiagnosticSeverity,
  DiagnosticTag,
  DocumentDiagnosticReportKind,
  type Diagnostic,
  type DocumentDiagnosticReport,
} from 'vscode-languageserver';
import type { Analysis } from '../../core/analysis/analyze.ts';
import { renderMessage, type Finding, type Severity } from '../../core/analysis/finding.ts';
import { splitStages } from '../../core/dockerfile/stages.ts';
import { say } from '../../core/language.ts';
import type { Range } from '../../core/text.ts';

/** The editor’s form of a severity. */
export const severities: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

/** The page that explains every rule, with a section for each code. */
const documentation = 'https://github.com/multiarch-dev/multiarch/blob/main/docs/rules.md';

/**
 * The answer to a diagnostics pull (LSP 3.17). The result id is made from the content, so that an
 * editor that has the same findings already is told "unchanged".
 */
export function diagnosticReport(
  items: Diagnostic[],
  previousResultId: string | undefined,
): DocumentDiagnosticReport {
  const resultId = createHash('sha1').update(JSON.stringify(items)).digest('base64');
  return resultId === previousResultId
    ? { kind: DocumentDiagnosticReportKind.Unchanged, resultId }
    : { kind: DocumentDiagnosticReportKind.Full, resultId, items };
}

/**
 * What an editor shows in a file: all findings, or those of the target that is looked at; then stages
 * that it does not need are dimmed.
 *
 * @param only the target that is looked at, formatted
 */
export function diagnosticsOf(analysis: Analysis, only?: string): Diagnostic[] {
  const { findings } = analysis;
  if (only === undefined) return findings.map(toDiagnostic);
  return [
    ...findings.filter(({ platforms }) => platforms.includes(only)).map(toDiagnostic),
    ...unreachedStages(analysis, only),
  ];
}

function unreachedStages({ dockerfile, resolution }: Analysis, only: string): Diagnostic[] {
  const target = resolution.targets.find(({ platform }) => platform === only);
  return splitStages(dockerfile).stages.flatMap(({ index, from, instructions }) => {
    if (target?.stages[index]?.reached !== false) return [];
    const end = (instructions.at(-1) ?? from).range.end;
    return [
      {
        range: { start: from.range.start, end },
        severity: DiagnosticSeverity.Hint,
        source: 'multiarch',
        message: say('A build for {0} does not need this stage.', only),
        tags: [DiagnosticTag.Unnecessary],
      },
    ];
  });
}

/** The editor’s form of a finding. */
export function toDiagnostic(finding: Finding): Diagnostic {
  return {
    range: finding.range,
    severity: severities[finding.severity],
    source: 'multiarch',
    code: finding.rule,
    codeDescription: { href: `${documentation}#${finding.rule}` },
    message: renderMessage(finding.message),
    data: { platforms: finding.platforms },
  };
}

/** Whether two ranges share a place, their ends included. */
export function intersects(a: Range, b: Range): boolean {
  return isUpTo(a.start, b.end) && isUpTo(b.start, a.end);
}

function isUpTo(a: Range['start'], b: Range['start']): boolean {
  return a.line < b.line || (a.line === b.line && a.character <= b.character);
}
