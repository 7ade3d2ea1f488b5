import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { inspectorDocument } from '../../../src/extension/images/inspector/inspectorDocument.ts';
import type { PageMessage, PageState } from '../../../src/protocol/inspectorMessages.ts';
import type { InspectorPage } from '../../../src/protocol/inspectorPage.ts';
import { startServer } from '../../support/registry/loopbackServer.ts';

const root = path.join(__dirname, '../../..');

/** Themes whose colours were recorded in a real editor. */
export const themes = ['light', 'dark', 'high-contrast'] as const;

/** One of them. */
export type Theme = (typeof themes)[number];

/** What the editor does to a webview: its class, its default styles, its colours. */
interface RecordedTheme {
  readonly bodyClass: string;
  readonly defaultStyles: string;
  readonly variables: Readonly<Record<string, string>>;
}

/** How wide and in what colours a page is shown, and what it has kept from before. */
export interface PageOptions {
  readonly theme: Theme;
  /** In CSS pixels. */
  readonly width: number;
  /** Whose background the page has: that of editors when left out. */
  readonly place?: 'editor' | 'sideBar';
  readonly state?: PageState;
  /** As the editor zooms: 2 for 200 %, with half of `width` for the page. 1 when left out. */
  readonly zoom?: number;
  /** Whether the user wants no movement, as most tests do. */
  readonly reducedMotion?: 'reduce' | 'no-preference';
}

/** The inspector's page in a browser, with the test in the place of the extension. */
export interface PageUnderTest {
  readonly page: Page;
  readonly show: (shown: InspectorPage, origin?: unknown) => Promise<void>;
  /** Everything that the page has sent so far. */
  readonly sent: () => Promise<readonly PageMessage[]>;
  /** What the page has kept last. */
  readonly state: () => Promise<PageState>;
  /** What was refused by the page's content security policy, and errors of its script. */
  readonly complaints: readonly string[];
  /** Every address that the page has asked for. */
  readonly requests: readonly string[];
  readonly close: () => Promise<void>;
}

/** What a theme's webviews are given. */
export function recordedTheme(theme: Theme): RecordedTheme {
  const file = path.join(root, `test/fixtures/vscode/1.139.1/webview-${theme}.json`);
  return JSON.parse(readFileSync(file, 'utf8')) as RecordedTheme;
}

/** Stands in for the editor's API in the page. */
function editorApi(state: unknown): string {
  return `{
    const sent = [];
    let state = ${JSON.stringify(state ?? null)} ?? undefined;
    window.test = { sent, state: () => state };
    window.acquireVsCodeApi = () => ({
      postMessage: (message) => { sent.push(structuredClone(message)); },
      getState: () => state,
      setState: (next) => { state = structuredClone(next); },
    });
  }`;
}

/** Gives the page what the editor gives a webview. The page's policy lets scripts of the browser do so. */
function dress({ bodyClass, defaultStyles, variables }: RecordedTheme, background: string): string {
  return `{
    const styles = new CSSStyleSheet();
    styles.replaceSync(${JSON.stringify(defaultStyles)} + ' html { background: var(${background}) }');
    document.adoptedStyleSheets = [styles];
    for (const [name, value] of Object.entries(${JSON.stringify(variables)})) {
      document.documentElement.style.setProperty(name, value);
    }
    document.body.className = ${JSON.stringify(bodyClass)};
  }`;
}

/** Opens the page of `dist/` in a browser. */
export async function openPage(
  browser: Browser,
  { theme, width, place = 'editor', state, zoom = 1, reducedMotion = 'reduce' }: PageOptions,
): Promise<PageUnderTest> {
  const server = await startServer((request, response) => {
    const file = /^\/inspector\.(js|css)$/.exec(request.url ?? '')?.[1];
    const type = { js: 'text/javascript', css: 'text/css' }[file ?? ''] ?? 'text/html';
    response.setHeader('content-type', `${type}; charset=utf-8`);
    response.end(
      file === undefined
        ? inspectorDocument({
            ...{ script: '/inspector.js', style: '/inspector.css', source: server.origin },
            ...{ nonce: 'n0nce', language: 'en', title: 'Inspector' },
          })
        : readFileSync(path.join(root, `dist/inspector.${file}`)),
    );
  });
  const context = await browser.newContext({
    viewport: { width: Math.round(width / zoom), height: Math.round(900 / zoom) },
    deviceScaleFactor: zoom,
    locale: 'en-GB',
    timezoneId: 'Europe/Berlin',
    forcedColors: 'none',
    reducedMotion,
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  const requests: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => requests.push(new URL(request.url()).pathname));
  await page.addInitScript(editorApi(state));
  await page.goto(`${server.origin}/`);
  const background =
    place === 'editor' ? '--vscode-editor-background' : '--vscode-sideBar-background';
  await page.evaluate(dress(recordedTheme(theme), background));
  return {
    page,
    complaints,
    requests,
    show: async (shown, origin = null) => {
      const message = JSON.stringify({ kind: 'show', page: shown, origin });
      // Once the page has drawn it.
      await page.evaluate(
        `new Promise((done) => {
          window.addEventListener('message', () => requestAnimationFrame(done), { once: true });
          window.postMessage(${message}, '*');
        })`,
      );
    },
    sent: () => page.evaluate<readonly PageMessage[]>('test.sent'),
    state: () => page.evaluate<PageState>('test.state()'),
    close: async () => {
      await context.close();
      await server.close();
    },
  };
}
