import {
  readExtensionMessage,
  readPageState,
  type PageMessage,
  type PageState,
} from '../protocol/inspectorMessages.ts';
import type { InspectorPage } from '../protocol/inspectorPage.ts';
import { blockElement, type BlockPorts } from './blocks.ts';
import { element } from './elements.ts';
import { withFocusKept } from './pageFocus.ts';
import { visible } from './visible.ts';

/** What the editor gives a page (API of VS Code 1.104, `WebviewApi`). */
interface EditorApi {
  postMessage(message: PageMessage): void;
  getState(): unknown;
  setState(state: PageState): void;
}

declare function acquireVsCodeApi(): EditorApi;

const editor = acquireVsCodeApi();
let state: PageState = readPageState(editor.getState()) ?? {
  origin: null,
  sections: {},
  scroll: 0,
};

/** Read out by screen readers when its text changes; so it stays while all else is drawn anew. */
const status = element('p', { role: 'status', class: 'status' });
const main = element('main', {});
document.body.append(status, main);

const ports: BlockPorts = {
  act: (action) => {
    editor.postMessage({ kind: 'act', action });
  },
  isOpen: (section) => state.sections[section],
  onToggle: (section, open) => {
    keep({ sections: { ...state.sections, [section]: open } });
  },
};

function keep(part: Partial<PageState>): void {
  state = { ...state, ...part };
  editor.setState(state);
}

function show(page: InspectorPage): void {
  withFocusKept(() => {
    main.setAttribute('aria-busy', String(page.busy));
    main.replaceChildren(
      element('header', {}, [
        element('h1', { id: 'title', tabindex: '-1' }, [page.title]),
        ...(page.subtitle === '' ? [] : [element('p', { class: 'subtitle' }, [page.subtitle])]),
      ]),
      ...page.blocks.map((block) => blockElement(block, ports)),
    );
  });
  document.title = visible(page.title);
  status.classList.toggle('done', !page.busy);
  const said = visible(page.status);
  if (status.textContent !== said) status.textContent = said;
}

let isFirst = true;

window.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
  const message = readExtensionMessage(data);
  if (message === undefined) return;
  keep({ origin: message.origin });
  show(message.page);
  if (isFirst && !message.page.busy) {
    isFirst = false;
    window.scrollTo({ top: state.scroll });
  }
});

window.addEventListener(
  'scroll',
  () => {
    keep({ scroll: window.scrollY });
  },
  { passive: true },
);

editor.postMessage({ kind: 'ready' });
