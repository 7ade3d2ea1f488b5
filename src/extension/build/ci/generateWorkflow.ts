import {
  commands,
  InputBoxValidationSeverity,
  l10n,
  Uri,
  window,
  workspace,
  type QuickPickItem,
} from 'vscode';
import { ciImage, type CiImageWish } from '../../../core/ci/generate/ciImage.ts';
import type { CiImage, CiProvider, CiStrategy } from '../../../core/ci/generate/ciPlan.ts';
import { generateCi } from '../../../core/ci/generate/generateCi.ts';
import { askText, chooseOne } from '../../steps/quickInputs.ts';
import { next, runSteps, type Step } from '../../steps/runSteps.ts';
import { yamlLanguage } from '../../contributions.ts';
import type { BuildPorts } from '../buildImage.ts';
import { emptyPlan, type BuildPlan } from '../buildPlan.ts';
import { contextStep } from '../contextStep.ts';
import { dockerfileStep, planFor, type PlanPorts } from '../dockerfileStep.ts';
import { platformsStep, withinBuild } from '../withinBuild.ts';

/** What the steps find out: the build, and by whom it is done. */
interface WorkflowPlan {
  readonly build: BuildPlan;
  readonly provider: CiProvider;
  readonly strategy: CiStrategy;
  readonly image: CiImage | undefined;
}

const title = () => l10n.t('Generate CI Workflow');

/**
 * Asks what a workflow of GitHub or a pipeline of GitLab is to build, and shows it in a document that is not saved;
 * where the file is there already, beside what it says now. Writes nothing.
 *
 * @param file a Dockerfile that was chosen already
 */
export async function generateWorkflow(
  { builders, ...ports }: Pick<BuildPorts, keyof PlanPorts | 'builders'>,
  file: Uri | undefined,
): Promise<void> {
  const build = file === undefined ? emptyPlan : await planFor(file, ports);
  const plan = await runSteps<WorkflowPlan>(
    { build, provider: 'github', strategy: 'native', image: undefined },
    [
      withinBuild(dockerfileStep(file, ports)),
      withinBuild(contextStep),
      withinBuild(platformsStep(builders, title)),
      providerStep,
      strategyStep,
      imageStep,
    ],
    title(),
  );
  const { scope } = plan?.build ?? {};
  if (plan?.image === undefined || scope === undefined) return;
  const { provider, strategy, image } = plan;
  const cache = provider === 'github' ? 'gha' : 'registry';
  const content = generateCi({ provider, strategy, cache, branch: 'main', images: [image] });
  const document = await workspace.openTextDocument({ language: yamlLanguage, content });
  const name = provider === 'github' ? '.github/workflows/image.yml' : '.gitlab-ci.yml';
  const target = Uri.joinPath(scope.uri, name);
  if (await isThere(target)) {
    const shown = l10n.t('{0}: now and generated', name);
    await commands.executeCommand('vscode.diff', target, document.uri, shown);
    return;
  }
  await window.showTextDocument(document);
}

async function isThere(file: Uri): Promise<boolean> {
  try {
    await workspace.fs.stat(file);
    return true;
  } catch {
    return false;
  }
}

const providerStep: Step<WorkflowPlan> = {
  isAsked: true,
  ask: async (state, position) => {
    const items: readonly (QuickPickItem & { readonly provider: CiProvider })[] = [
      { label: 'GitHub Actions', provider: 'github', description: '.github/workflows' },
      { label: 'GitLab CI/CD', provider: 'gitlab', description: '.gitlab-ci.yml' },
    ];
    const answer = await chooseOne({
      ...position,
      title: title(),
      placeholder: l10n.t('Who runs it'),
      items,
      initial: items.filter(({ provider }) => provider === state.provider),
    });
    return answer.kind === 'next' ? next({ ...state, provider: answer.value.provider }) : answer;
  },
};

const strategyStep: Step<WorkflowPlan> = {
  isAsked: true,
  ask: async (state, position) => {
    const items: readonly (QuickPickItem & { readonly strategy: CiStrategy })[] = [
      {
        label: l10n.t('A machine for each platform'),
        detail: l10n.t(
          'Native where there is one; pushed by digest and joined to one manifest list',
        ),
        strategy: 'native',
      },
      {
        label: l10n.t('One machine for all'),
        detail: l10n.t(
          'Other platforms are emulated: simple, and slow where something is compiled',
        ),
        strategy: 'qemu',
      },
    ];
    const answer = await chooseOne({
      ...position,
      title: title(),
      placeholder: l10n.t('Where it is built'),
      items,
      initial: items.filter(({ strategy }) => strategy === state.strategy),
    });
    return answer.kind === 'next' ? next({ ...state, strategy: answer.value.strategy }) : answer;
  },
};

const imageStep: Step<WorkflowPlan> = {
  isAsked: true,
  ask: async (state, position) => {
    const made = (name: string) => ciImage(state.provider, wishOf(state.build, name));
    const answer = await askText({
      ...position,
      title: title(),
      placeholder: 'ghcr.io/team/app',
      prompt:
        state.provider === 'gitlab'
          ? l10n.t(
              'The repository that is pushed to, without a tag. Empty: the registry of the project.',
            )
          : l10n.t('The repository that is pushed to, without a tag'),
      value: state.image?.repository ?? withoutTag(state.build.tag),
      validate: (name) => {
        const image = made(name);
        return image.ok
          ? undefined
          : { severity: InputBoxValidationSeverity.Error, message: image.problem.message };
      },
    });
    if (answer.kind !== 'next') return answer;
    const image = made(answer.value);
    return next({ ...state, image: image.ok ? image.value : undefined });
  },
};

function wishOf(
  { file, context, platforms, target, buildArgs }: BuildPlan,
  name: string,
): CiImageWish {
  return {
    ...{ dockerfile: file, context, platforms, buildArgs },
    image: name === '' ? undefined : name,
    ...(target !== '' && { target }),
  };
}

/** The colon of a tag comes behind the last slash; one before it is a port's. */
function withoutTag(name: string): string {
  const colon = name.indexOf(':', name.lastIndexOf('/') + 1);
  return colon === -1 ? name : name.slice(0, colon);
}
