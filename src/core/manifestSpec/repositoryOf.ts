/**
 * A reference without its tag or digest, as it is written: it may hold variables with colons and slashes, such
 * as `${TAG:-1.0}` and `${env:REPO}`.
 */
export function repositoryOf(reference: string): string {
  // Twice: one may stand in another, `${TAG:-${VERSION}}`.
  const plain = withoutVariables(withoutVariables(reference));
  const [name = ''] = plain.split('@', 1);
  const colon = name.indexOf(':', name.lastIndexOf('/') + 1);
  return reference.slice(0, colon === -1 ? name.length : colon);
}

/** The tag of a reference, as it is written; undefined without one. */
export function tagOf(reference: string): string | undefined {
  const rest = reference.slice(repositoryOf(reference).length);
  return rest.startsWith(':') ? rest.slice(1) : undefined;
}

/** The same length, with letters in the place of variables that hold no others. */
function withoutVariables(text: string): string {
  return text.replace(/\$\{[^${}]*\}/g, (variable) => '_'.repeat(variable.length));
}
