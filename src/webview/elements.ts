import { visible } from './visible.ts';

/** What an element is made of besides its children; undefined leaves an attribute out. */
export type Attributes = Readonly<Record<string, string | undefined>>;

/** What stands in an element: elements, and texts, which are never read as HTML. */
export type Child = Node | string;

/** Makes an element. */
export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Attributes,
  children: readonly Child[] = [],
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) {
    if (value !== undefined) made.setAttribute(attribute, visible(value));
  }
  made.append(...children.map((child) => (typeof child === 'string' ? visible(child) : child)));
  return made;
}
