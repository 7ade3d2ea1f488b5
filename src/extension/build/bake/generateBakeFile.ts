import {
  InputBoxValidationSeverity,
  l10n,
  Uri,
  window,
  workspace,
  type QuickPickItem,
} from 'vscode';
import { bakeFileText, targetName, type BakeFile } from '../../../core/project/bakeFile.ts';
import { parseReference } from '../../../core/image/reference.ts';
import { parseDockerfile } from '../../../core/dockerfile/instructions.ts';
import { splitStages } from '../../../core/dockerfile/stages.ts';
import { plainLabel } from '../../plainRow.ts';
import { askText, chooseSeveral } from '../../steps/quickInputs.ts';
import {
  next,
  runSteps,
  type Step,
  type StepAnswer,
  type StepPosition,
} from '../../steps/runSteps.ts';
import { relativePath } from '../../tasks/relativePath.ts';
import type { BuildPorts } from '../buildImage.ts';
import { emptyPlan, type BuildPlan } from '../buildPlan.ts';
import { contextStep } from '../contextStep.ts';
import { dockerfileStep, planFor, type PlanPorts } from '../dockerfileStep.ts';
import { tagStep } from '../tagStep.ts';
import { platformsStep, withinBuild } from '../withinBuild.ts';
import { declaredArgs, givenPairs, readPairs, usedNames } from './bakeFileNames.ts';

/** What the steps find out beside the plan of a build. */
interface FilePlan {
  readonly build: BuildPlan;
  /** Names of stages; the last one is undefined where it has none. */
  readonly stages: readonly (string | undefined)[];
  readonly contexts: Readonly<Record<string, string>>;
  readonly attestations: BakeFile['attestations'];
}

const title = () => l10n.t('Generate Bake File');

/**
 * Asks what a bake file for a Dockerfile is to say, writes it and opens it. Another file is never replaced without
 * a yes.
 *
 * @param file a Dockerfile that was chosen already
 */
export async function generateBakeFile(
  { builders, ...ports }: Pick<BuildPorts, keyof PlanPorts | 'builders'>,
  file: Uri | undefined,
): Promise<void> {
  const initial: FilePlan = {
    build: file === undefined ? emptyPlan : await planFor(file, ports),
    stages: [],
    contexts: {},
    attestations: [],
  };
  const plan = await runSteps<FilePlan>(
    initial,
    [
      withinBuild(dockerfileStep(file, ports)),
      stageStep,
      withinBuild(contextStep),
      withinBuild(platformsStep(builders, title)),
      withinBuild(tagStep),
      argumentStep,
      contextsStep,
      attestationStep,
    ],
    title(),
  );
  const { uri, scope } = plan?.build ?? {};
  if (plan === undefined || uri === undefined || scope === undefined) return;
  const target = await placeFor(scope.uri);
  if (target === undefined) return;
  await workspace.fs.writeFile(target, new TextEncoder().encode(bakeFileText(fileOf(plan))));
  await window.showTextDocument(target);
}

function fileOf({ build, stages, contexts, attestations }: FilePlan): BakeFile {
  const { file, context, platforms, tag, buildArgs } = build;
  const folder = context === '.' ? '' : `${context}/`;
  const reference = parseReference(tag);
  const image = reference.ok ? (reference.value.path.split('/').at(-1) ?? 'image') : 'image';
  return {
    // bake looks for the Dockerfile from the context.
    dockerfile: file.startsWith(folder)
      ? file.slice(folder.length)
      : relativePath({ path: `/${context}` }, { path: `/${file}` }),
    ...{ context, platforms, buildArgs, contexts, attestations },
    targets: stages.map((stage) => ({
      name: targetName(stage ?? image),
      ...(stage !== undefined && { stage }),
      // Of several stages each needs a name of its own.
      ...(tag !== '' && {
        tag: stages.length > 1 && stage !== undefined ? `${tag}-${targetName(stage)}` : tag,
      }),
    })),
  };
}

const stageStep: Step<FilePlan> = {
  isAsked: true,
  ask: async (state, position) => {
    const { stages } = splitStages(parseDockerfile(await textOf(state)));
    const items = stages.map(
      ({ from, base, index }, at): QuickPickItem & { readonly stage: string | undefined } => {
        const isLast = at === stages.length - 1;
        return {
          stage: isLast ? from.name : (from.name ?? String(index)),
          label: plainLabel(from.name ?? (isLast ? l10n.t('the last stage') : String(index))),
          description: plainLabel(`FROM ${base.text}`),
        };
      },
    );
    const answer = await chooseSeveral({
      ...position,
      title: title(),
      placeholder: l10n.t('Stages that get a target'),
      items,
      initial: items.slice(-1),
    });
    if (answer.kind !== 'next') return answer;
    return next({ ...state, stages: answer.value.map(({ stage }) => stage) });
  },
};

const argumentStep: Step<FilePlan> = {
  isAsked: true,
  ask: async (state, position) => {
    const { buildArgs } = state.build;
    const known = Object.keys(buildArgs).length > 0 ? buildArgs : declaredArgs(await textOf(state));
    const prompt = l10n.t('Build arguments. May be empty.');
    const answer = await askPairs(position, prompt, 'VERSION=1.0 DEBUG=false', known);
    if (answer.kind !== 'next') return answer;
    return next({ ...state, build: { ...state.build, buildArgs: answer.value } });
  },
};

const contextsStep: Step<FilePlan> = {
  isAsked: true,
  ask: async (state, position) => {
    const names = usedNames(await textOf(state));
    const known = { ...Object.fromEntries(names.map((name) => [name, ''])), ...state.contexts };
    const prompt = l10n.t(
      'Named contexts: what a name in FROM and COPY --from stands for. May be empty.',
    );
    const answer = await askPairs(position, prompt, 'src=../src base=docker-image://alpine', known);
    return answer.kind === 'next' ? next({ ...state, contexts: answer.value }) : answer;
  },
};

async function askPairs(
  position: StepPosition,
  prompt: string,
  placeholder: string,
  known: Readonly<Record<string, string>>,
): Promise<StepAnswer<Readonly<Record<string, string>>>> {
  const answer = await askText({
    ...{ ...position, title: title(), placeholder, prompt },
    value: Object.entries(known)
      .map(([name, value]) => `${name}=${value}`)
      .join(' '),
    validate: (text) => {
      const wrong = readPairs(text).find(([name]) => !/^[\w.-]+$/.test(name));
      if (wrong === undefined) return undefined;
      const message = l10n.t('Write it as name=value: {0}', wrong[1]);
      return { severity: InputBoxValidationSeverity.Error, message };
    },
  });
  return answer.kind === 'next' ? next(givenPairs(answer.value)) : answer;
}

const attestationStep: Step<FilePlan> = {
  isAsked: true,
  ask: async (state, position) => {
    const items: (QuickPickItem & { readonly attestation: BakeFile['attestations'][number] })[] = [
      {
        attestation: 'provenance',
        label: l10n.t('Provenance'),
        detail: l10n.t('How the image was built, in full'),
      },
      { attestation: 'sbom', label: l10n.t('SBOM'), detail: l10n.t('The packages in the image') },
    ];
    const answer = await chooseSeveral({
      ...position,
      title: title(),
      placeholder: l10n.t('Attestations beside what buildx adds of itself'),
      items,
      initial: items.filter(({ attestation }) => state.attestations.includes(attestation)),
      mayBeEmpty: true,
    });
    if (answer.kind !== 'next') return answer;
    return next({ ...state, attestations: answer.value.map(({ attestation }) => attestation) });
  },
};

async function textOf({ build: { uri } }: FilePlan): Promise<string> {
  return uri === undefined ? '' : (await workspace.openTextDocument(uri)).getText();
}

/** Where the file goes; what is there already is only replaced after a yes. Undefined when nothing is to be written. */
async function placeFor(folder: Uri): Promise<Uri | undefined> {
  const place = Uri.joinPath(folder, 'docker-bake.hcl');
  const isThere = await Promise.resolve(workspace.fs.stat(place)).then(
    () => true,
    () => false,
  );
  if (!isThere) return place;
  const replace = l10n.t('Replace');
  const other = l10n.t('Save Elsewhere…');
  const chosen = await window.showWarningMessage(
    l10n.t('There is a docker-bake.hcl already.'),
    { modal: true, detail: l10n.t('Replacing it loses what it says.') },
    replace,
    other,
  );
  if (chosen === replace) return place;
  if (chosen !== other) return undefined;
  return window.showSaveDialog({
    defaultUri: Uri.joinPath(folder, 'docker-bake.new.hcl'),
    filters: { HCL: ['hcl'] },
  });
}
