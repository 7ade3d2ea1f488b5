import { randomUUID } from 'node:crypto';
import { hasDigest } from '../../adapters/registry/contentDigest.ts';
import { openTarget } from '../../adapters/registry/write/listPlan.ts';
import { readTag } from '../../adapters/registry/write/publish.ts';
import { dropTag, findManifest, putManifest } from '../../adapters/registry/write/writer.ts';
import { stateFolder } from '../../adapters/state/stateFolder.ts';
import { dropTagRecord, readTagRecords } from '../../adapters/state/tagHistory.ts';
import { parseCall, readFormat } from '../options.ts';
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
  const { values, positionals } = parseCall(args, { format: { type: 'string' } });
  const format = readFormat(values.format);
  const [written, ...more] = positionals;
  if (written === undefined || more.length > 0) throw new UsageError('Name one tag.');
  const target = readReference(written);
  if (target.digest !== undefined) throw new UsageError('Name a tag, not a digest.');
  const { tag = 'latest', domain, path } = target;
  const reference = `${domain}/${path}:${tag}`;
  const folder = stateFolder(process.env);
  const records = await readTagRecords(folder, reference);
  const [newest] = records;
  if (!newest) {
    throw new CommandError(`${reference} was not changed from here, so there is nothing to undo.`);
  }
  const access = await openAccess([target.canonical], terminal.signal);
  try {
    const never = new AbortController().signal;
    const repository = openTarget({ target, tags: [tag], sources: [] }, access.registries, never);
    const record = await access.run(async () => {
      const { manifest: now } = await readTag(repository, tag);
      // What was never put, because the registry refused it or the program ended, left a record as well.
      const found = now && records.find(({ digest }) => hasDigest(now.body, digest));
      if (!found) {
        throw new CommandError(
          `${reference} names ${now?.digest ?? 'nothing'} now, not what was put there from here (${newest.digest}). Somebody has changed it since: nothing was undone.`,
        );
      }
      const { previous } = found;
      if (!previous) await dropTag(repository, tag, randomUUID(), now);
      else {
        const body = Buffer.from(previous.body, 'base64');
        if (!hasDigest(body, previous.digest)) {
          throw new CommandError(
            `What ${reference} named before was kept in ${folder}, but is damaged there. Nothing was undone.`,
          );
        }
        await putManifest(repository, tag, { ...previous, body });
      }
      const then = await findManifest(repository, tag);
      if (then !== previous?.digest) {
        throw new CommandError(
          `${reference} names ${then ?? 'nothing'} after the undo. Look who else publishes it.`,
        );
      }
      return found;
    });
    await dropTagRecord(folder, record);
    const result = { reference, digest: record.previous?.digest ?? null };
    terminal.write(
      format === 'json'
        ? `${JSON.stringify(result, null, 2)}\n`
        : printable(
            `${reference} ${record.previous ? `names ${record.previous.digest} again` : 'is gone again: it was new'}.`,
          ) + '\n',
    );
    return exitCode.done;
  } finally {
    await access.dispose();
  }
}
