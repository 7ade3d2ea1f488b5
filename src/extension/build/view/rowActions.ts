import { env, l10n, Range, window, workspace } from 'vscode';
import { instructionOf } from '../../../core/build/progress/stepPlace.ts';
import { parseDockerfile } from '../../../core/dockerfile/instructions.ts';
import { splitStages } from '../../../core/dockerfile/stages.ts';
import { notify } from '../../notify.ts';
import { run } from '../../register.ts';
import type { BuildTaskPorts } from '../../tasks/buildTask.ts';
import { buildOnceMore, buildWithout, retryPlatform } from '../rebuild.ts';
import type { BuildItem } from './buildItem.ts';
import type { PastBuilds } from './pastBuilds.ts';
import { logText, type StepLogs } from './stepLogs.ts';

/** What the actions on rows need. */
export interface RowPorts {
  readonly tasks: BuildTaskPorts;
  readonly logs: StepLogs;
  readonly past: PastBuilds;
}

/** What can be done with the rows of the build view. A row that an action is not for is left alone. */
export function rowActions({ tasks, logs, past }: RowPorts) {
  return {
    /** Shows what a step printed, or a build of the history. */
    async showLog(item: BuildItem): Promise<void> {
      if (item.kind === 'past') {
        const { ref, name } = item.past;
        await logs.show(ref, name, () => past.log(item.past));
        return;
      }
      const row = item.kind === 'line' ? item.of : item;
      if (row.kind !== 'step') return;
      const { build, step } = row;
      const { name, digest } = step;
      const title = [name.platform, name.text].filter(Boolean).join(' ');
      await logs.show(`${build.id} ${digest}`, title, () => {
        const { lines, dropped } = build.progress.log(digest);
        return logText(lines, dropped);
      });
    },

    /** Goes to the instruction that a step carries out. */
    async showLine(item: BuildItem): Promise<void> {
      if (item.kind !== 'step' || item.build.file === undefined) return;
      const { stage, position, text } = item.step.name;
      if (position === undefined) return;
      const document = await workspace.openTextDocument(item.build.file);
      const [keyword = ''] = text.replace(/^ONBUILD /, '').split(/\s/, 1);
      const file = splitStages(parseDockerfile(document.getText()));
      const found = instructionOf(file, stage, position, keyword.toUpperCase());
      if (found === undefined) {
        await notify({
          severity: 'information',
          message: l10n.t(
            'The line of this step is not found: {0} was changed since, or the step comes from its base image.',
            workspace.asRelativePath(item.build.file),
          ),
        });
      }
      const line = found?.range.start.line ?? 0;
      await window.showTextDocument(document, { selection: new Range(line, 0, line, 0) });
    },

    /** Shows what buildx tells of a build of its history. */
    async showDetails(item: BuildItem): Promise<void> {
      if (item.kind !== 'past') return;
      const { ref, name } = item.past;
      await logs.show(`details ${ref}`, name, () => past.describe(item.past));
    },

    async buildAgain(item: BuildItem): Promise<void> {
      if (item.kind === 'build' && item.build.run) await buildOnceMore(tasks, item.build.run);
    },

    cancel(item: BuildItem): void {
      if (item.kind === 'build') item.build.run?.cancel();
    },

    async retryPlatform(item: BuildItem): Promise<void> {
      const { build, platform } = platformOf(item) ?? {};
      if (build && platform !== undefined) await retryPlatform(tasks, build, platform);
    },

    async buildWithout(item: BuildItem): Promise<void> {
      const { build, platform } = platformOf(item) ?? {};
      if (build && platform !== undefined) await buildWithout(tasks, build, platform);
    },

    /** Copies the digest of what came out of a build. */
    async copyDigest(item: BuildItem): Promise<void> {
      const digest =
        item.kind === 'outcome' && item.build.outcome?.kind === 'image'
          ? item.build.outcome.digest
          : item.kind === 'archived'
            ? item.digest
            : undefined;
      if (digest === undefined) return;
      await env.clipboard.writeText(digest);
      window.setStatusBarMessage(l10n.t('Copied {0}', digest), 3000);
    },

    /** Opens what came out of a build in the inspector. */
    inspect(item: BuildItem): void {
      if (item.kind !== 'outcome' || item.build.outcome?.kind !== 'image') return;
      run('multiarch.inspectImage', item.build.outcome.subject);
    },
  };
}

function platformOf(item: BuildItem) {
  if (item.kind !== 'buildPlatform') return undefined;
  return { build: item.build.run, platform: item.value.platform };
}
