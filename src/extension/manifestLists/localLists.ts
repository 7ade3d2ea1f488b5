import { l10n, window, type QuickPickItem } from 'vscode';
import {
  deleteLocalList,
  readLocalLists,
  storeOf,
  type LocalList,
  type LocalMember,
} from '../../adapters/docker/localManifests.ts';
import { formatPlatformAll } from '../../core/platform/platform.ts';
import type { SentDigest } from '../../protocol/lists.ts';
import { withProgress } from '../builders/actions/performAction.ts';
import { notify } from '../notify.ts';
import { withoutLinks } from '../plainMessage.ts';
import { plainLabel, plainText } from '../plainRow.ts';
import { chooseSeveral } from '../steps/quickInputs.ts';
import { askWorker } from './listTalk.ts';
import type { ListPorts } from './listPorts.ts';

/**
 * Shows the manifest lists that `docker manifest create` keeps on this machine, says which of their images are
 * not what their tags name any more, and deletes those that the user ticks.
 */
export async function showLocalLists(ports: ListPorts): Promise<void> {
  const environment = process.env;
  const lists = await readLocalLists(environment);
  if (lists.length === 0) {
    await notify({
      severity: 'information',
      message: l10n.t(
        'docker manifest keeps no lists on this machine ({0}).',
        storeOf(environment),
      ),
    });
    return;
  }
  const references = [
    ...new Set(lists.flatMap(({ members }) => members.map(({ reference }) => reference))),
  ];
  const digests = await withProgress(l10n.t('Looking what the tags name now'), (signal) =>
    askWorker(ports, { kind: 'digests', references }, signal),
  );
  // Cancelled, or nobody may be asked, which was said.
  if (digests === undefined) return;
  if (!digests.ok) {
    const message = l10n.t('What the tags name now is not known: {0}', digests.reason.message);
    void notify({ severity: 'warning', message });
  }
  const known = digests.ok ? digests.value : [];
  const now = new Map(known.map((each) => [each.reference, each]));
  const rows = lists.map((list) => listRow(list, now));
  const answer = await chooseSeveral<ListRow>({
    title: l10n.t("Docker's Local Manifest Lists"),
    placeholder: l10n.t('Tick what is to be deleted from this machine; registries keep theirs'),
    ...{ step: 1, totalSteps: 1, items: rows, initial: [] },
  });
  if (answer.kind !== 'next') return;
  const folders = answer.value.flatMap(({ folder }) => folder ?? []);
  if (folders.length > 0) await deleteChosen(folders);
}

type ListRow = QuickPickItem & { readonly folder?: string };

/** A list, with what is to be known of its images. */
export function listRow(
  { folder, members, unreadable }: LocalList,
  now: ReadonlyMap<string, SentDigest>,
): ListRow {
  const stale = members.flatMap((member) => staleText(member, now.get(member.reference)) ?? []);
  const count = members.length === 1 ? l10n.t('1 image') : l10n.t('{0} images', members.length);
  const about = [
    ...stale,
    ...(unreadable > 0 ? [l10n.t('Files that docker has not written: {0}.', unreadable)] : []),
    members.map(memberText).join(', '),
  ];
  return {
    label: plainLabel(`${stale.length > 0 ? '\u26a0 ' : ''}${listName(folder)}`),
    description: count,
    detail: plainLabel(about.join(' '), 1000),
    folder,
  };
}

function memberText({ reference, platform }: LocalMember): string {
  return platform ? `${formatPlatformAll(platform)} (${reference})` : reference;
}

/** Docker takes what it has kept, without asking the registry (docker/cli 28.5, manifest create --amend). */
function staleText(
  { reference, digest }: LocalMember,
  now: SentDigest | undefined,
): string | undefined {
  if (now?.isGone) return l10n.t('Gone: {0}. Docker would still list it.', reference);
  if (now?.digest === undefined) {
    return l10n.t('Not known now: {0}. Nobody could ask.', reference);
  }
  if (now.digest === digest) return undefined;
  return l10n.t(
    'Old image of {0}, which docker manifest create --amend would silently take.',
    reference,
  );
}

/** The list's name as far as the folder tells: docker has written `_` for `/`, and `-` for `:`. */
export function listName(folder: string): string {
  const at = folder.lastIndexOf('-');
  const [name, tag] = at === -1 ? [folder, ''] : [folder.slice(0, at), folder.slice(at)];
  const port = /^([a-z0-9.]+)-(\d{1,5})_/.exec(name);
  const whole = port ? `${port[1] ?? ''}:${name.slice((port[1] ?? '').length + 1)}` : name;
  return `${whole.replaceAll('_', '/')}${tag.replace('-', ':')}`;
}

async function deleteChosen(folders: readonly string[]): Promise<void> {
  const remove = l10n.t('Delete');
  const chosen = await window.showWarningMessage(
    folders.length === 1
      ? l10n.t('Delete 1 manifest list from this machine?')
      : l10n.t('Delete {0} manifest lists from this machine?', folders.length),
    {
      modal: true,
      detail: withoutLinks(
        `${folders.map((folder) => plainText(folder)).join('\n')}\n\n${l10n.t('As docker manifest rm does. What is in registries stays.')}`,
      ),
    },
    remove,
  );
  if (chosen !== remove) return;
  const failed: string[] = [];
  for (const folder of folders) {
    await deleteLocalList(process.env, folder).catch((error: unknown) => {
      failed.push(`${folder}: ${error instanceof Error ? error.message : String(error)}`);
    });
  }
  const count = folders.length - failed.length;
  await notify(
    failed.length === 0
      ? { severity: 'information', message: l10n.t('Deleted from this machine: {0}.', count) }
      : {
          severity: 'error',
          message: l10n.t('Not deleted: {0}', failed.join(' ')),
        },
  );
}
