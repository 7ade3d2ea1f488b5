import assert from 'node:assert/strict';
import { promises } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ComposeServices } from '../../../src/core/project/composeServices.ts';
import type { FileKind } from '../../../src/core/project/fileNames.ts';
import { createProjects } from '../../../src/server/projects.ts';
import { useTemporaryFolder } from '../../support/registry/temporaryFolder.ts';

describe('what files on a dead disk say', () => {
  const folder = useTemporaryFolder();
  const real = promises.open;
  afterEach(() => {
    promises.open = real;
  });

  /** Nothing is heard of files until `wake`. */
  function stopDisk(): () => void {
    let wake: () => void = () => undefined;
    const awake = new Promise<void>((resolve) => (wake = resolve));
    promises.open = async (...asked: Parameters<typeof real>) => {
      await awake;
      return real(...asked);
    };
    return wake;
  }

  interface Case {
    readonly title: string;
    readonly kind: FileKind;
    readonly name: string;
    readonly text: string;
    readonly files: Readonly<Record<string, string>>;
    readonly tell: (services: ComposeServices) => unknown;
    /** What is told without the files, and what with them. */
    readonly told: readonly [unknown, unknown];
  }
  const cases: readonly Case[] = [
    {
      title: 'the variables of a compose file',
      kind: 'compose',
      name: 'compose.yaml',
      text: 'services:\n  web:\n    image: app:$TAG\n',
      files: { '.env': 'TAG=1.2\n' },
      tell: ({ images }) => images[0]?.image.resolved,
      told: [undefined, 'app:1.2'],
    },
    {
      title: 'what an override says beside a compose file',
      kind: 'compose',
      name: 'compose.yaml',
      text: 'services:\n  web:\n    image: app\n',
      files: {
        'compose.yaml': '',
        'compose.override.yaml': 'services:\n  web:\n    platform: linux/arm64\n',
      },
      tell: ({ images }) => images[0]?.platform?.resolved,
      told: [undefined, 'linux/arm64'],
    },
    {
      title: 'the Dockerfiles that a pipeline builds',
      kind: 'gitlab',
      name: '.gitlab-ci.yml',
      text: 'build:\n  script:\n    - docker buildx build --platform linux/amd64 .\n',
      files: { Dockerfile: 'FROM mysql:5.7\n' },
      tell: ({ bases }) => bases?.map(({ reference }) => reference),
      told: [undefined, ['docker.io/library/mysql:5.7']],
    },
  ];
  for (const { title, kind, name, text, files, tell, told } of cases) {
    it(`is not waited for, and announced when it comes: ${title}`, async () => {
      for (const [file, content] of Object.entries(files))
        await writeFile(path.join(folder.path, file), content);
      const uri = pathToFileURL(path.join(folder.path, name)).href;
      let announce: () => void = () => undefined;
      const announced = new Promise<void>((resolve) => (announce = resolve));
      const projects = createProjects({
        readBake: () => Promise.reject(new Error('no docker')),
        onChange: () => {
          announce();
        },
        patience: { again: 1, first: 1 },
      });
      const now = async () => tell(await projects.services(kind, uri, text));
      const wake = stopDisk();
      assert.deepEqual(await now(), told[0]);
      wake();
      await announced;
      promises.open = real;
      assert.deepEqual(await now(), told[1]);
    });
  }

  it('is read again for a text that was changed meanwhile', async () => {
    await writeFile(path.join(folder.path, 'a.Dockerfile'), 'FROM a\n');
    await writeFile(path.join(folder.path, 'b.Dockerfile'), 'FROM b\n');
    await writeFile(path.join(folder.path, 'c.Dockerfile'), 'FROM c\n');
    const uri = pathToFileURL(path.join(folder.path, '.gitlab-ci.yml')).href;
    const projects = createProjects({
      readBake: () => Promise.reject(new Error('no docker')),
      onChange: () => undefined,
    });
    const basesOf = async (name: string) => {
      const text = `build:\n  script:\n    - docker buildx build --platform linux/amd64 -f ${name}.Dockerfile .\n`;
      const { bases } = await projects.services('gitlab', uri, text);
      return bases?.map(({ reference }) => reference);
    };
    const wake = stopDisk();
    const answers = [basesOf('a'), basesOf('b'), basesOf('c')];
    wake();
    assert.deepEqual((await Promise.all(answers)).at(-1), ['docker.io/library/c:latest']);
  });
});
