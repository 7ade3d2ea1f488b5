/** Words in the name of a variable that say that its value is nobody's business. */
const telling =
  /(?:^|[_.-])(?:TOKEN|PASSWORD|PASSWD|PASS|SECRET|CREDENTIALS?|PRIVATE_?KEY|API_?KEY|ACCESS_?KEY|AUTH)(?:$|[_.\d-])/i;

/**
 * Whether a build argument is named as secrets are. Its value ends in the history and the provenance of the
 * image (docs.docker.com/reference/build-checks/secrets-used-in-arg-or-env names the same words).
 */
export function isNamedLikeSecret(name: string): boolean {
  return telling.test(name.slice(0, 200));
}

/** What stands in the place of such a value. */
const hidden = '…';

/** The words of a command without the values of build arguments that are named as secrets are: for logs. */
export function withoutSecretValues(words: readonly string[]): readonly string[] {
  return words.map((word, at) => {
    const prefix = '--build-arg=';
    const isValue = words[at - 1] === '--build-arg';
    if (!isValue && !word.startsWith(prefix)) return word;
    const argument = isValue ? word : word.slice(prefix.length);
    const equals = argument.indexOf('=');
    if (equals < 0 || !isNamedLikeSecret(argument.slice(0, equals))) return word;
    return `${isValue ? '' : prefix}${argument.slice(0, equals)}=${hidden}`;
  });
}

/** Names of the build arguments of a command that are named as secrets are and have a value there. */
export function secretNames(words: readonly string[]): readonly string[] {
  const shown = withoutSecretValues(words);
  return words.flatMap((word, at) => {
    if (shown[at] === word) return [];
    return word.replace(/^--build-arg=/, '').split('=', 1);
  });
}
