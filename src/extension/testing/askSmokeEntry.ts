import { l10n } from 'vscode';
import { commandWords } from '../../core/build/commandWords.ts';
import { chooseAudited, type ChoosingPorts } from '../audit/chooseAudited.ts';
import { mayAudit } from '../audit/mayAudit.ts';
import { nameOf } from '../images/inspector/inspected.ts';
import { notify } from '../notify.ts';
import type { SmokeEntry } from './smokeEntries.ts';
import { askCommand } from './smokeRuns.ts';

/** Asks which image is to be tried, where it is not known, and with which command. */
export async function askSmokeEntry(
  ports: ChoosingPorts,
  known: string | undefined,
): Promise<SmokeEntry | undefined> {
  if (!(await mayAudit())) return undefined;
  const image = known ?? (await askImage(ports));
  if (image === undefined) return undefined;
  const text = await askCommand();
  return text === undefined ? undefined : { image, command: commandWords(text) };
}

async function askImage(ports: ChoosingPorts): Promise<string | undefined> {
  const title = l10n.t('Add Image to Smoke Runs');
  const subject = await chooseAudited(ports, title, l10n.t('Add'));
  if (subject === undefined) return undefined;
  if ('reference' in subject) return nameOf(subject);
  await notify({
    severity: 'information',
    message: l10n.t('Files are not run. Load the image into the Docker engine, or push it.'),
  });
  return undefined;
}
