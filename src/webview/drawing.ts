import type { DrawingBlock } from '../protocol/inspectorPage.ts';
import { element } from './elements.ts';
import { visible } from './visible.ts';

const namespace = 'http://www.w3.org/2000/svg';

/** A picture, which scrolls by itself where the page is narrower. */
export function drawingElement({ label, width, height, shapes }: DrawingBlock): HTMLElement {
  const svg = svgElement('svg', {
    ...{ role: 'img', 'aria-label': label, viewBox: `0 0 ${width} ${height}` },
    ...{ width: String(width), height: String(height) },
  });
  for (const shape of shapes) {
    if (shape.shape === 'path') {
      svg.append(svgElement('path', { class: shape.look, d: shape.d }));
      continue;
    }
    const { x, y, anchor, look, text, title } = shape;
    const place = { x: String(x), y: String(y), 'text-anchor': anchor };
    const words = svgElement('text', { class: look, ...place });
    words.append(visible(text));
    if (title !== undefined) {
      const whole = svgElement('title', {});
      whole.append(visible(title));
      words.append(whole);
    }
    svg.append(words);
  }
  return element('div', { class: 'drawing', tabindex: '0', role: 'group', 'aria-label': label }, [
    svg,
  ]);
}

function svgElement(
  name: 'svg' | 'path' | 'text' | 'title',
  attributes: Readonly<Record<string, string>>,
): SVGElement {
  const made = document.createElementNS(namespace, name);
  for (const [attribute, value] of Object.entries(attributes)) {
    made.setAttribute(attribute, visible(value));
  }
  return made;
}
