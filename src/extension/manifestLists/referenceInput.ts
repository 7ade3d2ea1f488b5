import { InputBoxValidationSeverity, l10n, type InputBoxValidationMessage } from 'vscode';
import { familiarName, parseReference, withDefaultTag } from '../../core/image/reference.ts';
import { wordsOf } from './listState.ts';

/** Why a text is no reference; undefined when it is one. */
export function checkReference(text: string): InputBoxValidationMessage | undefined {
  if (text === '') return error(l10n.t('Write an image, for example ghcr.io/team/app:1.0-arm64.'));
  const parsed = parseReference(text);
  return parsed.ok ? undefined : error(`${text}: ${parsed.problem.message}`);
}

/** Why a text is no tag that can be changed or deleted: one reference, without a digest; undefined when it is one. */
export function checkTag(text: string): InputBoxValidationMessage | undefined {
  const parsed = parseReference(text);
  if (!parsed.ok || parsed.value.digest === undefined) return checkReference(text);
  return error(l10n.t('{0}: a digest is of no tag; write the tag.', text));
}

/** Why words are no references, at least one; undefined when they are. */
export function checkReferences(text: string): InputBoxValidationMessage | undefined {
  const words = wordsOf(text);
  if (words.length === 0) return checkReference('');
  return words.map(checkReference).find((message) => message !== undefined);
}

/** A tag's name (distribution specification 1.1, "Pulling manifests"). */
const tagName = /^\w[\w.-]{0,127}$/;

/**
 * The tags that words stand for: references of one repository, of which all but the first may be the tag alone.
 * A problem instead of them is a sentence.
 */
export function readTags(
  text: string,
): { readonly ok: true; readonly tags: readonly string[] } | { readonly ok: false; why: string } {
  const tags: string[] = [];
  let repository = '';
  for (const word of wordsOf(text)) {
    const written = repository !== '' && tagName.test(word) ? `${repository}:${word}` : word;
    const parsed = parseReference(written);
    if (!parsed.ok) return { ok: false, why: `${word}: ${parsed.problem.message}` };
    if (parsed.value.digest !== undefined) {
      return { ok: false, why: l10n.t('{0}: a digest cannot be chosen; write a tag.', word) };
    }
    const name = familiarName(parsed.value);
    if (repository !== '' && name !== repository) {
      const why = l10n.t('All tags are of one repository: {0} and {1} are two.', repository, name);
      return { ok: false, why };
    }
    repository = name;
    tags.push(withDefaultTag(parsed.value).familiar);
  }
  if (tags.length === 0) {
    return {
      ok: false,
      why: l10n.t('Write where the list goes, for example ghcr.io/team/app:1.0.'),
    };
  }
  return { ok: true, tags: [...new Set(tags)] };
}

/** Why words are no tags of one repository. */
export function checkTags(text: string): InputBoxValidationMessage | undefined {
  const read = readTags(text);
  return read.ok ? undefined : error(read.why);
}

function error(message: string): InputBoxValidationMessage {
  return { message, severity: InputBoxValidationSeverity.Error };
}
