import { l10n, type QuickPickItem } from 'vscode';
import type { BuildOutput } from '../../core/build/buildRequest.ts';
import { refuseOutput, type OutputRefusal } from '../../core/build/outputs.ts';
import type { BuilderStore } from '../builders/builderStore.ts';
import { chooseOne } from '../steps/quickInputs.ts';
import { next, type Step } from '../steps/runSteps.ts';
import type { BuildPlan } from './buildPlan.ts';
import { buildTitle } from './buildTitle.ts';

interface OutputItem extends QuickPickItem {
  readonly output: BuildOutput;
  readonly refusal: OutputRefusal | undefined;
}

const outputs: readonly BuildOutput[] = ['push', 'load', 'oci', 'cache'];

/** Asks what becomes of the result. What the builder will refuse says so and cannot be chosen. */
export function outputStep(builders: BuilderStore): Step<BuildPlan> {
  return {
    isAsked: true,
    ask: async (plan, position) => {
      const [answer, engine] = await Promise.all([
        builders.readSelected(),
        builders.readLoadEngine(),
      ]);
      const builder = answer.ok ? answer.builder : undefined;
      const items = outputs.map((output): OutputItem => {
        const refusal = refuseOutput({
          builder,
          ...(engine === undefined ? {} : { engine }),
          output,
          platforms: plan.platforms,
          tags: plan.tag === '' ? [] : [plan.tag],
        });
        return outputItem(output, plan, refusal);
      });
      const usable = items.filter(({ refusal }) => refusal === undefined);
      // Without a name there is nothing to push, and little to do with a loaded image.
      const likely = plan.tag === '' && plan.output !== 'oci' ? 'cache' : plan.output;
      const initial = usable.find(({ output }) => output === likely) ?? usable[0];
      const chosen = await chooseOne<OutputItem>({
        ...position,
        title: buildTitle(),
        placeholder: l10n.t('What becomes of the image'),
        items,
        initial: initial === undefined ? [] : [initial],
        refuse: ([item]) => item?.refusal && refusalText(item.refusal),
      });
      return chosen.kind === 'next' ? next({ ...plan, output: chosen.value.output }) : chosen;
    },
  };
}

function outputItem(
  output: BuildOutput,
  plan: BuildPlan,
  refusal: OutputRefusal | undefined,
): OutputItem {
  const [icon, label] = {
    push: ['cloud-upload', l10n.t('Push to the registry')],
    load: ['server-process', l10n.t('Load into the Docker engine')],
    oci: ['file-zip', l10n.t('Write an OCI archive')],
    cache: ['database', l10n.t('Keep in the build cache only')],
  }[output];
  const detail = {
    push: l10n.t('As {0}; its platforms are read back afterwards', plan.tag),
    load: l10n.t('To run it here with docker run --platform'),
    oci: l10n.t('A file that other tools can read'),
    cache: l10n.t('To see whether it builds'),
  }[output];
  return {
    output,
    refusal,
    label: `$(${refusal === undefined ? icon : 'circle-slash'}) ${label}`,
    detail: refusal === undefined ? detail : refusalText(refusal),
  };
}

/** Why an output cannot be had, and what to do about it. */
function refusalText({ code, message }: OutputRefusal): string {
  switch (code) {
    case 'tag-needed':
      return l10n.t('Not without a name: go back and give the image a tag.');
    case 'containerd-store-needed':
      return l10n.t(
        '{0} Turn on the containerd image store of the engine, or use a builder with the docker-container driver.',
        message,
      );
    case 'list-not-loadable':
      return l10n.t(
        '{0}. Turn on the containerd image store of the engine, or build for one platform.',
        message,
      );
  }
}
