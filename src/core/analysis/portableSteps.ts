import { runScripts } from '../shell/runScript.ts';
import type { RuleInput } from './rule.ts';

/**
 * Programs that put files together, and do the same on every platform: nothing is compiled for the
 * platform of the stage, or installed for it.
 */
const PORTABLE: ReadonlySet<string> = new Set(
  (
    '. : [ [[ awk base64 basename cat cd chgrp chmod chown cmp cp curl cut date dirname echo envsubst ' +
    'exit export false find git gpg grep gunzip gzip head jq ln ls md5sum mkdir mv openssl patch printf ' +
    'pwd readlink realpath rm rmdir sed set sha1sum sha256sum sha512sum shift sleep sort tail tar tee ' +
    'test touch tr true umask uniq unset unxz unzip wc wget xz zcat zip'
  ).split(' '),
);

/** Whether a stage's own RUN steps only put files together, as far as all of them can be read. */
export function hasPortableSteps({ dockerfile, flow }: RuleInput, stage: number): boolean {
  return runScripts(dockerfile, flow, stage).every(
    ({ shell, script }) =>
      shell === 'posix' &&
      !script.sources &&
      script.commands.every(({ name, words }) =>
        name === undefined ? words.length === 0 : PORTABLE.has(name),
      ),
  );
}
