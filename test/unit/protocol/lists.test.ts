import assert from 'node:assert/strict';
import { readListMessage } from '../../../src/protocol/listMessage.ts';
import * as z from 'zod/mini';
import { listTask, readListOrder } from '../../../src/protocol/listTask.ts';

const source = { reference: 'app:1' };
const plan = { kind: 'plan', tags: ['app:1'], sources: [source] };

describe('messages about manifest lists', () => {
  for (const [name, task, expected] of [
    ['a plan', plan, true],
    ['a plan with wishes', { ...plan, wishes: { type: 'oci', annotations: { a: 'b' } } }, true],
    ['a list type that is none', { ...plan, wishes: { type: 'tar' } }, false],
    [
      'a source with all there is',
      {
        ...plan,
        sources: [
          {
            ...{ ...source, only: [{ os: 'linux', architecture: 'arm' }], givesWay: true },
            change: { platform: { variant: 'v7' }, annotations: { a: 'b' } },
          },
        ],
      },
      true,
    ],
    ['platforms that are texts', { ...plan, sources: [{ ...source, only: ['linux'] }] }, false],
    ['one platform', { ...plan, sources: [{ ...source, except: {} }] }, false],
    ['a change that is none', { ...plan, sources: [{ ...source, change: 'os' }] }, false],
    ['a way that is a text', { ...plan, sources: [{ ...source, givesWay: 'no' }] }, false],
    ['a name that every object has', { kind: 'constructor' }, false],
  ] as const) {
    it(`${expected ? 'take' : 'refuse'} ${name}`, () => {
      assert.equal(z.safeParse(listTask, task).success, expected);
    });
  }

  it('refuse an answer that is neither yes nor no', () => {
    assert(readListOrder({ kind: 'replace', may: false }).ok);
    assert(!readListOrder({ kind: 'replace', may: 'no' }).ok);
    assert(!readListOrder({ kind: 'replace' }).ok);
  });

  it('take what a worker answers', () => {
    for (const message of [
      { kind: 'publish', value: [{ tag: '1', state: 'published', previous: 'sha256:1' }] },
      { kind: 'digests', value: [{ reference: 'a', isGone: true }, { reference: 'b' }] },
      { kind: 'delete', value: { state: 'deleted', gone: ['1'] } },
      { kind: 'progress', done: 1, of: 2 },
    ]) {
      assert.deepEqual(readListMessage(message), message);
    }
  });

  it('fail where the answer is none, or the request was refused', () => {
    for (const [message, why] of [
      [{ job: 'none', problem: 'task: invalid_type' }, /task: invalid_type/],
      [{ kind: 'plan', value: {} }, /its answer is none/],
      [{ kind: 'publish', value: [{ tag: 1 }] }, /its answer is none/],
      [{ kind: 'constructor' }, /its answer is none/],
    ] as const) {
      const read = readListMessage(message);
      assert(read.kind === 'failed');
      assert.match(read.reason.message, why);
    }
  });
});
