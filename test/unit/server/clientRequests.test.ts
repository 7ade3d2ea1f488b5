import assert from 'node:assert/strict';
import type { Connection } from 'vscode-languageserver';
import { fixRuleRequest, type FixRuleParams } from '../../../src/protocol/requests.ts';
import { registerClientRequests, type RequestSources } from '../../../src/server/clientRequests.ts';

const uri = 'file:///w/Dockerfile';
const asked: FixRuleParams = { uri, text: 'FROM alpine\n', rule: 'architecture-literal' };

/** Asks for the edits of a rule, and gives what the analyzer and the settings did, in order. */
async function fixRule({ isOpen = false, fails = false }): Promise<readonly string[]> {
  const log: string[] = [];
  const handlers = new Map<unknown, (params: FixRuleParams) => Promise<unknown>>();
  const connection = {
    onRequest: (type: unknown, handler: (params: FixRuleParams) => Promise<unknown>) => {
      handlers.set(type, handler);
    },
  } as unknown as Connection;
  registerClientRequests(connection, {
    documents: { get: () => (isOpen ? {} : undefined) },
    analyzer: {
      analyze: () => {
        log.push('analyze');
        return fails
          ? Promise.reject(new Error('no'))
          : Promise.resolve({ needs: [], findings: [] });
      },
      forget: (file: string) => log.push(`analyzer forgets ${file}`),
    },
    settings: {
      read: () => Promise.resolve({ registry: { lookups: 'off' } }),
      forget: (file: string) => log.push(`settings forget ${file}`),
    },
  } as unknown as RequestSources);
  const request = handlers.get(fixRuleRequest);
  assert.ok(request);
  await request(asked).catch(() => log.push('fails'));
  return log;
}

describe('edits for a rule', () => {
  const forgotten = [`settings forget ${uri}`, `analyzer forgets ${uri}`];

  it('leave nothing behind of a file that is not open', async () => {
    assert.deepEqual(await fixRule({}), ['analyze', 'analyze', ...forgotten]);
  });

  it('leave nothing behind where they fail', async () => {
    assert.deepEqual(await fixRule({ fails: true }), ['analyze', ...forgotten, 'fails']);
  });

  it('keep what is known of an open file', async () => {
    assert.deepEqual(await fixRule({ isOpen: true }), ['analyze', 'analyze']);
  });
});
