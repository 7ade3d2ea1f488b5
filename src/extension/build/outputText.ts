import { l10n } from 'vscode';
import type { BuildOutput } from '../../core/build/buildRequest.ts';
import type { OutputAlternative } from '../../core/build/outputAlternatives.ts';
import type { OutputRefusal } from '../../core/build/outputs.ts';

/** An output in a few words. */
export function outputLabel(output: BuildOutput): string {
  return {
    push: l10n.t('Push to the registry'),
    load: l10n.t('Load into the Docker engine'),
    oci: l10n.t('Write an OCI archive'),
    docker: l10n.t('Write an archive for docker load'),
    local: l10n.t('Write the files into a folder'),
    tar: l10n.t('Write the files into a tar file'),
    digest: l10n.t('Push by digest, without a tag'),
    cache: l10n.t('Keep in the build cache only'),
  }[output];
}

/** Why an output cannot be had: what it is, and what the tools themselves say. */
export function refusalText({ code, message }: OutputRefusal): string {
  switch (code) {
    case 'tag-needed':
      return l10n.t('A push needs a name for the image.');
    case 'store-needed':
      return l10n.t('{0} The builder is an engine with the classic image store.', message);
    case 'list-not-loadable':
      return l10n.t(
        'What the engine takes is one platform of an image, and no attestations: {0}.',
        message,
      );
    case 'list-not-archivable':
      return l10n.t('Such an archive holds one platform, and no attestations: {0}.', message);
    case 'nodes-not-joinable':
      return l10n.t('Each node of the builder has a part of the image only: {0}.', message);
    case 'driver-pushes-no-digest':
      return `${message}.`;
    case 'digest-gets-tagged':
      return l10n.t(
        'Several nodes build it, and buildx joins what they push under the tag, or under "latest".',
      );
  }
}

/** What can be had instead, as a row of a list or a button. */
export function alternativeText(alternative: OutputAlternative): {
  readonly label: string;
  readonly detail: string;
} {
  switch (alternative.kind) {
    case 'each':
      return eachText(alternative);
    case 'prepare':
      return {
        'add-tag': {
          label: l10n.t('Give It a Name'),
          detail: l10n.t('Registry, repository and tag, such as registry.example.com/app:1.0'),
        },
        'create-builder': {
          label: l10n.t('Create Builder…'),
          detail: l10n.t('One of the driver docker-container, which is not bound to this store'),
        },
        'switch-store': {
          label: l10n.t('Switch the Store…'),
          detail: l10n.t(
            'The containerd image store holds all platforms; the engine is restarted for it',
          ),
        },
      }[alternative.code];
    case 'change': {
      const { code, request } = alternative;
      const platforms = request.platforms.join(', ');
      switch (code) {
        case 'without-attestations':
          return {
            label: l10n.t('Without Attestations'),
            detail: l10n.t('Provenance and SBOM are left out'),
          };
        case 'without-cache-export':
          return {
            label: l10n.t('Without Writing a Cache'),
            detail: l10n.t('What cacheTo asks for is left out'),
          };
        case 'other-builder':
          return {
            label: l10n.t('With {0}', request.builder ?? ''),
            detail: l10n.t('Another builder, this time'),
          };
        case 'own-platform':
          return {
            label: l10n.t('Only {0}', platforms),
            detail: l10n.t('The platform of the engine'),
          };
        default:
          return { label: outputLabel(code), detail: l10n.t('For {0}', platforms) };
      }
    }
  }
}

function eachText({ requests, join }: Extract<OutputAlternative, { kind: 'each' }>) {
  const made = requests.map(
    ({ output, tags: [tag], destination, platforms }) =>
      (output === 'digest' ? undefined : (destination ?? tag)) ?? platforms.join(),
  );
  return {
    label: join === undefined ? l10n.t('Each by Itself') : l10n.t('Each, Then Join Them'),
    detail:
      join === undefined
        ? made.join(', ')
        : l10n.t('{0}; then one manifest list {1} of them', made.join(', '), join.tags.join(', ')),
  };
}
