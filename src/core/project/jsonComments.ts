/**
 * JSON with comments as JSON without: every character of a comment becomes a space, and a tab outside of
 * strings too, so that all that stays keeps its place. Linear, and total on what is no JSON.
 */
export function withoutComments(text: string): string {
  const parts: string[] = [];
  // Strings whole, comments whole up to the end of the text, tabs.
  const found = /"[^"\\\n]*(?:\\.[^"\\\n]*)*"?|\/\/[^\n]*|\/\*[^*]*(?:\*(?!\/)[^*]*)*(?:\*\/)?|\t/g;
  let end = 0;
  for (const { 0: token, index } of text.matchAll(found)) {
    parts.push(text.slice(end, index));
    parts.push(token.startsWith('"') ? token : token.replaceAll(/[^\r\n]/g, ' '));
    end = index + token.length;
  }
  parts.push(text.slice(end));
  return parts.join('');
}
