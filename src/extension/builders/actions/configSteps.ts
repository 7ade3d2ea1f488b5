import { l10n, type QuickPickItem } from 'vscode';
import { acceptsValue } from '../../../core/build/optionKind.ts';
import { configFile } from '../../../core/build/storedNode.ts';
import { plainLabel } from '../../plainRow.ts';
import { askText, chooseOne } from '../../steps/quickInputs.ts';
import { next, type Step } from '../../steps/runSteps.ts';
import type { BuilderDocuments } from './builderDocuments.ts';
import type { ConfigPlan, NodePlan } from './nodePlan.ts';
import { refusal } from './refusalText.ts';

/** Texts that BuildKit's configuration can be taken from. */
export interface ConfigSources {
  /** What the settings `multiarch.registry.*` come to; empty without any. */
  readonly settings: string;
  /** What the settings say and BuildKit has no words for. */
  readonly leftOut: readonly string[];
  /** The configuration of the builder's first node. */
  readonly node?: { readonly name: string; readonly text: string };
}

interface ConfigItem extends QuickPickItem {
  readonly config: ConfigPlan;
}

/**
 * Asks which registries BuildKit reaches by mirrors, plain http or certificates of their own, and shows
 * what it will be told before that is written. A `docker` builder has those of its engine, a `remote` one
 * those that its BuildKit was started with.
 */
export function configSteps<Plan extends NodePlan>(
  sources: ConfigSources,
  documents: BuilderDocuments,
): readonly Step<Plan>[] {
  return [choiceStep(sources), fileStep(), reviewStep(sources, documents)];
}

function choiceStep<Plan extends NodePlan>(sources: ConfigSources): Step<Plan> {
  return {
    isAsked: ({ driver }) => driver === 'docker-container' || driver === 'kubernetes',
    ask: async (plan, position) => {
      const items = configItems(sources, plan.config);
      const answer = await chooseOne<ConfigItem>({
        ...position,
        title: plan.title,
        placeholder: l10n.t('Registries with mirrors, plain http or certificates of their own'),
        items,
        initial: items.filter(({ config }) => sameKind(config, plan.config)),
      });
      return answer.kind === 'next' ? next({ ...plan, config: answer.value.config }) : answer;
    },
  };
}

function configItems({ settings, node }: ConfigSources, now: ConfigPlan): readonly ConfigItem[] {
  return [
    ...(node === undefined
      ? []
      : [
          {
            label: `$(copy) ${plainLabel(l10n.t('As node {0}', node.name))}`,
            detail: l10n.t('The {0} that this node was created with', configFile),
            config: { kind: 'text', from: 'node', text: node.text } as const,
          },
        ]),
    {
      label: `$(circle-slash) ${l10n.t('None')}`,
      detail: l10n.t('Every registry by https and with known certificates'),
      config: { kind: 'none' },
    },
    ...(settings === ''
      ? []
      : [
          {
            label: `$(settings-gear) ${l10n.t('Those of your settings')}`,
            detail: l10n.t(
              'A {0} from multiarch.registry.mirrors and multiarch.registry.insecure; you see it first',
              configFile,
            ),
            config: { kind: 'text', from: 'settings', text: settings } as const,
          },
        ]),
    {
      label: `$(file) ${l10n.t('A file of yours…')}`,
      detail: l10n.t('buildx copies it, with the certificates that it names'),
      config: { kind: 'file', path: now.kind === 'file' ? now.path : '' },
    },
  ];
}

function sameKind(one: ConfigPlan, other: ConfigPlan): boolean {
  if (one.kind !== 'text' || other.kind !== 'text') return one.kind === other.kind;
  return one.from === other.from;
}

function fileStep<Plan extends NodePlan>(): Step<Plan> {
  return {
    isAsked: ({ config }) => config.kind === 'file',
    ask: async (plan, position) => {
      const answer = await askText({
        ...position,
        title: plan.title,
        placeholder: `/home/me/${configFile}`,
        prompt: l10n.t('Whole path of the {0}', configFile),
        value: plan.config.kind === 'file' ? plan.config.path : '',
        validate: (path) =>
          acceptsValue({ kind: 'path' }, path)
            ? undefined
            : refusal(l10n.t('Write the whole path, from the root.')),
      });
      if (answer.kind !== 'next') return answer;
      return next({ ...plan, config: { kind: 'file', path: answer.value } });
    },
  };
}

function reviewStep<Plan extends NodePlan>(
  { leftOut }: ConfigSources,
  documents: BuilderDocuments,
): Step<Plan> {
  return {
    isAsked: ({ config }) => config.kind === 'text',
    ask: async (plan, position) => {
      const text = plan.config.kind === 'text' ? plan.config.text : '';
      await documents.showText(configFile, text);
      const isFromSettings = plan.config.kind === 'text' && plan.config.from === 'settings';
      const items = [
        {
          label: `$(check) ${l10n.t('Use this {0}', configFile)}`,
          detail: l10n.t('It is written to a file for buildx, which copies it, and removed again.'),
          isUsed: true,
        },
        { label: `$(circle-slash) ${l10n.t('Go on without it')}`, isUsed: false },
      ];
      const answer = await chooseOne({
        ...position,
        title: plan.title,
        placeholder:
          isFromSettings && leftOut.length > 0
            ? l10n.t('BuildKit knows single hosts only; left out: {0}', leftOut.join(', '))
            : l10n.t('The text is in the editor behind this'),
        items,
        initial: items.slice(0, 1),
      });
      if (answer.kind !== 'next') return answer;
      return next(answer.value.isUsed ? plan : { ...plan, config: { kind: 'none' } as const });
    },
  };
}
