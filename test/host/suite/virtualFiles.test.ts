import assert from 'node:assert/strict';
import {
  Disposable,
  EventEmitter,
  FileSystemError,
  FileType,
  Uri,
  window,
  workspace,
  type FileChangeEvent,
  type FileSystemProvider,
} from 'vscode';
import { diagnosticsWhen, hoverText, positionOf, ruleOf } from './documents.ts';

/** Of a window that is opened on files of a server, of which there are none here. */
const scheme = 'vscode-test-web';
const text = 'FROM scratch\nRUN echo $TARGETARCH\nCOPY --form=x / /\n';

/** Files that lie on no disk, as in a window of GitHub Repositories or vscode.dev. */
describe('a Dockerfile that is on no disk', () => {
  let registration: Disposable;
  before(() => {
    registration = workspace.registerFileSystemProvider(scheme, oneFile, { isReadonly: true });
  });
  after(() => {
    registration.dispose();
  });

  it('is judged from its text, and has hovers', async () => {
    const document = await workspace.openTextDocument(Uri.parse(`${scheme}:/app/Dockerfile`));
    await window.showTextDocument(document);
    const found = await diagnosticsWhen(document.uri, ({ length }) => length > 0);
    assert.ok(found.map(ruleOf).includes('dockerfile-error'), JSON.stringify(found));
    assert.match(await hoverText(document, positionOf(document, 'TARGETARCH')), /linux\/arm64/);
  });
});

const changes = new EventEmitter<FileChangeEvent[]>();
const refuse = (uri: Uri): never => {
  throw FileSystemError.NoPermissions(uri);
};

/** A folder with one Dockerfile; all else is not there. */
const oneFile: FileSystemProvider = {
  onDidChangeFile: changes.event,
  watch: () => new Disposable(() => undefined),
  stat(uri) {
    const times = { ctime: 0, mtime: 0 };
    if (uri.path.endsWith('/Dockerfile'))
      return { type: FileType.File, size: text.length, ...times };
    if (uri.path === '/app' || uri.path === '/')
      return { type: FileType.Directory, size: 0, ...times };
    throw FileSystemError.FileNotFound(uri);
  },
  readDirectory: () => [['Dockerfile', FileType.File]],
  readFile: (uri) => (uri.path.endsWith('/Dockerfile') ? Buffer.from(text) : refuse(uri)),
  createDirectory: refuse,
  writeFile: refuse,
  delete: refuse,
  rename: refuse,
};
