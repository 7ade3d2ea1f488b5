import { execFile } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { closeAll } from './closing.ts';
import { setting } from './environment.ts';
import { lookAgain, openWindow, pictureOfFailure, type Window } from './window.ts';

const start = promisify(execFile);

/**
 * What the views say where docker, its engine or buildx is missing, and that what they lead to helps: the real programs, of which one after the other is taken away and given back.
 */
describe('the views where something is missing', function () {
  this.timeout(180_000);
  let scratch = '';
  let window: Window;
  /** An engine without an image has nothing to show. */
  const image = `welcome${process.pid}:1`;
  const socket = () => join(scratch, 'engine.sock');
  const plugin = () => join(scratch, 'config/cli-plugins/docker-buildx');
  const row = (name: string | RegExp) => window.page.getByRole('treeitem', { name });
  const welcome = (saying: RegExp) => window.page.locator('.welcome-view', { hasText: saying });

  before(async () => {
    scratch = mkdtempSync(join(tmpdir(), 'welcome-'));
    mkdirSync(join(scratch, 'bin'));
    mkdirSync(join(scratch, 'config/cli-plugins'), { recursive: true });
    // A tar archive of nothing.
    writeFileSync(join(scratch, 'empty.tar'), Buffer.alloc(1024));
    await start('docker', ['import', join(scratch, 'empty.tar'), image]);
    symlinkSync(program('docker'), join(scratch, 'bin/docker'));
    symlinkSync(await buildxPlugin(), plugin());
    window = await openWindow({
      files: { Dockerfile: 'FROM scratch\n' },
      env: {
        PATH: join(scratch, 'bin'),
        DOCKER_HOST: `unix://${socket()}`,
        DOCKER_CONFIG: join(scratch, 'config'),
        BUILDX_CONFIG: join(scratch, 'buildx'),
        XDG_STATE_HOME: join(scratch, 'state'),
      },
    });
    await window.showBuilders();
    for (const view of ['Inspector', 'Emulation']) await turn(view, 'false');
    await turn('Images', 'true');
  });
  pictureOfFailure(() => window);
  after(closeAll);
  after(async () => {
    rmSync(scratch, { recursive: true, force: true });
    await start('docker', ['image', 'rm', '--force', image]);
  });

  async function turn(view: string, expanded: 'true' | 'false'): Promise<void> {
    const header = window.page.getByRole('button', { name: new RegExp(`^${view}.* Section$`) });
    if ((await header.getAttribute('aria-expanded')) !== expanded) await header.click();
  }

  it('say that the engine does not run, and show it as soon as it does', async () => {
    const found = welcome(/The Docker engine does not answer\. Start Docker/);
    await found.getByRole('button', { name: 'Look Again' }).waitFor();
    const images = welcome(/The Docker engine does not answer, so its images are not known/);
    await images.getByRole('button', { name: 'Refresh' }).waitFor();
    await window.picture('missing-engine');
    symlinkSync(setting('DOCKER_HOST').slice('unix://'.length), socket());
    await lookAgain(found.getByRole('button', { name: 'Look Again' }));
    await row(/^Node default, running/).waitFor();
    await lookAgain(images.getByRole('button', { name: 'Refresh' }));
    await row(/^On this engine/).waitFor();
  });

  it('say that there is no docker, and show builders once there is', async () => {
    const docker = join(scratch, 'bin/docker');
    renameSync(docker, `${docker}.away`);
    await window.command('Multi-Arch: Refresh Builders');
    const found = welcome(/The program docker was not found/);
    await found.getByRole('button', { name: 'Install Docker' }).waitFor();
    await window.picture('missing-docker');
    renameSync(`${docker}.away`, docker);
    await lookAgain(found.locator('a', { hasText: 'Look again' }));
    await row(/^Node default, running/).waitFor();
  });

  // On a machine with Docker of its own, docker finds buildx by itself.
  if (!(process.env['DOCKER_HOST'] ?? '').includes('/multiarch-lab/')) return;

  it('say that buildx is missing, and show builders once it is there', async () => {
    renameSync(plugin(), `${plugin()}.away`);
    await window.command('Multi-Arch: Refresh Builders');
    const found = welcome(/Docker has no buildx plugin/);
    await found.getByRole('button', { name: 'Install buildx' }).waitFor();
    await window.picture('missing-buildx');
    renameSync(`${plugin()}.away`, plugin());
    await lookAgain(found.locator('a', { hasText: 'Look again' }));
    await row(/^Node default, running/).waitFor();
  });
});

/** Where a program of the lab is. */
function program(name: string): string {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const found = folders.map((folder) => join(folder, name)).find((file) => existsSync(file));
  if (found === undefined) throw new Error(`there is no ${name} on the PATH`);
  return found;
}

/** Where docker has buildx. */
async function buildxPlugin(): Promise<string> {
  const args = ['info', '--format', '{{range .ClientInfo.Plugins}}{{.Name}} {{.Path}}\n{{end}}'];
  const { stdout } = await start('docker', args);
  const path = /^buildx (.+)$/m.exec(stdout)?.[1];
  if (path === undefined) throw new Error('docker has no buildx');
  return path;
}
