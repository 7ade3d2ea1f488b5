/** Keeps what has the focus in place while the page is drawn anew, by its id. */
export function withFocusKept(draw: () => void): void {
  const id = document.activeElement?.id ?? '';
  draw();
  if (id === '') return;
  const again = document.getElementById(id);
  // What is gone leaves the focus at the top: a reader hears the title again.
  (again ?? document.querySelector<HTMLElement>('h1'))?.focus({ preventScroll: again !== null });
}
