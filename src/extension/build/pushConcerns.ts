import {
  type Diagnostic,
  DiagnosticSeverity,
  l10n,
  languages,
  Uri,
  window,
  workspace,
} from 'vscode';
import { outputsOf } from '../../core/build/judgeBuild.ts';
import { parseReference } from '../../core/image/reference.ts';
import type { Docker } from '../dockerAccess.ts';
import { notify } from '../notify.ts';
import { logIn } from './buildFailures.ts';
import { dockerfileOf } from './buildRuns.ts';
import type { BuildOrder } from './buildTerminal.ts';

/** How long the checker is waited for when a file was not open, in ms. */
const patience = 1_500;

/**
 * Whether a build may go on that pushes: errors that the checker found are repeated, and the user decides.
 * A registry without a login is warned of, and the build goes on: some take pushes from everybody.
 */
export async function isPushWanted(docker: Docker, order: BuildOrder): Promise<boolean> {
  const pushed = pushedBy(order);
  if (pushed === undefined) return true;
  const hosts = pushed.tags.flatMap((tag) => {
    const reference = parseReference(tag);
    return reference.ok ? [reference.value.domain] : [];
  });
  for (const host of new Set(hosts)) void warnOfLogin(docker, host);
  return mayPushWithErrors(order, pushed.files);
}

/** What a build pushes, and the Dockerfiles that it is made of. */
function pushedBy(order: BuildOrder) {
  const { bake, output, tags } = order.request;
  if (bake === undefined) {
    const isPushed = output === 'push' || output === 'digest';
    return isPushed ? { tags, files: [dockerfileOf(order)] } : undefined;
  }
  const targets = (bake.plan ?? []).filter((target) => outputsOf(target, bake).includes('push'));
  if (targets.length === 0) return undefined;
  const files = new Set(targets.flatMap(({ dockerfile }) => dockerfile ?? []));
  return {
    tags: targets.flatMap((target) => target.tags),
    files: [...files].map((file) => Uri.file(file)),
  };
}

async function warnOfLogin(docker: Docker, host: string): Promise<void> {
  const isMissing = await docker.use(({ lacksLogin }) => lacksLogin(host));
  if (isMissing !== true) return;
  await notify({
    severity: 'warning',
    cause: `no login ${host}`,
    message: l10n.t(
      'Docker has no login for {0}: the registry will most likely refuse the push.',
      host,
    ),
    remedies: [
      { label: l10n.t('Log In…'), run: () => logIn({ name: host === 'docker.io' ? '' : host }) },
    ],
  });
}

async function mayPushWithErrors(order: BuildOrder, files: readonly Uri[]): Promise<boolean> {
  const found = await Promise.all(files.map(findErrors));
  const errors = found.flat();
  const [first] = errors;
  if (first === undefined) return true;
  const build = l10n.t('Build Anyway');
  const show = l10n.t('Show');
  const chosen = await window.showWarningMessage(
    errors.length === 1
      ? l10n.t('An error was found in {0}. Build and push it all the same?', order.request.file)
      : l10n.t(
          '{0} errors were found in {1}. Build and push it all the same?',
          errors.length,
          order.request.file,
        ),
    {
      modal: true,
      detail: errors.map((error) => errorLine(error, files.length > 1)).join('\n'),
    },
    build,
    show,
  );
  if (chosen === show) {
    await window.showTextDocument(first.uri, { selection: first.diagnostic.range });
  }
  return chosen === build;
}

interface FoundError {
  readonly uri: Uri;
  readonly diagnostic: Diagnostic;
}

function errorLine({ uri, diagnostic }: FoundError, isOneOfMany: boolean): string {
  const { range, message } = diagnostic;
  const text = message.replace(/^dockerfile parse error on line \d+: /, '');
  const line = l10n.t('Line {0}: {1}', range.start.line + 1, text);
  return isOneOfMany ? `${workspace.asRelativePath(uri)}: ${line}` : line;
}

/** The checker's errors; none where it does not say anything soon. */
async function findErrors(uri: Uri): Promise<readonly FoundError[]> {
  const isOpen = workspace.textDocuments.some((each) => each.uri.toString() === uri.toString());
  if (!isOpen) await waitForCheck(uri);
  return languages
    .getDiagnostics(uri)
    .filter(
      ({ severity, source }) => severity === DiagnosticSeverity.Error && source === 'multiarch',
    )
    .map((diagnostic) => ({ uri, diagnostic }));
}

/** Opens a file out of sight, and waits until something was found in it. */
function waitForCheck(uri: Uri): Promise<void> {
  return new Promise((resolve) => {
    const subscription = languages.onDidChangeDiagnostics(({ uris }) => {
      if (uris.some((each) => each.toString() === uri.toString())) finish();
    });
    const timer = setTimeout(() => {
      finish();
    }, patience);
    const finish = () => {
      clearTimeout(timer);
      subscription.dispose();
      resolve();
    };
    workspace.openTextDocument(uri).then(undefined, finish);
  });
}
