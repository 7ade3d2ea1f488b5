import {
  commands,
  Disposable,
  l10n,
  TestRunProfileKind,
  tests,
  workspace,
  type Memento,
  type TestController,
} from 'vscode';
import type { AuditAccess } from '../audit/contributeAudits.ts';
import type { BuildRuns } from '../build/buildRuns.ts';
import { smokeController } from '../contributions.ts';
import { subjectOf } from '../images/tree/listedSubject.ts';
import { lazy } from '../lazy.ts';
import { register } from '../register.ts';
import { touches } from '../settings.ts';
import { smokeEntries, writeSmokeEntry } from './smokeEntries.ts';
import type { SmokeImagePorts } from './smokeImages.ts';

/** What smoke runs are made with. */
export interface SmokeRunPorts extends SmokeImagePorts {
  readonly audits: AuditAccess;
  readonly runs: BuildRuns;
  readonly memory: Memento;
}

/**
 * Registers smoke runs. The editor shows its view of tests from the moment when there is a controller: it is made
 * when an image is named in the settings, added, or built here; nobody is asked before the view is shown.
 */
export function contributeSmokeRuns({ audits, runs, memory, ...ports }: SmokeRunPorts): Disposable {
  let controller: TestController | undefined;
  const open = lazy(async () => {
    const { audits: opened, module } = await load();
    const made = controller ?? makeController();
    return new module.SmokeRuns({ ...ports, controller: made, audits: opened, memory, built });
  });
  const load = async () => ({
    module: await import('../audit/openAudits.ts'),
    audits: await audits.load(),
  });
  const built = () =>
    runs.recent().flatMap(({ end, request }) => {
      const isImage = request.output === 'load' || request.output === 'push';
      return end.kind === 'done' && request.bake === undefined && isImage
        ? request.tags.slice(0, 1)
        : [];
    });
  const makeController = () => {
    const made = tests.createTestController(smokeController, l10n.t('Image Smoke Runs'));
    made.resolveHandler = async (item) => (await open()).resolve(item);
    made.refreshHandler = async () => (await open()).resolve();
    made.createRunProfile(
      l10n.t('Run for Each Platform'),
      TestRunProfileKind.Run,
      async (request, token) => (await open()).run(request, token),
      true,
    );
    controller = made;
    return made;
  };
  const update = async () => {
    if (!workspace.isTrusted) return;
    if (controller === undefined && smokeEntries().length === 0 && built().length === 0) return;
    if (controller === undefined) makeController();
    else await (await open()).resolve();
  };
  void update();
  return Disposable.from(
    { dispose: () => controller?.dispose() },
    workspace.onDidGrantWorkspaceTrust(update),
    workspace.onDidChangeConfiguration((event) => {
      if (touches(event, 'smokeRuns')) void update();
    }),
    runs.onDidEnd(() => void update()),
    register('multiarch.addSmokeRun', async (item) => {
      const { module, audits: opened } = await load();
      const subject = item && subjectOf(item);
      const image = subject && 'reference' in subject ? subject.reference : undefined;
      const entry = await module.askSmokeEntry(opened.choose, image);
      if (entry === undefined) return;
      await writeSmokeEntry(entry);
      await update();
      await commands.executeCommand('workbench.view.testing.focus');
    }),
  );
}
