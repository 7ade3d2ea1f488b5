import { l10n } from 'vscode';
import type { Builder } from '../../../core/build/workerNode.ts';
import type { BuilderPorts } from './builderPorts.ts';
import { withProgress } from './performAction.ts';

/**
 * A builder with what its nodes report, which takes a while when one of them does not answer. Cancelled,
 * it is taken as it is known by then.
 */
export async function askBuilder({ builders }: BuilderPorts, builder: Builder): Promise<Builder> {
  return withProgress(l10n.t('Asking builder {0}', builder.name), async (signal) => {
    const cancelled = new Promise<undefined>((resolve) => {
      signal.addEventListener('abort', () => {
        resolve(undefined);
      });
    });
    const answer = await Promise.race([builders.readNamed(builder.name), cancelled]);
    return answer?.ok && answer.builder !== undefined ? answer.builder : builder;
  });
}
