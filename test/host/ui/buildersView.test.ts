import { mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { makeFakeDocker, type FakeAnswer, type FakeDocker } from '../fakeDocker.ts';
import { recordedBuilders } from '../recordedBuilders.ts';
import { openWindow, pictureOfFailure, type Window } from './window.ts';

/** Docker's answer when its engine does not run, as `docker buildx ls` 0.13 and later give it. */
const engineStopped =
  'ERROR: Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?\n';

describe('the builders view', function () {
  this.timeout(60_000);
  let docker: FakeDocker;
  let window: Window;

  before(async () => {
    docker = makeFakeDocker(join(mkdtempSync(join(tmpdir(), 'docker-')), 'bin'));
    docker.answer(recordedBuilders());
    window = await openWindow({
      files: { Dockerfile: 'FROM scratch\n' },
      // Nothing but the fake is found, not even a docker of this machine.
      env: { PATH: [docker.folder, dirname(process.execPath)].join(delimiter), DOCKER_HOST: '' },
    });
    await window.page.locator('.activitybar').getByRole('tab', { name: 'Multi-Arch' }).click();
  });
  pictureOfFailure(() => window);
  after(async () => {
    await window.close();
    rmSync(dirname(docker.folder), { recursive: true });
  });

  it('shows builders, their nodes and platforms', async () => {
    const { page } = window;
    await page.getByRole('treeitem', { name: /^Builder bk/ }).waitFor();
    await page.getByRole('treeitem', { name: /^Builder multi/ }).click();
    await page.getByRole('treeitem', { name: /^Node multi1/ }).waitFor();
    await page
      .getByRole('treeitem', { name: /^linux\/s390x/ })
      .first()
      .waitFor();
    await window.picture('builders-recorded');
  });

  /** The view after a refresh, when docker answers something else than builders. */
  function check(
    name: string,
    answers: readonly FakeAnswer[],
    saying: RegExp,
    button: string,
  ): void {
    it(name, async () => {
      const { page } = window;
      docker.answer(answers);
      await window.command('Multi-Arch: Refresh Builders');
      const welcome = page.locator('.welcome-view', { hasText: saying });
      await welcome.waitFor();
      await welcome.getByRole('button', { name: button }).waitFor();
      await window.picture(`builders ${name}`.replace(/\W+/g, '-'));
    });
  }

  check(
    'says that the engine does not run',
    [{ words: 'buildx ls', stderr: engineStopped, exitCode: 1 }],
    /The Docker engine does not answer/,
    'Refresh',
  );
  check(
    'says that buildx is missing',
    [
      { words: 'buildx ls', stderr: 'unknown flag: --format\n', exitCode: 125 },
      {
        words: 'buildx version',
        stderr: "docker: 'buildx' is not a docker command.\n",
        exitCode: 1,
      },
    ],
    /no buildx plugin/,
    'Install buildx',
  );
  check(
    'says that buildx is too old',
    [
      { words: 'buildx ls', stderr: 'unknown flag: --format\n', exitCode: 125 },
      { words: 'buildx version', stdout: 'github.com/docker/buildx v0.10.4 c513d34\n' },
    ],
    /too old/,
    'Update buildx',
  );

  it('says that there is no docker, and shows it once it is installed', async () => {
    const { page } = window;
    const elsewhere = `${docker.path}.away`;
    renameSync(docker.path, elsewhere);
    await window.command('Multi-Arch: Refresh Builders');
    const welcome = page.locator('.welcome-view', { hasText: 'docker was not found' });
    await welcome.getByRole('button', { name: 'Install Docker' }).waitFor();
    await window.picture('builders-says-that-there-is-no-docker');
    renameSync(elsewhere, docker.path);
    docker.answer(recordedBuilders());
    await welcome.getByRole('button', { name: 'Refresh' }).click();
    await page.getByRole('treeitem', { name: /^Builder bk/ }).waitFor();
  });
});
