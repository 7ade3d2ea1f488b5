import { l10n } from 'vscode';
import { notify, type Remedy } from '../notify.ts';
import { run } from '../register.ts';

/** A button that shows what a tag or a digest names. */
export function inspectRemedy(reference: string): Remedy {
  return {
    label: l10n.t('Inspect'),
    run: () => {
      run('multiarch.inspectImage', { kind: 'registry', reference });
    },
  };
}

/** Says that tags may have been changed, or not. @param why a sentence */
export function tellUnknown(names: readonly string[], why: string): Promise<void> {
  return notify({
    severity: 'error',
    message: unknownText(names.join(', '), why),
    remedies: names.slice(0, 1).map(inspectRemedy),
  });
}

/** That nobody knows what tags name now. @param why a sentence */
export function unknownText(names: string, why: string): string {
  return l10n.t('{0} What {1} names now is not known: inspect it.', why, names);
}
