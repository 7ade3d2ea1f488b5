import type { Button, PageAction } from '../protocol/inspectorPage.ts';
import { element } from './elements.ts';

/** Asks the extension for something. */
export type Act = (action: PageAction) => void;

/** A button of the page. */
export function buttonOf({ id, label, title, action }: Button, act: Act): HTMLButtonElement {
  const made = element('button', { type: 'button', id, 'aria-label': title }, [label]);
  made.addEventListener('click', () => {
    act(action);
  });
  return made;
}
