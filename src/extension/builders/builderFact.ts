import { l10n } from 'vscode';
import type { Builder } from '../../core/build/workerNode.ts';
import type { Fact } from '../../core/facts.ts';
import type { SelectedBuilder } from './builderStore.ts';
import { problemText } from './problemText.ts';

/**
 * The builder that would build, as a fact for the language server.
 *
 * @param now when docker answered, in ms since the epoch
 */
export function builderFact(answer: SelectedBuilder, now: number): Fact<Builder> {
  if (!answer.ok) return unknown(problemText(answer.problem));
  const { builder, missing } = answer;
  if (builder !== undefined) return { known: true, value: builder, asOf: now };
  return unknown(
    missing === undefined
      ? l10n.t('buildx has no current builder.')
      : l10n.t('There is no builder "{0}".', missing),
  );
}

function unknown(message: string): Fact<Builder> {
  return { known: false, reason: { code: 'builder-unknown', message } };
}
