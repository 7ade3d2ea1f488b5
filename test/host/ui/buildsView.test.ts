import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { closeAll } from './closing.ts';
import { setting } from './environment.ts';
import { unfold } from './unfold.ts';
import { openWindow, pictureOfFailure, quickPickRow, unlessClosed, type Window } from './window.ts';

/** What must be nowhere but in the steps that were given it. */
const canary = `canary-${process.pid}-xyzzy`;
/** Is in the command, and nowhere else. */
const argument = `argument-${process.pid}-xyzzy`;

/** The builds view, on a real engine. */
describe('the builds view', function () {
  this.timeout(180_000);
  let window: Window;
  let tag = '';
  const once = process.hrtime.bigint();

  const row = (name: RegExp) => window.page.getByRole('treeitem', { name }).first();
  const terminal = () => window.page.locator('.xterm-rows').first();

  before(async () => {
    tag = `${setting('MULTIARCH_LAB_REGISTRY')}/builds${process.pid}/app:1`;
    const task = (label: string, more: object) => ({ type: 'multiarch-build', label, ...more });
    window = await openWindow({
      viewport: { width: 1400, height: 900 },
      env: { CANARY: canary },
      files: {
        Dockerfile: `FROM busybox:1.37 AS work\nRUN : ${once}; i=0; while [ $i -lt 60000 ]; do i=$((i+1)); done\nFROM busybox:1.37\nCOPY --from=work /bin/busybox /tool\n`,
        'Dockerfile.fails': `FROM busybox:1.37 AS only\nARG TARGETARCH\nRUN : ${once}; echo "this is $TARGETARCH"; test "$TARGETARCH" = amd64 || sleep 3; test "$TARGETARCH" = amd64\nRUN sleep 20\n`,
        'Dockerfile.secret': `FROM busybox:1.37\nARG BUILD_TOKEN\nRUN --mount=type=secret,id=a --mount=type=secret,id=b : ${once}; wc -c /run/secrets/a /run/secrets/b; exit 4\n`,
        'Dockerfile.slow': 'FROM busybox:1.37 AS slow\nRUN sleep 78\n',
        'token.txt': `file-${canary}`,
        '.vscode/tasks.json': JSON.stringify({
          version: '2.0.0',
          tasks: [
            task('push it', { file: 'Dockerfile', tags: [tag], output: 'push' }),
            task('with secrets', {
              file: 'Dockerfile.secret',
              buildArgs: { BUILD_TOKEN: argument },
              secrets: [
                { id: 'a', env: 'CANARY' },
                { id: 'b', file: 'token.txt' },
              ],
            }),
          ],
        }),
      },
    });
    await window.showBuilders();
    for (const view of ['Builders', 'Images', 'Emulation', 'Inspector']) await turn(view, 'false');
    await turn('Builds', 'true');
  });
  pictureOfFailure(() => window);
  after(closeAll);

  /** Folds a view, or unfolds it. */
  async function turn(view: string, expanded: 'true' | 'false'): Promise<void> {
    const header = window.page.getByRole('button', { name: `${view} Section` });
    if ((await header.getAttribute('aria-expanded')) !== expanded) await header.click();
  }

  async function runTask(name: string): Promise<void> {
    await unlessClosed(window.page, async () => {
      await window.command('Tasks: Run Task');
      // The list is drawn anew as tasks are found, and a click may meet nothing.
      await window.page.keyboard.type(name);
      const found = window.page.locator('.quick-input-list .focused', { hasText: name });
      await found.waitFor({ timeout: 15_000 });
      await window.page.keyboard.press('Enter');
    });
  }

  it('shows each platform with its steps, and what came out', async () => {
    await runTask('push it');
    await row(/linux\/arm64, .*emulated/).waitFor({ timeout: 60_000 });
    await window.picture('builds-1-running');
    await row(/has all 2 platforms/).waitFor({ timeout: 120_000 });
    await row(/Cost of emulation/).waitFor();
    await row(/2\/2 RUN : .*, done/).waitFor();
    await window.picture('builds-2-done');
  });

  it('goes to the line of a step', async () => {
    await row(/2\/2 RUN : .*, done/).click();
    await window.page.locator('.statusbar-item', { hasText: 'Ln 2, Col 1' }).waitFor();
  });

  it('opens the step that failed, and says why', async () => {
    const { page } = window;
    await window.command('Notifications: Clear All Notifications');
    await window.showExplorer();
    await window.openFile('Dockerfile.fails');
    await window.showBuilders();
    await window.command('Multi-Arch: Build Target…');
    await quickPickRow(page, /^only,/).click();
    await row(/The command of this step failed on linux\/arm64 with exit code 1/).waitFor({
      timeout: 60_000,
    });
    await row(/^this is arm64/).waitFor();
    await page.locator('.squiggly-error').first().waitFor();
    await window.picture('builds-3-failed');
    const failed = row(/RUN : .*, failed, linux\/arm64/);
    await failed.hover();
    await failed.getByRole('button', { name: 'Show Log' }).click();
    await page.locator('.view-line', { hasText: 'this is arm64' }).first().waitFor();
  });

  it('tries one platform again, into the cache', async () => {
    const arm64 = row(/^linux\/arm64, failed/);
    await arm64.hover();
    await arm64.getByRole('button', { name: 'Retry Only This Platform' }).click();
    const failed = window.page.getByRole('treeitem', { name: /^linux\/arm64, failed/ });
    await failed.nth(1).waitFor({ timeout: 60_000 });
    await window.page.getByRole('treeitem', { name: /^linux\/amd64, stopped/ }).waitFor();
  });

  it('cancels a build', async () => {
    const { page } = window;
    await window.showExplorer();
    await window.openFile('Dockerfile.slow');
    await window.showBuilders();
    await window.command('Multi-Arch: Build Target…');
    await quickPickRow(page, /^slow,/).click();
    await row(/RUN sleep 78, running/).waitFor({ timeout: 60_000 });
    const build = row(/Dockerfile\.slow, running/);
    await build.hover();
    await build.getByRole('button', { name: 'Cancel Build' }).click();
    await row(/Dockerfile\.slow, cancelled after/).waitFor();
  });

  it('shows what the builder remembers', async () => {
    await window.command('Terminal: Kill All Terminals');
    await window.page.getByRole('button', { name: 'Builds Section' }).hover();
    await window.page.getByRole('button', { name: 'Collapse All' }).first().click();
    await unfold(row(/^Past builds/));
    const past = row(
      /^sample\/Dockerfile\.fails \(only\), failed after .*linux\/amd64, linux\/arm64/,
    );
    await past.waitFor({ timeout: 60_000 });
    await window.picture('builds-4-past');
    await unfold(past);
    await row(/^linux\/arm64, failed/).waitFor({ timeout: 60_000 });
    await window.picture('builds-5-past-opened');
  });

  it('never has the value of a secret, nor has anything that is written', async () => {
    const { page } = window;
    await runTask('with secrets');
    await terminal().filter({ hasText: 'The build failed after' }).waitFor({ timeout: 60_000 });
    await window.command('Terminal: Scroll to Top');
    await terminal().filter({ hasText: 'Build arguments are no secrets' }).waitFor();
    await window.picture('builds-6-secrets');
    const shown = await page.locator('body').innerText();
    assert.ok(shown.includes('Dockerfile.secret'));
    assert.ok(!shown.includes(canary), 'shown in the window');
    // The log is there, and names the build; neither it nor anything beside it has a value.
    assert.notDeepEqual(filesWith(window.home, 'Dockerfile.secret'), []);
    assert.deepEqual(filesWith(window.home, canary), []);
    // tasks.json itself has the argument, and the editor keeps a copy of it.
    const copies = filesWith(window.home, argument).filter(
      (path) => !path.includes('CachedConfigurations'),
    );
    assert.deepEqual(copies, []);
  });

  it('looks like the theme', async () => {
    await window.command('Notifications: Clear All Notifications');
    await window.command('Preferences: Toggle between Light/Dark Themes');
    await window.page.locator('.monaco-workbench.vs-dark').waitFor();
    await window.picture('builds-7-dark');
  });
});

/** Files below a folder that hold a text. */
function filesWith(folder: string, text: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === 'e' ? [] : filesWith(path, text);
    return entry.isFile() && readFileSync(path).includes(text) ? [path] : [];
  });
}
