import assert from 'node:assert/strict';
import { refusedHosts, refuseHost } from '../../../src/extension/refusedHosts.ts';

/** The editor's memory: what was written is read at once. */
function createMemory() {
  const values = new Map<string, unknown>();
  return {
    get: <T>(key: string, otherwise?: T) => (values.get(key) ?? otherwise) as T,
    update: (key: string, value: unknown) => {
      values.set(key, value);
      return Promise.resolve();
    },
  };
}

describe('refused hosts', () => {
  it('are none at first', () => {
    assert.deepEqual(refusedHosts(createMemory()), []);
  });

  it('are all kept when several questions are answered', async () => {
    const memory = createMemory();
    await Promise.all([refuseHost(memory, 'a.example'), refuseHost(memory, 'b.example:5000')]);
    await refuseHost(memory, 'a.example');
    assert.deepEqual(refusedHosts(memory), ['a.example', 'b.example:5000']);
  });
});
