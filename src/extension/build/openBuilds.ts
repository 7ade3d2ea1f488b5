import { Disposable, type LogOutputChannel, type TreeView } from 'vscode';
import type { BuilderStore } from '../builders/builderStore.ts';
import type { Docker } from '../dockerAccess.ts';
import type { Inspector } from '../images/inspector/contributeInspector.ts';
import type { LanguageServer } from '../languageServer.ts';
import type { BuildTaskPorts } from '../tasks/buildTask.ts';
import { BuildFailures } from './buildFailures.ts';
import { BuildResults } from './buildResults.ts';
import type { BuildRuns } from './buildRuns.ts';
import type { BuildItem } from './view/buildItem.ts';
import { BuildView } from './view/buildView.ts';
import { PastBuilds } from './view/pastBuilds.ts';
import { rowActions } from './view/rowActions.ts';
import { StepLogs } from './view/stepLogs.ts';

/** What follows builds needs of its surroundings. */
export interface FollowPorts {
  readonly docker: Docker;
  readonly runs: BuildRuns;
  readonly builders: BuilderStore;
  readonly server: LanguageServer;
  readonly inspector: Inspector;
  readonly log: LogOutputChannel;
  readonly tasks: BuildTaskPorts;
  readonly tree: TreeView<BuildItem>;
  /** Rows have changed; all of them without any. */
  readonly onChange: (items: readonly BuildItem[] | undefined) => void;
}

/** Follows the builds of this window: their results, failures and view. */
export type FollowedBuilds = ReturnType<typeof openBuilds>;

/** Follows builds from now on. */
export function openBuilds({ tasks, tree, onChange, ...ports }: FollowPorts) {
  const { runs, builders, docker, log } = ports;
  const past = new PastBuilds({ docker, builders, log });
  const logs = new StepLogs();
  const view = new BuildView({ runs, builders, past, tree });
  const failures = new BuildFailures(tasks);
  const results = new BuildResults({ ...ports, failures, view, tasks });
  const disposable = Disposable.from(view.onDidChange(onChange), view, logs, failures, results);
  view.setVisible(tree.visible);
  return {
    getChildren: (item?: BuildItem) => view.getChildren(item),
    getTreeItem: (item: BuildItem) => view.getTreeItem(item),
    getParent: (item: BuildItem) => view.getParent(item),
    setVisible: (isVisible: boolean) => {
      view.setVisible(isVisible);
    },
    refresh: () => {
      view.refresh();
    },
    actions: rowActions({ tasks, logs, past }),
    dispose: () => {
      disposable.dispose();
    },
  };
}
