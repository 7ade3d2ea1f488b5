/** What the page of the inspector is made of. */
export interface PageParts {
  /** Address of the script. */
  readonly script: string;
  /** Address of the style sheet. */
  readonly style: string;
  /** Where the editor serves files of the extension from, as in `Webview.cspSource`. */
  readonly source: string;
  /** Unguessable, another one for each page. */
  readonly nonce: string;
  /** Of the words on it, as BCP 47 names it. */
  readonly language: string;
  readonly title: string;
}

/**
 * The empty page, which its script fills. It may load its own script and style sheet, and nothing else
 * from anywhere.
 */
export function inspectorDocument(parts: PageParts): string {
  const { script, style, source, nonce, language, title } = parts;
  const policy = [
    "default-src 'none'",
    `style-src ${source}`,
    `script-src 'nonce-${nonce}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="${escapeHtml(language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escapeHtml(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<link rel="stylesheet" href="${escapeHtml(style)}">
</head>
<body>
<script nonce="${escapeHtml(nonce)}" src="${escapeHtml(script)}"></script>
</body>
</html>
`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
