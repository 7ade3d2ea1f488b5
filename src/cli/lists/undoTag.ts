import { undoTag as undo } from '../../adapters/registry/write/undoTag.ts';
import type { UndoOutcome } from '../../core/manifestList/undoOutcome.ts';
import { stateFolder } from '../../adapters/state/stateFolder.ts';
import { parseCall, readFormat } from '../options.ts';
import { readRegistryRules, registryOptions } from '../registryRules.ts';
import {
  CommandError,
  UsageError,
  exitCode,
  printable,
  type ExitCode,
  type Terminal,
} from '../terminal.ts';
import { openAccess } from './listAccess.ts';
import { readReference } from './listWish.ts';

/** `multiarch index undo`: gives a tag back what it named before the last change from this machine. */
export async function undoTag(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const { values, positionals } = parseCall(args, {
    format: { type: 'string' },
    ...registryOptions,
  });
  const format = readFormat(values.format);
  const [written, ...more] = positionals;
  if (written === undefined || more.length > 0) throw new UsageError('Name one tag.');
  const target = readReference(written);
  if (target.digest !== undefined) throw new UsageError('Name a tag, not a digest.');
  const folder = stateFolder(process.env);
  const access = await openAccess([target.canonical], {
    registries: { ...readRegistryRules(values), isNamed: true },
    ...terminal,
  });
  try {
    const outcome = await access.run(() => undo(target, access.registries, folder));
    if (outcome.state !== 'undone') throw new CommandError(refusalText(outcome, folder));
    const { reference, previous } = outcome;
    const result = { reference, digest: previous ?? null };
    terminal.write(
      format === 'json'
        ? `${JSON.stringify(result, null, 2)}\n`
        : `${printable(
            `${reference} ${previous === undefined ? 'is gone again: it was new' : `names ${previous} again`}.`,
          )}\n`,
    );
    return exitCode.done;
  } finally {
    await access.dispose();
  }
}

function refusalText(
  outcome: Exclude<UndoOutcome, { readonly state: 'undone' }>,
  folder: string,
): string {
  const { reference } = outcome;
  switch (outcome.state) {
    case 'nothing':
      return `${reference} was not changed from here, so there is nothing to undo.`;
    case 'changed':
      return `${reference} names ${outcome.found ?? 'nothing'} now, not what was put there from here (${outcome.put || 'nothing'}). Somebody has changed it since: nothing was undone.`;
    case 'damaged':
      return `What ${reference} named before was kept in ${folder}, but is damaged there. Nothing was undone.`;
    case 'unknown':
      return `${outcome.reason.message} What ${reference} names now is not known: inspect it.`;
    case 'overtaken':
      return `${reference} names ${outcome.found ?? 'nothing'} after the undo. Look who else publishes it.`;
  }
}
