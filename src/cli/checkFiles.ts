import {
  analyzeFiles,
  type Asked,
  type File,
  type FileAnalysis,
  type Surroundings,
} from '../adapters/workspace/fileAnalyses.ts';
import type { KnownImages } from '../adapters/workspace/imageQuestions.ts';
import type { Analysis } from '../core/analysis/analyze.ts';
import { findingsOf } from './checkedFindings.ts';
import type { CheckedFile } from './checkedFilesText.ts';
import { imageOrigins } from './imageOrigins.ts';
import { CommandError } from './terminal.ts';

/** A file that was looked at, and how it is looked at again when its text has changed. */
export interface AnalyzedFile extends CheckedFile {
  readonly analysis: Analysis;
  readonly look: (text: string) => Analysis;
}

/** Says what is kept of a file that was looked at. */
export type Take<T> = (analyzed: FileAnalysis, images: KnownImages['images']) => T;

/**
 * Looks at files, and says where what is known of their images comes from.
 *
 * @param take what is kept of each: {@link withAnalysis} or {@link withoutFixes}
 * @throws {CommandError} when interrupted
 */
export async function checkAll<T>(
  files: readonly File[],
  surroundings: Surroundings,
  asked: Asked,
  take: Take<T>,
): Promise<readonly T[]> {
  try {
    return (await analyzeFiles(files, surroundings, asked, take)).files;
  } catch (error) {
    if (asked.signal.aborted) throw new CommandError('interrupted.');
    throw error;
  }
}

/** All that is known of a file, to be mended. */
export const withAnalysis: Take<AnalyzedFile> = ({ file, analysis, look }, images) => ({
  ...describe(file, analysis, images),
  ...{ analysis, look },
});

/** What is printed of a file whose fixes nobody asks for: they hold on to all that was worked out of it. */
export const withoutFixes: Take<CheckedFile> = ({ file, analysis }, images) => {
  const { targets, unknown } = analysis;
  const findings = findingsOf(analysis).map(({ rule, severity, message, range, platforms }) => ({
    ...{ rule, severity, message, range, platforms },
    fixes: [],
  }));
  return { ...describe(file, analysis, images), analysis: { targets, findings, unknown } };
};

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
