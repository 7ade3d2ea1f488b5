import type { Wording } from '../../src/extension/images/inspector/wording.ts';

/** English, as the editor gives it without a translation. */
export const english: Wording = {
  l10n: {
    t: (message, ...args) =>
      message.replace(/\{(\d+)\}/g, (_, at: string) => String(args[Number(at)] ?? '')),
  },
  language: 'en',
};
