import { runScripts } from '../shell/runScript.ts';
import type { RuleInput } from './rule.ts';

/** Programs that fetch files, unpack them and put them in place. */
const FETCHING: ReadonlySet<string> = new Set(
  (
    '. : [ [[ apk apt apt-get awk basename bunzip2 cat cd chmod chown cp curl cut dirname dnf echo env exit ' +
    'export false file find gpg grep gunzip gzip head install jq ln ls microdnf mkdir mktemp mv printf pwd ' +
    'read realpath rm rmdir sed set sha1sum sha256sum sha512sum shasum sort strip tail tar tdnf test touch tr ' +
    'true umask uname unxz unzip wc wget which xz yum zstd'
  ).split(' '),
);

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
