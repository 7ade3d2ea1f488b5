import assert from 'node:assert/strict';
import {
  debug,
  Location,
  Position,
  SourceBreakpoint,
  workspace,
  type DebugSession,
  type Disposable,
} from 'vscode';
import { buildDebugType } from '../../../src/extension/contributions.ts';
import { openFile } from './documents.ts';

interface AdapterMessage {
  readonly type: string;
  readonly event?: string;
  readonly body?: { readonly reason?: string; readonly threadId?: number };
}

/** A real build, by the docker of the lab, that stops at a breakpoint. */
describe('stepping through a build', () => {
  const disposables: Disposable[] = [];
  afterEach(async () => {
    await debug.stopDebugging();
    debug.removeBreakpoints(debug.breakpoints);
    for (const each of disposables.splice(0)) each.dispose();
  });

  /** Resolves with the session and the thread when an adapter says that it stopped for a reason. */
  function stopped(reason: string): Promise<{ session: DebugSession; threadId: number }> {
    return new Promise((resolve, reject) => {
      disposables.push(
        debug.registerDebugAdapterTrackerFactory(buildDebugType, {
          createDebugAdapterTracker: (session) => ({
            onDidSendMessage: ({ type, event, body }: AdapterMessage) => {
              if (type !== 'event' || event !== 'stopped' || body?.reason !== reason) return;
              resolve({ session, threadId: body.threadId ?? 0 });
            },
            onError: reject,
          }),
        }),
      );
    });
  }

  it('stops on a RUN line, for the platform that was chosen', async () => {
    const text = `FROM busybox:1.37.0\nRUN echo first > /first\nRUN uname -m > /second-${process.pid}\n`;
    const { uri } = await openFile('debugged/Dockerfile', text);
    debug.addBreakpoints([new SourceBreakpoint(new Location(uri, new Position(2, 0)))]);
    const atBreakpoint = stopped('breakpoint');
    const ended = new Promise<void>((resolve) => {
      disposables.push(
        debug.onDidTerminateDebugSession(() => {
          resolve();
        }),
      );
    });
    const started = await debug.startDebugging(workspace.getWorkspaceFolder(uri), {
      type: buildDebugType,
      request: 'launch',
      name: 'debugged',
      file: 'debugged/Dockerfile',
      platform: 'linux/arm64',
    });
    assert(started);
    const { session, threadId } = await atBreakpoint;
    const { stackFrames } = (await session.customRequest('stackTrace', { threadId })) as {
      stackFrames: { id: number; line: number }[];
    };
    assert.equal(stackFrames[0]?.line, 3);
    const { scopes } = (await session.customRequest('scopes', {
      frameId: stackFrames[0].id,
    })) as { scopes: { name: string; variablesReference: number }[] };
    const { variables } = (await session.customRequest('variables', {
      variablesReference: scopes[0]?.variablesReference,
    })) as { variables: { name: string; value: string }[] };
    assert.equal(variables.find(({ name }) => name === 'platform')?.value, 'linux/arm64');
    await session.customRequest('continue', { threadId });
    await ended;
  });
});
