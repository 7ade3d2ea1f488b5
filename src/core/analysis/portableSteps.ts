import { runScripts } from '../shell/runScript.ts';
import { filePrograms } from './filePrograms.ts';
import type { RuleInput } from './rule.ts';

/**
 * Programs that put files together, and do the same on every platform: nothing is compiled for the
 * platform of the stage, or installed for it.
 */
const PORTABLE: ReadonlySet<string> = new Set([
  ...filePrograms,
  ...(
    'base64 chgrp cmp date envsubst git md5sum openssl patch readlink shift sleep tee uniq ' +
    'unset zcat zip'
  ).split(' '),
]);

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
