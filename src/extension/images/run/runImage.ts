import { env, l10n, window, workspace } from 'vscode';
import { familiarName, parseReference } from '../../../core/image/reference.ts';
import {
  execArguments,
  pullArguments,
  runArguments,
  shellArguments,
  type PlatformImage,
} from '../../../core/image/runCommands.ts';
import type { Result } from '../../../core/result.ts';
import { runInTerminal } from '../../emulation/commandTask.ts';
import { notify } from '../../notify.ts';
import { dockerProgram } from '../../settings.ts';
import type { ImageItem } from '../tree/imagesTree.ts';
import { chooseImage, type ChoicePorts, type ImageChoice } from './imageChoice.ts';
import { runRemark } from './platformChoices.ts';

/** Platforms that a user has agreed to run emulated in this session. */
const agreed = new Set<string>();

/** Runs an image for a platform in a terminal, by the command that it shows. */
export async function runAsPlatform(ports: ChoicePorts, item?: ImageItem): Promise<void> {
  await runChosen(ports, item, l10n.t('Run as Platform'), runArguments);
}

/** Opens a shell in a running container, or in an image for a platform. */
export async function openShell(ports: ChoicePorts, item: ImageItem): Promise<void> {
  if (item.kind !== 'emulated') {
    await runChosen(ports, item, l10n.t('Open Shell'), shellArguments);
    return;
  }
  const { id, name, platform } = item.container;
  if (!(await mayStart())) return;
  await inTerminal(l10n.t('shell in {0}', name), execArguments(id, platform?.os ?? 'linux'));
}

/**
 * Pulls an image for a platform. In the classic store that would take the name from what it stands for, so
 * it asks whether to pull by digest instead.
 */
export async function pullPlatform(ports: ChoicePorts, item?: ImageItem): Promise<void> {
  if (!(await mayStart())) return;
  const title = l10n.t('Pull Platform');
  const choice = await chooseImage(title, item, ports, ({ isPresent }) => !isPresent);
  if (choice === undefined) return;
  const { image } = choice;
  const by = await howToPull(choice);
  if (by === undefined) return;
  const command = pullArguments(image, by);
  await inTerminal(l10n.t('pull {0} for {1}', image.reference, image.platform), command);
  ports.store.refresh();
}

/** Copies the digest that stands behind a row, with the name of its repository where it has one. */
export async function copyDigest(ports: ChoicePorts, item: ImageItem): Promise<void> {
  const text = await digestOf(ports, item);
  if (text === undefined) return;
  await env.clipboard.writeText(text);
  window.setStatusBarMessage(l10n.t('Copied {0}', text), 3000);
}

async function runChosen(
  ports: ChoicePorts,
  item: ImageItem | undefined,
  title: string,
  argumentsOf: (image: PlatformImage) => Result<readonly string[]>,
): Promise<void> {
  if (!(await mayStart())) return;
  const choice = await chooseImage(title, item, ports);
  if (choice === undefined || !(await agreesToRun(choice))) return;
  const { reference, platform } = choice.image;
  await inTerminal(l10n.t('run {0} for {1}', reference, platform), argumentsOf(choice.image));
}

/** Says what will be emulated, once in a session for each platform, and what will not run at all. */
async function agreesToRun({ image, host }: ImageChoice): Promise<boolean> {
  const remark = host && runRemark(image.platform, host);
  if (remark === undefined || agreed.has(image.platform)) return true;
  const run = remark.severity === 'warning' ? l10n.t('Run Anyway') : l10n.t('Run');
  const detail =
    remark.severity === 'warning'
      ? l10n.t('Its programs end with “exec format error”. Install an emulator first.')
      : l10n.t('It is slower than on a host of its own, and some programs fail under emulation.');
  const chosen = await window.showWarningMessage(
    l10n.t('{0} for {1}: {2}.', image.reference, image.platform, remark.text),
    { modal: true, detail },
    run,
  );
  if (chosen === run && remark.severity === 'information') agreed.add(image.platform);
  return chosen === run;
}

async function howToPull({ image, host }: ImageChoice): Promise<'name' | 'digest' | undefined> {
  if (host?.engine.imageStore !== 'classic') return 'name';
  const replace = l10n.t('Pull and Replace');
  const byDigest = l10n.t('Pull by Digest');
  const chosen = await window.showWarningMessage(
    l10n.t('{0} will stand for {1} alone.', image.reference, image.platform),
    {
      modal: true,
      detail: l10n.t(
        'The classic image store keeps one platform of a name: the image that has the name now loses it. A pull by digest leaves the name as it is.',
      ),
    },
    ...(image.digest === undefined ? [] : [byDigest]),
    replace,
  );
  if (chosen === undefined) return undefined;
  return chosen === replace ? 'name' : 'digest';
}

async function digestOf(ports: ChoicePorts, item: ImageItem): Promise<string | undefined> {
  switch (item.kind) {
    case 'platform':
      return named(item.reference, item.platform.digest);
    case 'remotePlatform':
      return named(item.reference, item.platform.digest);
    case 'image':
      return item.image.digests[0] ?? item.image.id;
    case 'remoteImage': {
      const answer = await ports.server.readImage(item.reference);
      return answer?.known ? named(item.reference, answer.value.digest) : undefined;
    }
    default:
      return undefined;
  }
}

function named(reference: string, digest: string): string {
  const parsed = parseReference(reference);
  return parsed.ok ? `${familiarName(parsed.value)}@${digest}` : digest;
}

async function inTerminal(name: string, command: Result<readonly string[]>): Promise<void> {
  if (!command.ok) {
    await notify({ severity: 'error', message: command.problem.message });
    return;
  }
  await runInTerminal(name, dockerProgram(), command.value);
}

async function mayStart(): Promise<boolean> {
  if (workspace.isTrusted) return true;
  await notify({
    severity: 'warning',
    message: l10n.t('Docker is not started, because this workspace is not trusted.'),
  });
  return false;
}
