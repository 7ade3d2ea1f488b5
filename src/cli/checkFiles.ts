import {
  analyzeFiles,
  type Asked,
  type File,
  type Surroundings,
} from '../adapters/workspace/fileAnalyses.ts';
import type { Analysis } from '../core/analysis/analyze.ts';
import type { CheckedFile } from './checkedFilesText.ts';
import { imageOrigins } from './imageOrigins.ts';
import { CommandError } from './terminal.ts';

/** A file that was looked at, and how it is looked at again when its text has changed. */
export interface AnalyzedFile extends CheckedFile {
  readonly look: (text: string) => Analysis;
}

/**
 * Looks at files, and says where what is known of their images comes from.
 *
 * @throws {CommandError} when interrupted
 */
export async function checkAll(
  files: readonly File[],
  surroundings: Surroundings,
  asked: Asked,
): Promise<readonly AnalyzedFile[]> {
  const { files: analyzed, images } = await analyzeFiles(files, surroundings, asked).catch(
    (error: unknown) => {
      if (asked.signal.aborted) throw new CommandError('interrupted.');
      throw error;
    },
  );
  return analyzed.map(({ file, analysis, look }) => {
    const { path, text, declared, project, beside, readServices } = file;
    const origins = imageOrigins(
      analysis.sites.map(({ reference }) => reference),
      images,
    );
    const services = readServices?.(text).elsewhere ?? [];
    return {
      ...{ path, text, look, analysis, origins, source: declared.source },
      ...(project.unread !== undefined && { unread: project.unread }),
      ...(beside !== undefined && { beside: { file: beside, services } }),
    };
  });
}
