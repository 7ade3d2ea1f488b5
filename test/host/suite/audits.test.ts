import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  commands,
  ConfigurationTarget,
  DiagnosticSeverity,
  languages,
  tasks,
  Uri,
  workspace,
  type Diagnostic,
} from 'vscode';
import { buildTaskType } from '../../../src/extension/contributions.ts';
import { elfProgram, writeLayout } from '../../support/imageLayout.ts';
import { startServer, type LoopbackServer } from '../../support/registry/loopbackServer.ts';
import { makeFakeDocker } from '../fakeDocker.ts';
import { openFile, workspaceFolder } from './documents.ts';
import { answerQuestions, type Answered } from './questions.ts';

const dockerfile = `FROM scratch
COPY data /data
COPY app /app
ENTRYPOINT ["/app"]
`;

/** What both platforms have: a program for amd64. */
const layers = [
  { by: 'COPY data /data # buildkit', files: [{ name: 'data', body: 'x' }] },
  {
    by: 'COPY app /app # buildkit',
    files: [{ name: 'app', mode: 0o755, body: elfProgram('amd64') }],
  },
];

/** An image whose label lies, in a registry, a folder, a file of a build; the worker reads all of them. */
describe('audits', function () {
  this.timeout(60_000);
  let folder = '';
  let server: LoopbackServer;
  let answered: Answered | undefined;

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'audits-'));
    await writeLayout(
      folder,
      ['amd64', 'arm64'].map((architecture) => ({ architecture, entrypoint: ['/app'], layers })),
    );
    const index = JSON.parse(await readFile(path.join(folder, 'index.json'), 'utf8')) as {
      manifests: { digest: string }[];
    };
    const root = index.manifests[0]?.digest ?? '';
    server = await startServer((request, response) => {
      const [, name = ''] = /\/(?:manifests|blobs)\/([\w:.-]+)$/.exec(request.url ?? '') ?? [];
      const hex = (name.startsWith('sha256:') ? name : root).slice('sha256:'.length);
      if (name === '') response.end('{}');
      else
        void readFile(path.join(folder, 'blobs/sha256', hex)).then(
          (bytes) => {
            const text = bytes.toString('latin1', 0, 200);
            const [, type = 'application/octet-stream'] = /"mediaType":"([^"]+)"/.exec(text) ?? [];
            response.setHeader('content-type', type);
            response.end(request.method === 'HEAD' ? undefined : bytes);
          },
          () => response.writeHead(404).end('{}'),
        );
    });
  });
  afterEach(() => {
    answered?.restore();
    answered = undefined;
  });
  after(async () => {
    await server.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('are offered after a push, and mark the line that brought the wrong file', async () => {
    const docker = makeFakeDocker(await mkdtemp(path.join(folder, 'docker-')));
    const tag = `${server.host}/team/lies:1`;
    const { uri } = await openFile('lies/Dockerfile', dockerfile);
    const settings = workspace.getConfiguration('multiarch');
    const taskSettings = workspace.getConfiguration('tasks', workspaceFolder());
    await settings.update('docker.path', docker.path, ConfigurationTarget.Global);
    const task = {
      ...{ type: buildTaskType, label: 'push lies', file: 'lies/Dockerfile', output: 'push' },
      ...{ tags: [tag], platforms: ['linux/amd64', 'linux/arm64'] },
    };
    await taskSettings.update('tasks', [task], ConfigurationTarget.Workspace);
    answered = answerQuestions([{ asked: /lies:1 was pushed for/, choose: [/^Audit$/] }]);
    try {
      const found = (await tasks.fetchTasks({ type: buildTaskType })).find(
        ({ name }) => name === 'push lies',
      );
      assert(found);
      const marks = marksOf(uri);
      await tasks.executeTask(found);
      const [mark, ...others] = await marks;
      assert.deepEqual(others, []);
      assert.equal(mark?.range.start.line, 2);
      assert.equal(mark.severity, DiagnosticSeverity.Error);
      assert.match(mark.message, /^linux\/arm64: this brings files for another platform: \/app/);
      // Again by the command, which ends when all is told; what is asked was answered.
      await commands.executeCommand('multiarch.auditImage', { kind: 'registry', reference: tag });
      assert(answered.messages.some((text) => text.includes('1 wrong, 1 right')));
      answered.checkAll();
    } finally {
      await settings.update('docker.path', undefined, ConfigurationTarget.Global);
      await taskSettings.update('tasks', undefined, ConfigurationTarget.Workspace);
    }
  });

  /** What is said of a folder or file of the explorer. */
  const check = (name: string, make: () => Promise<string>, expected: RegExp) => {
    it(`say what ${name} is`, async () => {
      answered = answerQuestions([]);
      await commands.executeCommand('multiarch.auditImage', Uri.file(await make()));
      assert.equal(answered.messages.length, 1);
      assert.match(answered.messages[0] ?? '', expected);
    });
  };
  const written = async (...names: readonly string[]) => {
    const output = await mkdtemp(path.join(folder, 'out-'));
    for (const each of names) {
      await mkdir(path.join(output, each));
      await writeFile(path.join(output, each, 'app'), elfProgram('amd64'));
    }
    return output;
  };
  check('a folder in the OCI layout', () => Promise.resolve(folder), /: 1 wrong, 1 right\.$/);
  check('its marker', () => Promise.resolve(path.join(folder, 'oci-layout')), /1 wrong, 1 right/);
  check(
    'a folder that a build has written',
    () => written('linux_amd64', 'linux_arm64'),
    /The architectures of out-\w+: 1 wrong, 1 right\./,
  );
  check(
    'one of its platforms',
    async () => path.join(await written('linux_arm64'), 'linux_arm64'),
    /The architectures of linux_arm64: 1 wrong\./,
  );
});

/** The marks of audits in a file, once there are some. */
function marksOf(uri: Uri): Promise<readonly Diagnostic[]> {
  return new Promise((resolve) => {
    const look = () => {
      const all = languages.getDiagnostics(uri);
      const marks = all.filter(({ source }) => source === 'multiarch audit');
      if (marks.length === 0) return;
      subscription.dispose();
      resolve(marks);
    };
    const subscription = languages.onDidChangeDiagnostics(look);
    look();
  });
}
