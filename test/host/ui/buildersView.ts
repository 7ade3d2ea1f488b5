import { renameSync } from 'node:fs';
import type { FakeAnswer } from '../fakeDocker.ts';
import { recordedBuilders } from '../recordedBuilders.ts';
import type { Stage } from './stage.ts';

/** Docker's answer when its engine does not run, as `docker buildx ls` 0.13 and later give it. */
const engineStopped =
  'ERROR: Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?\n';

/** What the view of the builders shows for everything that docker can answer. */
export function buildersViewTests(stage: () => Stage): void {
  describe('the builders view', () => {
    it('shows builders, their nodes and platforms', async () => {
      const { window } = stage();
      const { page } = window;
      await window.showBuilders();
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
        const { window, docker } = stage();
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
      const { window } = stage();
      const { page } = window;
      const { docker } = stage();
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
}
