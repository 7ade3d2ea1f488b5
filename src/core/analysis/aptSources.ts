import type { ShellCommand } from '../shell/script.ts';

/**
 * Whether a command writes a list of repositories for apt: by a redirection, by `tee` behind it, or as
 * `add-apt-repository`.
 *
 * @param text of the file
 * @param next the command that ends after it
 */
export function isAptSource(
  text: string,
  { name, words, redirections, span }: ShellCommand,
  next: ShellCommand | undefined,
): boolean {
  switch (name) {
    case 'add-apt-repository':
    case 'apt-add-repository':
      return true;
    case 'tee':
      return words.some(({ value }) => value.startsWith('/etc/apt/sources.list'));
    case 'cat':
    case 'echo':
    case 'printf':
      if (
        redirections.some(
          ({ target, body }) => !body && target.value.startsWith('/etc/apt/sources.list'),
        )
      )
        return true;
      return (
        next?.name === 'tee' &&
        next.words.some(({ value }) => value.startsWith('/etc/apt/sources.list')) &&
        /^\s*\|[^|]/.test(text.slice(span.end, next.span.start + 1))
      );
    default:
      return false;
  }
}

const OPTION = /(?<![a-z-])arch=([a-z0-9,-]+)|^Architectures:[ \t]*([a-z0-9][a-z0-9 \t-]*)$/gm;

/** The architectures, in Debian's words, to which a repository is restricted; empty without any. */
export function restrictions(value: string): readonly string[] {
  return [...value.matchAll(OPTION)].flatMap(([, list = '', lines = '']) =>
    [...list.split(','), ...lines.split(/[ \t]+/)].filter((word) => word !== ''),
  );
}
