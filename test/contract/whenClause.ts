/** One comparison of a `when` clause: `view == multiarch.builders`, `viewItem =~ /^node/`, `isLinux`. */
export interface Condition {
  readonly key: string;
  readonly operator?: string;
  /** Without quotes, or between the slashes of a regular expression. */
  readonly value?: string;
}

const condition =
  /^!?\s*(?<key>[\w.:-]+)(?:\s*(?<operator>==|!=|=~|<=?|>=?|\bin\b|\bnot in\b)\s*(?:\/(?<regex>.*)\/[a-z]*|'(?<quoted>[^']*)'|(?<plain>\S+)))?$/;

/** The comparisons of a `when` clause. Throws on one that it cannot read. */
export function conditionsOf(when: string): Condition[] {
  return when
    .split(/&&|\|\|/)
    .map((part) => part.trim().replace(/^\(+|\)+$/g, ''))
    .filter((part) => part !== 'true' && part !== 'false')
    .map((part) => {
      const groups = condition.exec(part)?.groups;
      const key = groups?.['key'];
      if (key === undefined) throw new Error(`Not a condition: ${part}`);
      const operator = groups?.['operator'];
      const value = groups?.['regex'] ?? groups?.['quoted'] ?? groups?.['plain'];
      return {
        key,
        ...(operator === undefined ? {} : { operator }),
        ...(value === undefined ? {} : { value }),
      };
    });
}
