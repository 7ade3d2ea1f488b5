import { workspace } from 'vscode';
import type { DockerContext } from '../../../adapters/docker/contextList.ts';
import { buildkitConfig } from '../../../core/build/buildkitConfig.ts';
import { readSettings, settingsSection } from '../../../protocol/settings.ts';
import { notify } from '../../notify.ts';
import { problemRemedies } from '../problemRemedies.ts';
import { problemText } from '../problemText.ts';
import type { BuilderPorts } from './builderPorts.ts';
import type { ConfigSources } from './configSteps.ts';

/** What a new node meets. */
export interface Surroundings {
  /** Builders and docker contexts that there are. */
  readonly names: readonly string[];
  readonly contexts: Promise<readonly DockerContext[]>;
  readonly config: ConfigSources;
}

/** Problems that keep any builder from being made; what concerns one builder only does not. */
const obstacles: readonly string[] = [
  'untrusted',
  'docker-not-found',
  'buildx-missing',
  'buildx-too-old',
];

/** Looks around before a node is made; undefined after it was said why none can be. */
export async function readSurroundings(ports: BuilderPorts): Promise<Surroundings | undefined> {
  const answer = await ports.builders.list();
  if (!answer.ok && obstacles.includes(answer.problem.code)) {
    await notify({
      severity: answer.problem.code === 'untrusted' ? 'warning' : 'error',
      message: problemText(answer.problem),
      remedies: problemRemedies(answer.problem),
    });
    return undefined;
  }
  const section = workspace.getConfiguration().get<unknown>(settingsSection);
  const { text, leftOut } = buildkitConfig(readSettings(section).registry);
  return {
    names: answer.ok ? answer.builders.map(({ name }) => name) : [],
    contexts: readContexts(ports),
    config: { settings: text, leftOut },
  };
}

async function readContexts({ docker }: BuilderPorts): Promise<readonly DockerContext[]> {
  const answer = await docker.use(({ listContexts, runDocker }, program) =>
    runDocker(program, listContexts),
  );
  return answer?.ok ? answer.value : [];
}
