import { InputBoxValidationSeverity, l10n, type InputBoxValidationMessage } from 'vscode';
import type { NameRefusal } from '../../../core/build/builderName.ts';
import type { EndpointRefusal } from '../../../core/build/endpoint.ts';

/** A message that keeps the question. */
export function refusal(message: string): InputBoxValidationMessage {
  return { severity: InputBoxValidationSeverity.Error, message };
}

/** Why a name is refused. */
export function nameRefusalText(reason: NameRefusal, name: string): string {
  switch (reason) {
    case 'malformed':
      return l10n.t(
        'A name begins with a letter and has letters, digits, dots, dashes and underscores only.',
      );
    case 'reserved':
      return l10n.t('"default" is the builder of the Docker engine.');
    case 'taken':
      return l10n.t('There is one named {0} already.', name);
  }
}

/** Why an address is refused. */
export function endpointRefusalText(reason: EndpointRefusal): string {
  switch (reason.code) {
    case 'empty':
      return l10n.t('Write an address.');
    case 'option':
      return l10n.t('An address does not begin with a dash: docker would take it for an option.');
    case 'blank':
      return l10n.t('An address has no blanks.');
    case 'host':
      return l10n.t('Name a machine, or a path, after "://".');
    case 'port':
      return l10n.t('Write the port after the machine, such as ":1234".');
    case 'ssh-path':
      return l10n.t('An address of ssh ends after the machine, or its port.');
    case 'scheme':
      return l10n.t(
        'It begins with one of: {0}.',
        reason.known.map((scheme) => `${scheme}://`).join(' '),
      );
  }
}
