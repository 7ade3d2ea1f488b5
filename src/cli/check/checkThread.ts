import { listFolderNow, listOnce } from '../../adapters/workspace/folderLists.ts';
import type { KnownImages } from '../../adapters/workspace/imageQuestions.ts';
import type { BakeTargets } from '../../adapters/workspace/projectReader.ts';
import type { FileProblem } from '../../core/project/fileProblem.ts';
import type { CheckedFile } from '../checkedFilesText.ts';
import { fileProjects } from '../fileProjects.ts';
import { printedOf } from './keptOfFile.ts';
import { openChecks, type Place } from './openChecks.ts';
import type {
  FromThread,
  ThreadLine,
  ThreadQuestion,
  ThreadTask,
  ToThread,
} from './threadMessages.ts';

/**
 * Checks the files that it is sent, one message after the other, until it is told that there are no more.
 *
 * @throws what is a mistake of this program: whoever listens checks the files itself then
 */
export async function checkInThread(
  { given, surroundings, keeps }: ThreadTask,
  line: ThreadLine<ToThread, FromThread>,
): Promise<void> {
  const answers = new Map<number, (answer: unknown) => void>();
  const waiting: (readonly Place[] | undefined)[] = [];
  let wake: () => void = () => undefined;
  line.listen((message) => {
    if (message.kind === 'answer') {
      answers.get(message.id)?.(message.answer);
      answers.delete(message.id);
    } else {
      waiting.push(message.files);
      wake();
    }
  });
  async function next(): Promise<readonly Place[] | undefined> {
    while (waiting.length === 0) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    return waiting.shift();
  }

  let asked = 0;
  // What comes back is what the program says of such a question.
  const ask = <T>(question: ThreadQuestion) =>
    new Promise<T>((resolve) => {
      const id = asked++;
      answers.set(id, resolve as (answer: unknown) => void);
      line.send({ kind: 'ask', id, question });
    });

  let files: [number, CheckedFile][] = [];
  let problems: [number, readonly FileProblem[]][] = [];
  const list = listOnce(listFolderNow);
  const checks = openChecks(
    {
      readProject: fileProjects(
        given,
        (folder, bakeFiles) => ask<BakeTargets>({ about: 'bake', folder, files: bakeFiles }),
        list,
      ),
      surroundings,
      asked: {
        images: (needs) => ask<KnownImages>({ about: 'images', needs }),
        buildPlatform: () => ask<string | undefined>({ about: 'buildPlatform' }),
        // A thread is ended from outside.
        signal: new AbortController().signal,
        list,
      },
    },
    printedOf[keeps],
    {
      file: (at, file) => files.push([at, file]),
      problems: (at, found) => problems.push([at, found]),
    },
  );
  function tell(kind: 'checked' | 'done'): void {
    line.send({ kind, files, problems });
    files = [];
    problems = [];
  }

  for (let some = await next(); some !== undefined; some = await next()) {
    await checks.add(some);
    tell('checked');
  }
  await checks.settle();
  tell('done');
}
