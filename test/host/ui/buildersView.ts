import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { FakeAnswer } from '../fakeDocker.ts';
import { recordedBuilders } from '../recordedBuilders.ts';
import type { Stage } from './stage.ts';
import { unfold } from './unfold.ts';
import { lookAgain } from './window.ts';

/** What `docker buildx inspect` of any builder says when the engine does not run, as of buildx 0.13. */
const engineStopped = `Name:   default
Driver:
Error:  Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?
`;

/** What the view of the builders shows for everything that docker can answer. */
export function buildersViewTests(stage: () => Stage): void {
  describe('the builders view', () => {
    it('shows builders, their nodes and platforms, while one of them never answers', async () => {
      const { window } = stage();
      const { page } = window;
      const row = (name: RegExp) => page.getByRole('treeitem', { name });
      await window.showBuilders();
      // A row that is out of sight is not there.
      for (const other of ['Images', 'Emulation', 'Inspector']) {
        const header = page.getByRole('button', { name: `${other} Section` });
        if ((await header.getAttribute('aria-expanded')) === 'true') await header.click();
      }
      await row(/^Builder default, .*does not answer · used for builds$/).waitFor();
      await row(/^Builder bk, remote$/).waitFor();
      // After some time it is no longer waited for.
      await row(/^Builder slow, remote · (?:asking…|does not answer)$/).waitFor();
      await unfold(row(/^Builder multi/));
      await row(/^Targets: amd64 → multi0, arm64 → multi1$/).waitFor();
      await row(/^Build cache, 6\.374GB$/).waitFor();
      await row(/^Node multi1, running/).waitFor();
      await window.picture('builders-recorded');
    });

    it('follows what buildx keeps, without a refresh', async () => {
      const { window, docker } = stage();
      const { page } = window;
      const file = join(dirname(docker.folder), 'config/buildx/instances/new');
      const made = page.getByRole('treeitem', { name: /^Builder new, docker-container/ });
      writeFileSync(
        file,
        '{"Name":"new","Driver":"docker-container","Nodes":[{"Name":"new0","Endpoint":"default"}]}',
      );
      await made.waitFor();
      rmSync(file);
      await made.waitFor({ state: 'detached' });
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
      [{ words: 'buildx inspect', stdout: engineStopped }],
      /The Docker engine does not answer/,
      'Look Again',
    );
    check(
      'says that buildx is missing',
      [
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
      [{ words: 'buildx version', stdout: 'github.com/docker/buildx v0.10.4 c513d34\n' }],
      /stands beside the title is too old/,
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
      await lookAgain(welcome.locator('a', { hasText: 'Look again' }));
      await page.getByRole('treeitem', { name: /^Builder bk/ }).waitFor();
    });
  });
}
