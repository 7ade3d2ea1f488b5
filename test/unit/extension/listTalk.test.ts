import '../../support/vscodeStub.ts';
import assert from 'node:assert/strict';
import { window, workspace } from 'vscode';
import { askWorker } from '../../../src/extension/manifestLists/listTalk.ts';
import type { ListPorts } from '../../../src/extension/manifestLists/listPorts.ts';

describe('a task about manifest lists', () => {
  it('is cancelled at once, also before it has begun', async () => {
    Object.assign(workspace, { isTrusted: true });
    const readRegistries = () => new Promise(() => undefined);
    const ports = { server: { readRegistries }, worker: '' } as unknown as ListPorts;
    const stop = new AbortController();
    const answer = askWorker(ports, { kind: 'changes' }, stop.signal);
    stop.abort();
    assert.equal(await answer, undefined);
  });

  const before = workspace.isTrusted;
  afterEach(() => {
    Object.assign(workspace, { isTrusted: before });
  });

  for (const [name, isTrusted, method] of [
    ['in a workspace that is not trusted', false, 'showWarningMessage'],
    ['without the language server', true, 'showErrorMessage'],
  ] as const) {
    it(`ends ${name} while the message of it stays`, async () => {
      Object.assign(workspace, { isTrusted });
      const said: string[] = [];
      Object.assign(window, {
        [method]: (message: string) => {
          said.push(message);
          return new Promise(() => undefined);
        },
      });
      const readRegistries = () => Promise.resolve(undefined);
      const ports = { server: { readRegistries }, worker: '' } as unknown as ListPorts;
      assert.equal(await askWorker(ports, { kind: 'changes' }), undefined);
      assert.equal(said.length, 1);
    });
  }
});
