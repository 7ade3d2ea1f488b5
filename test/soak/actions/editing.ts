import { quickInput, quickPickBox } from '../../host/ui/window.ts';
import type { Action, Soak } from '../soak.ts';
import { typedFiles } from '../workspace.ts';

/** What is typed: right and wrong, with names of images that exist and that do not. */
const typed = [
  'RUN apt-get update && apt-get install --yes curl\n',
  'FROM --platform=$BUILDPLATFORM busybox:1.37 AS more\n',
  'COPY --from=more /bin/busybox /usr/bin/\n',
  'ARG TARGETARCH\n',
  'ENV GOARCH=amd64 PATH=/bin:$PATH\n',
  'RUNN true\n',
  'FROM busybox:1.38-gone\n',
  'RUN curl -fsSL https://dl.example.invalid/tool-linux-x86_64.tar.gz | tar xz\n',
  '# a word about what comes\n',
] as const;

/** Goes to a line of the open file, near its beginning, in its midst or at its end. */
async function goSomewhere({ page, random }: Soak): Promise<void> {
  // Opening a file leaves the focus with it, unless the explorer has drawn its rows anew.
  await page.keyboard.press('ControlOrMeta+1');
  await page.keyboard.press('ControlOrMeta+Home');
  for (let pages = random.below(12); pages > 0; pages--) await page.keyboard.press('PageDown');
  await page.keyboard.press('End');
}

async function openAny(soak: Soak): Promise<void> {
  await soak.window.showExplorer();
  await soak.window.openFile(soak.random.pick(typedFiles));
}

/** Somebody writes Dockerfiles. */
export const editing: readonly Action[] = [
  {
    name: 'type in a Dockerfile',
    bound: 60,
    weight: 6,
    run: async (soak) => {
      const { page, random } = soak;
      await openAny(soak);
      await goSomewhere(soak);
      for (let lines = 1 + random.below(3); lines > 0; lines--) {
        await page.keyboard.type(`\n${random.pick(typed).trimEnd()}`, { delay: 15 });
        // What is offered would take the end of the line for a choice.
        await page.keyboard.press('Escape');
      }
      if (random.below(2) === 0)
        for (let times = 0; times < 8; times++) await page.keyboard.press('ControlOrMeta+z');
    },
  },
  {
    name: 'open and close files',
    bound: 60,
    weight: 3,
    run: async (soak) => {
      await soak.window.showExplorer();
      for (const name of ['Dockerfile.slow', ...typedFiles]) await soak.window.openFile(name);
      await soak.window.command('View: Close All Editors');
    },
  },
  {
    name: 'a file changes on disk',
    bound: 30,
    weight: 2,
    run: async (soak) => {
      await openAny(soak);
      soak.write('Dockerfile.single', `FROM busybox:1.37 AS only\n# ${soak.fresh()}\n`);
      soak.write('.multiarch.yaml', `platforms: [linux/amd64, linux/arm64]\n# ${soak.fresh()}\n`);
    },
  },
  {
    name: 'choose targets',
    bound: 60,
    weight: 2,
    run: async (soak) => {
      const { page, random, window } = soak;
      await openAny(soak);
      await window.command('Multi-Arch: Choose Target Platforms…');
      await quickInput(page, /^Platforms/);
      await quickPickBox(page, random.pick(['linux/arm/v7', 'linux/s390x'])).click();
      await page.locator('.quick-input-action').getByText('OK').click();
      await page.getByRole('button', { name: /^Target platforms/ }).waitFor();
    },
  },
  {
    name: 'hover over an image',
    bound: 90,
    weight: 4,
    run: async (soak) => {
      const { window } = soak;
      await window.showExplorer();
      await window.openFile('Dockerfile');
      await soak.page.keyboard.press('ControlOrMeta+Home');
      await window.hover('busybox', /linux\/arm64/);
      await window.leave();
    },
  },
];
