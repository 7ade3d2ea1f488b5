import '../../support/vscodeStub.ts';
import assert from 'node:assert/strict';
import { workspace, type TextDocument } from 'vscode';
import { contributeSpecs } from '../../../src/extension/manifestSpecs/contributeSpecs.ts';

type Listener = (document: TextDocument) => void;

const spec = 'image: team/app:1\nmanifests:\n  - image: team/app:1-amd64\n';

describe('the extension on YAML documents', () => {
  it('looks at the beginning of the one that was opened, until the server runs', async () => {
    const looked: string[] = [];
    const documentOf = (name: string, text: string, languageId = 'yaml') => {
      const getText = (range?: { readonly end: { readonly line: number } }) => {
        looked.push(`${name} ${range ? 'beginning' : 'whole'}`);
        return text;
      };
      return { languageId, uri: { path: `/w/${name}` }, getText } as unknown as TextDocument;
    };
    const listeners: Listener[] = [];
    const on = (listener: Listener) => {
      listeners.push(listener);
      return { dispose: () => undefined };
    };
    const others = [documentOf('a.yaml', 'a: 1'), documentOf('b.yaml', 'b: 1')];
    Object.assign(workspace, {
      ...{ textDocuments: others, onDidOpenTextDocument: on, onDidSaveTextDocument: on },
    });
    let starts = 0;
    const ensureStarted = () => {
      starts++;
      return Promise.resolve({});
    };
    const ports = { server: { ensureStarted } } as unknown as Parameters<typeof contributeSpecs>[0];
    contributeSpecs(ports);
    await new Promise(setImmediate);
    assert.deepEqual(looked.splice(0), ['a.yaml beginning', 'b.yaml beginning']);

    const [opened] = listeners;
    assert(opened);
    opened(documentOf('program.ts', '', 'typescript'));
    assert.deepEqual(looked.splice(0), []);
    opened(documentOf('list.yaml', spec));
    assert.deepEqual(looked.splice(0), ['list.yaml beginning']);
    assert.equal(starts, 1);
    await new Promise(setImmediate);
    opened(documentOf('list.yaml', spec));
    assert.deepEqual(looked, []);
    assert.equal(starts, 1);
  });
});
