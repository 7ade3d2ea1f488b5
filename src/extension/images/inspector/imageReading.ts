import { CancellationTokenSource, l10n, type CancellationToken } from 'vscode';
import type { Fact } from '../../../core/facts.ts';
import type { Inspections } from '../../client.ts';
import type { LanguageServer } from '../../languageServer.ts';
import type { ImageReading } from './imageSession.ts';

/** Reads images by the language server. Whatever happens to the server, the answer is a fact. */
export function imageReading(server: LanguageServer): ImageReading {
  async function ask<T>(
    signal: AbortSignal,
    question: (inspections: Inspections, token: CancellationToken) => Promise<Fact<T>>,
  ): Promise<Fact<T>> {
    const source = new CancellationTokenSource();
    const cancel = () => {
      source.cancel();
    };
    signal.addEventListener('abort', cancel);
    try {
      const running = await server.ensureStarted();
      if (running === undefined) return unknown(l10n.t('The language server does not run.'));
      signal.throwIfAborted();
      return await question(running.inspections, source.token);
    } catch (error) {
      return unknown(error instanceof Error ? error.message : String(error));
    } finally {
      signal.removeEventListener('abort', cancel);
      source.dispose();
    }
  }
  return {
    image: (params, signal) => ask(signal, (of, token) => of.image(params, token)),
    attestation: (params, signal) => ask(signal, (of, token) => of.attestation(params, token)),
    referrers: (params, signal) => ask(signal, (of, token) => of.referrers(params, token)),
    document: (params, signal) => ask(signal, (of, token) => of.document(params, token)),
  };
}

function unknown(message: string): Fact<never> {
  return { known: false, reason: { code: 'failed', message } };
}
