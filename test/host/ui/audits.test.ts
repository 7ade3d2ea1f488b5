import { closeAll } from './closing.ts';
import { setting } from './environment.ts';
import {
  openWindow,
  pictureOfFailure,
  quickInput,
  quickPickRow,
  unlessClosed,
  type Window,
} from './window.ts';

/** Its arm64 image holds a program for the machine that builds. */
const dockerfile = [
  'FROM --platform=linux/amd64 busybox:1.37 AS tools',
  'FROM busybox:1.37',
  'COPY --from=tools /bin/busybox /opt/busybox',
  'ENTRYPOINT ["/opt/busybox", "echo"]',
  '',
].join('\n');

/** The engine, buildx, the emulators and the registry are real. */
describe('an image that holds other programs than it says, in the window', function () {
  this.timeout(540_000);
  let window: Window;
  const tag = `${setting('MULTIARCH_LAB_REGISTRY')}/audits-${process.pid}/app:1`;

  before(async () => {
    window = await openWindow({
      files: {
        Dockerfile: dockerfile,
        // A user's settings of this scope do not count in an editor whose files are on another machine.
        '.vscode/settings.json': JSON.stringify({
          'multiarch.smokeRuns': [{ image: tag, command: ['it', 'runs'] }],
        }),
      },
    });
  });
  pictureOfFailure(() => window);
  after(closeAll);

  const row = (name: RegExp) => window.page.getByRole('treeitem', { name }).first();

  it('is built and pushed from the palette, and audited from the notification', async () => {
    const { page } = window;
    await window.openFile('Dockerfile');
    await window.command('Multi-Arch: Build and Push');
    await (await quickInput(page, 'registry.example.com/app:1.0')).fill(tag);
    await page.keyboard.press('Enter');
    const pushed = page.locator('.notification-toast', { hasText: `${tag} was pushed for` });
    await pushed.waitFor({ timeout: 240_000 });
    await pushed.getByRole('button', { name: 'Audit', exact: true }).click();
    await page.locator('.notification-toast', { hasText: '1 wrong, 1 right' }).waitFor();
  });

  it('is wrong for arm64 in the tree of audits, with the file', async () => {
    await window.showBuilders();
    await row(/^linux\/arm64, wrong/).waitFor();
    await row(/^linux\/amd64, right/).waitFor();
    await row(/^\/opt\/busybox, linux\/amd64/).waitFor();
    await window.picture('audit-tree');
  });

  it('has a mark at the line that brought the file', async () => {
    const { page } = window;
    await window.command('Problems: Focus on Problems View');
    const mark = page.locator('.markers-panel .monaco-list-row', {
      hasText: /linux\/arm64: this brings files for another platform: \/opt\/busybox/,
    });
    await mark.getByText('[Ln 3, Col').waitFor();
    await window.picture('audit-mark');
  });

  it('is wrong by the word of the inspector', async () => {
    const { page } = window;
    await window.command('Multi-Arch: Inspect Image…');
    await (await quickInput(page, 'An image, for example alpine:3.22')).fill(tag);
    await quickPickRow(page, new RegExp(`^${tag}, asks`)).click();
    const shown = page
      .locator('iframe.webview.ready')
      .filter({ visible: true })
      .first()
      .contentFrame()
      .frameLocator('iframe#active-frame');
    await shown.getByRole('heading', { name: tag }).waitFor();
    await shown.locator('#audit-summary', { hasText: '1 wrong, 1 right' }).waitFor();
    await shown.locator('#audit', { hasText: '/opt/busybox' }).waitFor();
    await window.picture('audit-inspector');
  });

  it('fails its smoke run for arm64 in the Test Explorer, though it runs', async () => {
    const { page } = window;
    const smokeRun = (name: string) =>
      page.locator('.test-explorer .monaco-list-row', { hasText: name });
    await window.command('Testing: Focus on Test Explorer View');
    await unlessClosed(page, async () => {
      await smokeRun(tag).click({ timeout: 15_000 });
      await page.keyboard.press('ArrowRight');
      await smokeRun('linux/arm64').waitFor({ timeout: 30_000 });
    });
    await window.command('Test: Run All Tests');
    const ended = (name: string, state: string) =>
      smokeRun(name).locator(`.codicon-testing-${state}-icon`).waitFor({ timeout: 180_000 });
    await ended('linux/arm64', 'failed');
    await ended('linux/amd64', 'passed');
    await window.picture('audit-smoke-run');
  });
});
