import { l10n } from 'vscode';
import { parseDockerfile } from '../../core/dockerfile/instructions.ts';
import { splitStages } from '../../core/dockerfile/stages.ts';

/** Line, from 0, in which the last stage of a Dockerfile begins; undefined without a stage. */
export function lastStageLine(text: string): number | undefined {
  return splitStages(parseDockerfile(text)).stages.at(-1)?.from.range.start.line;
}

/** What stands over it. */
export function buildLensTitle(): string {
  return `$(play) ${l10n.t('Build Image…')}`;
}
