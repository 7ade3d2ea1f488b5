import { l10n } from 'vscode';
import type { BuildRequest } from '../../../core/build/buildRequest.ts';
import type { PlatformBuilds } from '../../../core/build/eachPlatform.ts';
import { buildTaskType } from '../../contributions.ts';
import { runTask } from '../../emulation/commandTask.ts';
import type { LanguageServer } from '../../languageServer.ts';
import { notify } from '../../notify.ts';
import { writeBuildDefinition } from '../../tasks/buildDefinition.ts';
import {
  buildTask,
  tellingOnly,
  type BuildDefinition,
  type BuildScope,
  type BuildTaskPorts,
} from '../../tasks/buildTask.ts';
import { translated } from '../../translated.ts';
import { showLine } from '../buildFailures.ts';
import type { BuildRuns, EndedBuild } from '../buildRuns.ts';
import { joinImages } from '../joinImages.ts';

/** What builds and joins need of their surroundings. */
export interface MemberPorts extends BuildTaskPorts {
  readonly server: LanguageServer;
  readonly runs: BuildRuns;
}

/** The builds of a family, where they run, and the index of all of them. */
export interface MemberBuilds extends PlatformBuilds {
  readonly scope: BuildScope;
}

/**
 * Runs builds at the same time, and joins what they pushed when all of them are done. If one fails nothing is
 * joined, and what failed can be built again alone.
 *
 * @param left those that are built; the others were built before
 */
export async function buildMembers(
  ports: MemberPorts,
  builds: MemberBuilds,
  left: readonly BuildRequest[] = builds.requests,
): Promise<void> {
  const { scope, join } = builds;
  const ended = new Map<BuildDefinition, EndedBuild>();
  const listener = ports.runs.onDidEnd((build) => {
    ended.set(build.definition, build);
  });
  // One message tells of all of them.
  const parts = tellingOnly('nothing', ports);
  const members = left.map((request) => {
    const definition: BuildDefinition = { ...writeBuildDefinition(request), type: buildTaskType };
    return { request, definition };
  });
  const codes = await Promise.all(
    members.map(({ request, definition }) =>
      runTask(buildTask(parts, definition, scope, l10n.t('build {0}', request.file))),
    ),
  ).finally(() => {
    listener.dispose();
  });
  const failed = members
    .filter((_, at) => codes[at] !== 0)
    .map(({ request, definition }) => ({ request, build: ended.get(definition) }));
  if (failed.length > 0) await tellFailed(ports, builds, failed);
  else if (join !== undefined) {
    const asked = builds.requests.flatMap(({ platforms }) => platforms);
    await joinImages(ports.server, { join, asked });
  }
}

interface FailedMember {
  readonly request: BuildRequest;
  /** Undefined for one that was not even started. */
  readonly build: EndedBuild | undefined;
}

async function tellFailed(
  ports: MemberPorts,
  builds: MemberBuilds,
  failed: readonly FailedMember[],
): Promise<void> {
  const platforms = failed.flatMap(({ request }) => request.platforms).join(', ');
  const marked = failed.find(({ build }) => build?.failure?.output.place !== undefined)?.build;
  await notify({
    severity: 'error',
    message: [
      ...failed.map(failureText),
      l10n.t(
        'Nothing was joined: {0} in the registry is what it was before.',
        builds.join?.tags.join(', ') ?? '',
      ),
    ].join(' '),
    remedies: [
      {
        label: l10n.t('Retry {0}', platforms),
        run: () =>
          buildMembers(
            ports,
            builds,
            failed.map(({ request }) => request),
          ),
      },
      ...(marked === undefined
        ? []
        : [{ label: l10n.t('Show the Line'), run: () => showLine(marked) }]),
    ],
  });
}

function failureText({ request: { file }, build }: FailedMember): string {
  const { failure, end } = build ?? {};
  if (end?.kind === 'cancelled') return l10n.t('The build of {0} was cancelled.', file);
  if (failure === undefined) return l10n.t('{0} was not built: its terminal says why.', file);
  return [l10n.t('The build of {0} failed.', file), translated(failure.explanation.cause)].join(
    ' ',
  );
}
