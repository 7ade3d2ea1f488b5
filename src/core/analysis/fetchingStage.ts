import { runScripts } from '../shell/runScript.ts';
import { filePrograms } from './filePrograms.ts';
import type { RuleInput } from './rule.ts';

/** Programs that fetch files, by a package manager too, unpack them and put them in place. */
const FETCHING: ReadonlySet<string> = new Set([
  ...filePrograms,
  ...(
    'apk apt apt-get bunzip2 dnf env file install microdnf mktemp read shasum strip tdnf ' +
    'uname which yum zstd'
  ).split(' '),
]);

/** Whether a program only fetches, unpacks or places files. */
export function isFetchingProgram(name: string): boolean {
  return FETCHING.has(name);
}

/**
 * Whether a stage only fetches files, as far as all of its commands can be read: what is copied from it
 * is what it has fetched, and nothing is compiled in it.
 */
export function isFetching({ dockerfile, flow }: RuleInput, stage: number): boolean {
  const [target] = flow.reachedFor(stage);
  const lineage = target === undefined ? [] : flow.lineage(stage, target);
  return lineage.every(({ index }) =>
    runScripts(dockerfile, flow, index).every(
      ({ shell, script }) =>
        shell === 'posix' &&
        script.commands.every(({ name, words }) =>
          name === undefined ? words.length === 0 : FETCHING.has(name),
        ),
    ),
  );
}
