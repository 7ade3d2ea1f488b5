import assert from 'node:assert/strict';
import {
  readExtensionMessage,
  readPageMessage,
  readPageState,
} from '../../../src/protocol/inspectorMessages.ts';

const page = { title: 't', subtitle: '', busy: false, status: '', blocks: [] as unknown[] };

function check(
  read: (message: unknown) => unknown,
  cases: readonly (readonly [unknown, boolean])[],
): void {
  for (const [message, isRight] of cases) {
    it(`${JSON.stringify(message).slice(-90)}: ${isRight ? 'read' : 'refused'}`, () => {
      assert.equal(read(message) === message && message !== undefined, isRight);
    });
  }
}

describe('a message of the page', () => {
  const act = (action: unknown) => ({ kind: 'act', action });
  check(readPageMessage, [
    [{ kind: 'ready' }, true],
    [act({ do: 'copy', text: 'sha256:12' }), true],
    [act({ do: 'show', digest: 'sha256:12' }), true],
    [act({ do: 'open', section: 'layers' }), true],
    [act({ do: 'choose', field: 'compare-left', value: 'sha256:12' }), true],
    [act({ do: 'inspect', reference: 'alpine' }), true],
    [act({ do: 'run', way: 'refresh' }), true],
    [act({ do: 'run', way: 'workbench.action.quit' }), false],
    [act({ do: 'run' }), false],
    [act({ do: 'copy', text: 1 }), false],
    [act({ do: 'copy', text: 'x'.repeat(4097) }), false],
    [act({ do: 'choose', field: 'compare-left' }), false],
    [act(null), false],
    [{ kind: 'act' }, false],
    [{ kind: 'other' }, false],
    [[], false],
    [null, false],
    ['ready', false],
  ]);
});

describe('a message of the extension', () => {
  const show = (...blocks: unknown[]) => ({ kind: 'show', page: { ...page, blocks } });
  const section = (blocks: unknown) => ({
    ...{ kind: 'section', id: 's', level: 2, title: '', note: '' },
    ...{ open: true, filled: true, blocks },
  });
  const cell = { texts: [{ text: 'a', title: 'b', font: 'code', tone: 'good' }] };
  const table = { kind: 'table', id: 't', caption: '', columns: [{ label: 'a' }] };
  check(readExtensionMessage, [
    [{ ...show(), origin: { kind: 'registry' } }, true],
    [show(), true],
    [show({ kind: 'note', tone: 'error', text: '' }), true],
    [show({ kind: 'list', items: [cell] }), true],
    [show({ kind: 'facts', facts: [{ label: '', cell }] }), true],
    [show({ ...table, rows: [{ cells: [cell], marked: true }] }), true],
    [show(section([section([{ kind: 'note', tone: 'plain', text: '' }])])), true],
    [show({ kind: 'note', tone: 'loud', text: '' }), false],
    [show({ kind: 'html', text: '' }), false],
    [show({ ...table, rows: [{ cells: [{ texts: ['a'] }] }] }), false],
    [show(section([{ kind: 'html' }])), false],
    [show(section(undefined)), false],
    [{ kind: 'show', page: { ...page, title: undefined } }, false],
    [{ kind: 'show' }, false],
    [{ kind: 'hide', page }, false],
  ]);
});

describe('what the page has kept', () => {
  check(readPageState, [
    [{ origin: null, sections: {}, scroll: 0 }, true],
    [{ sections: { layers: true }, scroll: 12.5 }, true],
    [{ origin: null, sections: { layers: 'yes' }, scroll: 0 }, false],
    [{ origin: null, sections: null, scroll: 0 }, false],
    [{ origin: null, sections: {}, scroll: Number.NaN }, false],
    [{}, false],
  ]);
});
