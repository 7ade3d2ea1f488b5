/**
 * A template of Helm as something that a reader of YAML takes: every action (`{{ … }}`) becomes a word of its
 * length, and one that fills its line becomes nothing, so that all else keeps its place. Linear.
 */
export function withoutActions(text: string): string {
  const parts: string[] = [];
  let end = 0;
  for (let at = text.indexOf('{{'); at !== -1; at = text.indexOf('{{', end)) {
    const close = text.indexOf('}}', at + 2);
    if (close === -1) break;
    parts.push(text.slice(end, at), text.slice(at, close + 2).replaceAll(/[^\r\n]/g, filler));
    end = close + 2;
  }
  parts.push(text.slice(end));
  return parts
    .join('')
    .split('\n')
    .map((line) => (isOnlyFiller(line) ? ' '.repeat(line.length) : line.replaceAll(filler, '_')))
    .join('\n');
}

/** Of the private use area: no text has it. */
const filler = '\uE000';

function isOnlyFiller(line: string): boolean {
  return line.includes(filler) && line.replaceAll(filler, '').trim() === '';
}
