import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { closeAll } from './closing.ts';
import {
  openBeside,
  openWindow,
  pictureOfFailure,
  quickInput,
  quickPickBox,
  quickPickRow,
  type Window,
} from './window.ts';

/** Two windows on one folder, each with its own extension host and language server, and one engine. */
describe('two windows on one folder', function () {
  this.timeout(180_000);
  let one: Window;
  let other: Window;

  before(async () => {
    one = await openWindow({
      files: {
        Dockerfile: 'FROM busybox:1.37 AS app\nRUN true\n',
        'Dockerfile.wrong': 'FROM amd64/busybox:1.37\n',
        '.vscode/settings.json': '{ "multiarch.platforms": ["linux/amd64", "linux/arm64"] }\n',
      },
    });
    other = await openBeside(one);
  });
  pictureOfFailure(() => one);
  after(closeAll);

  const targets = ({ page }: Window, names: string) =>
    page.getByRole('button', { name: `Target platforms: ${names}`, exact: true }).waitFor();

  it('show the same targets and findings', async () => {
    for (const window of [one, other]) {
      await window.openFile('Dockerfile.wrong');
      await window.page.locator('.squiggly-warning').first().waitFor();
      await targets(window, 'linux/amd64, linux/arm64');
    }
  });

  it('follow targets that are chosen in one of them', async () => {
    const { page } = one;
    await one.command('Multi-Arch: Choose Target Platforms…');
    await quickInput(page, /^Platforms/);
    await quickPickBox(page, 'linux/arm64').click();
    await page.locator('.quick-input-action').getByText('OK').click();
    for (const window of [one, other]) {
      await targets(window, 'linux/amd64');
      await window.page.locator('.squiggly-warning').first().waitFor({ state: 'detached' });
    }
    await other.picture('two-windows');
  });

  it('build at the same time', async () => {
    for (const window of [one, other]) {
      await window.openFile('Dockerfile');
      await window.command('Multi-Arch: Build Target…');
      await quickPickRow(window.page, /^app,/).click();
    }
    for (const window of [one, other]) await built(window);
  });

  it('do not need each other', async () => {
    await other.close();
    writeFileSync(join(one.folder, 'Dockerfile'), 'FROM busybox:1.37 AS last\nRUN false || true\n');
    await one.command('Terminal: Kill All Terminals');
    await one.command('Multi-Arch: Build Target…');
    await quickPickRow(one.page, /^last,/).click();
    await built(one);
    await one.openFile('Dockerfile.wrong');
    await one.hover('busybox', 'linux/amd64');
    await one.leave();
  });

  async function built({ page }: Window): Promise<void> {
    await page
      .locator('.xterm-rows')
      .first()
      .filter({ hasText: 'Built for linux/amd64' })
      .waitFor();
  }
});
