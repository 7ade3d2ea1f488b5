import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { closeAll } from './closing.ts';
import { keyboardOf, type Keyboard } from './keyboard.ts';
import { unfold } from './unfold.ts';
import { openWindow, pictureOfFailure, unlessClosed, type Window } from './window.ts';

/** Names of nodes as a file can give them, and the characters that are to be seen. */
const hostileNames: readonly (readonly [string, string])[] = [
  ['\u001b[31mred\u001b[0m', '\ufffd[31mred\ufffd[0m'],
  ['abc\u202egnp.exe', 'abc\ufffdgnp.exe'],
  ['$(trash) gone $(sync~spin)', '$(trash) gone $(sync~spin)'],
  [
    '[go](command:workbench.action.quit) **b** <img src=x>',
    '[go](command:workbench.action.quit) **b** <img src=x>',
  ],
  ['y'.repeat(10_000), `${'y'.repeat(300)}…`],
];

/** A store of many builders that do not answer beside the engine's own, which does. */
describe('many builders that do not answer', function () {
  this.timeout(300_000);
  const dead = 50;
  const open = new Set<Socket>();
  let scratch = '';
  let silent: Server;
  let window: Window;
  let keys: Keyboard;

  const row = (name: string | RegExp) => window.page.getByRole('treeitem', { name });
  const unknown = /^Builder dead\d\d, remote(?: · (?:asking…|does not answer))?$/;

  before(async () => {
    scratch = mkdtempSync(join(tmpdir(), 'many-'));
    silent = createServer((socket) => {
      open.add(socket.on('error', () => socket.destroy()).resume());
      socket.on('close', () => open.delete(socket));
    });
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const hung = `tcp://127.0.0.1:${(silent.address() as AddressInfo).port}`;
    const refused = 'tcp://127.0.0.1:1';
    for (let at = 10; at < 10 + dead; at += 1)
      store(`dead${at}`, [`dead${at}0`], at % 2 ? hung : refused);
    store(
      'odd',
      hostileNames.map(([name]) => name),
      refused,
    );
    window = await openWindow({
      files: { Dockerfile: 'FROM scratch\n' },
      // A row that is out of sight is not there.
      viewport: { width: 1120, height: 1800 },
      env: { BUILDX_CONFIG: join(scratch, 'buildx'), XDG_STATE_HOME: join(scratch, 'state') },
    });
    keys = keyboardOf(window.page);
  });
  pictureOfFailure(() => window);
  after(closeAll);
  after(async () => {
    for (const socket of open) socket.destroy();
    await new Promise((resolve) => silent.close(resolve));
    rmSync(scratch, { recursive: true, force: true });
  });

  /** Writes a builder as buildx keeps it. */
  function store(name: string, nodes: readonly string[], endpoint: string): void {
    const folder = join(scratch, 'buildx/instances');
    mkdirSync(folder, { recursive: true });
    const Nodes = nodes.map((node) => ({ Name: node, Endpoint: endpoint, Platforms: null }));
    writeFileSync(join(folder, name), JSON.stringify({ Name: name, Driver: 'remote', Nodes }));
  }

  it('are all there while they are asked, and the one that answers can be read', async () => {
    const { page } = window;
    await window.showBuilders();
    for (const other of ['Images', 'Emulation', 'Inspector']) {
      const header = page.getByRole('button', { name: new RegExp(`^${other}.* Section$`) });
      if ((await header.getAttribute('aria-expanded')) === 'true') await header.click();
    }
    await row(unknown)
      .nth(dead - 1)
      .waitFor();
    await row(/^Builder default, docker · used for builds$/).waitFor();
    await row(/^Node default, running/).waitFor();
    await row(/^(?:linux\/\w+, native|\d native: )/).waitFor();
    assert.equal(await row(unknown).count(), dead);
    await window.picture('many-builders');
  });

  it('show the names of their nodes as they are, whatever those say', async () => {
    const { page } = window;
    // Until it has been given up, its row may be drawn anew at any moment.
    const odd = row(/^Builder odd, remote · does not answer$/);
    const names = page.locator('.sidebar .monaco-list-row .label-name');
    const [, first = ''] = hostileNames[0] ?? [];
    await unlessClosed(page, async () => {
      await unfold(odd);
      await names.getByText(first, { exact: true }).waitFor({ timeout: 15_000 });
    });
    for (const [, shown] of hostileNames) {
      const name = names.getByText(shown, { exact: true });
      await name.waitFor();
      assert.equal(await name.locator('a, img, strong, .codicon').count(), 0, shown);
    }
    await window.picture('hostile-names');
  });

  it('show them so in questions too', async () => {
    const { page } = window;
    await keys.command('Multi-Arch: Pin Platforms…');
    await keys.answer('Builder', 'odd');
    const list = page.locator('.quick-input-list');
    await page.locator('.quick-input-widget').getByPlaceholder('Node of builder odd').waitFor();
    const names = list.locator('.monaco-list-row .label-name');
    for (const [, shown] of hostileNames) {
      const drawn = shown.replaceAll('$(', '$\u200b(');
      const name = names.getByText(drawn, { exact: true });
      await name.waitFor();
      assert.equal(await name.locator('a, img, strong, .codicon').count(), 0, shown);
    }
    await window.picture('hostile-names-question');
    await page.keyboard.press('Escape');
  });
});
