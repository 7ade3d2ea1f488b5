import { say } from '../../core/language.ts';

/** What is asked of a registry in one request, or read from a file of images in one piece. */
export type ContentName =
  | 'attestation'
  | 'deletion'
  | 'document'
  | 'image config'
  | 'layer'
  | 'list of referrers'
  | 'list of repositories'
  | 'list of tags'
  | 'manifest'
  | 'statement'
  | 'token';

/** The name of a piece as a sentence takes it, in the language of the program. */
export function sayContent(name: ContentName): string {
  switch (name) {
    case 'attestation':
      return say('attestation');
    case 'deletion':
      return say('deletion');
    case 'document':
      return say('document');
    case 'image config':
      return say('image config');
    case 'layer':
      return say('layer');
    case 'list of referrers':
      return say('list of referrers');
    case 'list of repositories':
      return say('list of repositories');
    case 'list of tags':
      return say('list of tags');
    case 'manifest':
      return say('manifest');
    case 'statement':
      return say('statement');
    case 'token':
      return say('token');
  }
}
