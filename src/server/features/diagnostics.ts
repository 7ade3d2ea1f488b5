import { createHash } from 'node:crypto';
import {
  DiagnosticSeverity,
  DocumentDiagnosticReportKind,
  type Diagnostic,
  type DocumentDiagnosticReport,
} from 'vscode-languageserver';
import { renderMessage, type Finding, type Severity } from '../../core/analysis/finding.ts';

const severities: Readonly<Record<Severity, DiagnosticSeverity>> = {
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
  findings: readonly Finding[],
  previousResultId: string | undefined,
): DocumentDiagnosticReport {
  const items = findings.map(toDiagnostic);
  const resultId = createHash('sha1').update(JSON.stringify(items)).digest('base64');
  return resultId === previousResultId
    ? { kind: DocumentDiagnosticReportKind.Unchanged, resultId }
    : { kind: DocumentDiagnosticReportKind.Full, resultId, items };
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
