import type { Uri } from 'vscode';
import { l10n, Range, workspace, WorkspaceEdit } from 'vscode';
import { describeSource, type TargetSource } from '../core/project/targets.ts';
import type { TargetsResult } from '../protocol/requests.ts';
import type { LanguageServer } from './languageServer.ts';
import { notify } from './notify.ts';
import { targetPlatforms, writeTargetPlatforms } from './settings.ts';

/** What a file is built for; from the settings alone while no server runs. */
export async function readTargets(
  uri: Uri | undefined,
  server: LanguageServer,
): Promise<TargetsResult> {
  const told = uri === undefined ? undefined : await server.readTargets(uri.toString());
  return told ?? { platforms: targetPlatforms(uri), source: { kind: 'setting' } };
}

/**
 * Changes what a file is built for, where that is said. What a bake, compose or project file says is
 * theirs: then a comment in the Dockerfile goes before it.
 */
export async function writeTargets(
  uri: Uri | undefined,
  platforms: readonly string[],
  server: LanguageServer,
): Promise<void> {
  const { source } = await readTargets(uri, server);
  if (uri === undefined || source.kind === 'setting' || source.kind === 'option') {
    await writeTargetPlatforms(uri, platforms);
    return;
  }
  await declareTargets(uri, platforms, server);
  if (source.kind !== 'comment') await tellOverruled(source);
}

/** Writes the targets into the file, as a comment that goes before everything else. */
export async function declareTargets(
  uri: Uri,
  platforms: readonly string[],
  server: LanguageServer,
): Promise<void> {
  const edits = await server.declareTargets({ uri: uri.toString(), platforms });
  const change = new WorkspaceEdit();
  for (const { range, newText } of edits ?? []) {
    const { start, end } = range;
    change.replace(uri, new Range(start.line, start.character, end.line, end.character), newText);
  }
  await workspace.applyEdit(change);
}

async function tellOverruled(source: TargetSource): Promise<void> {
  await notify({
    severity: 'information',
    cause: `overruled ${describeSource(source)}`,
    message: l10n.t(
      'The platforms came from {0}. A comment in the Dockerfile says them now, and goes before it.',
      describeSource(source),
    ),
  });
}
