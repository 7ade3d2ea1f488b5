import type { File, FileAnalysis } from '../../adapters/workspace/fileAnalyses.ts';
import type { KnownImages } from '../../adapters/workspace/imageQuestions.ts';
import type { Analysis } from '../../core/analysis/analyze.ts';
import { findingsOf, type CheckedFinding } from '../checkedFindings.ts';
import type { CheckedFile } from '../checkedFilesText.ts';
import { imageOrigins } from '../imageOrigins.ts';

/** A file that was looked at, and how it is looked at again when its text has changed. */
export interface AnalyzedFile extends CheckedFile {
  readonly analysis: Analysis;
  readonly look: (text: string) => Analysis;
}

/** Says what is kept of a file that was looked at. */
export type Keep<T> = (analyzed: FileAnalysis, images: KnownImages['images']) => T;

/** All that is known of a file, to be mended. */
export const withAnalysis: Keep<AnalyzedFile> = ({ file, analysis, look }, images) => ({
  ...describe(file, analysis, images),
  ...{ analysis, look },
});

/**
 * What is printed of a file, as values that can be sent to another thread. An analysis holds on to all that was worked
 * out of the file, and so do fixes until they are asked for.
 */
export const printedOf: Readonly<Record<'findings' | 'edits', Keep<CheckedFile>>> = {
  findings: (analyzed, images) => printed(analyzed, images, () => []),
  edits: (analyzed, images) =>
    printed(analyzed, images, ({ fixes }) => fixes.filter(({ kind }) => kind === 'edit')),
};

function printed(
  { file, analysis }: FileAnalysis,
  images: KnownImages['images'],
  fixesOf: (finding: CheckedFinding) => CheckedFinding['fixes'],
): CheckedFile {
  const { targets, unknown } = analysis;
  const findings = findingsOf(analysis).map((finding) => {
    const { rule, severity, message, range, platforms } = finding;
    return { rule, severity, message, range, platforms, fixes: fixesOf(finding) };
  });
  return { ...describe(file, analysis, images), analysis: { targets, findings, unknown } };
}

function describe(
  { path, text, declared, project, beside, readServices }: File,
  { sites }: Analysis,
  images: KnownImages['images'],
): Omit<CheckedFile, 'analysis'> {
  const origins = imageOrigins(
    sites.map(({ reference }) => reference),
    images,
  );
  const services = readServices?.(text).elsewhere ?? [];
  return {
    ...{ path, text, origins, source: declared.source },
    ...(project.unread !== undefined && { unread: project.unread }),
    ...(beside !== undefined && { beside: { file: beside, services } }),
  };
}
