import { InputBoxValidationSeverity, l10n, workspace, type QuickPickItem, type Uri } from 'vscode';
import { findFamilies, type DockerfileFamily } from '../../../core/project/families.ts';
import { plainLabel } from '../../plainRow.ts';
import { askText, chooseOne, chooseSeveral } from '../../steps/quickInputs.ts';
import { next, type Step } from '../../steps/runSteps.ts';
import { findDockerfiles } from '../../tasks/dockerfiles.ts';
import { relativePath } from '../../tasks/relativePath.ts';
import type { BuildScope } from '../../tasks/buildTask.ts';
import { validateTag } from '../tagStep.ts';

/** What the steps of a family's build find out. */
export interface FamilyPlan {
  readonly family: DockerfileFamily;
  /** Files that are built, of the family. */
  readonly chosen: DockerfileFamily['members'];
  /** Relative to the workspace folder; left out for the folder of each file. */
  readonly context?: string;
  /** Name of the manifest list. */
  readonly tag: string;
}

/** A family of the workspace; paths count from its folder. */
export interface PlacedFamily {
  readonly family: DockerfileFamily;
  readonly scope: BuildScope;
}

/** The families of the workspace. */
export async function placedFamilies(): Promise<readonly PlacedFamily[]> {
  const files = await findDockerfiles();
  return (workspace.workspaceFolders ?? []).flatMap((folder) => {
    const own = files.filter((uri) => workspace.getWorkspaceFolder(uri) === folder);
    const families = findFamilies(own.map((uri) => relativePath(folder.uri, uri)));
    return families.map((family) => ({ family, scope: folder }));
  });
}

/** Whether a file is one of a family. */
export function isMember({ family, scope }: PlacedFamily, file: Uri): boolean {
  const path = relativePath(scope.uri, file);
  return family.members.some((member) => member.file === path);
}

/** Lets the user choose a family; undefined when the question was left. */
export async function chooseFamily(
  families: readonly PlacedFamily[],
): Promise<PlacedFamily | undefined> {
  const items = families.map((placed): QuickPickItem & { readonly placed: PlacedFamily } => ({
    placed,
    label: plainLabel(placed.family.pattern),
    description: placed.family.members.map(({ platform }) => platform).join(', '),
  }));
  const answer = await chooseOne({
    ...{ step: 1, title: l10n.t('Build Family') },
    placeholder: l10n.t('Dockerfiles of one image, each for an architecture'),
    items,
    initial: items.slice(0, 1),
  });
  return answer.kind === 'next' ? answer.value.placed : undefined;
}

/** Asks which files of the family are built. */
export const membersStep: Step<FamilyPlan> = {
  isAsked: true,
  ask: async (plan, position) => {
    const items = plan.family.members.map(
      (member): QuickPickItem & { readonly member: (typeof plan.chosen)[number] } => ({
        member,
        label: plainLabel(member.file),
        description: member.platform,
      }),
    );
    const answer = await chooseSeveral({
      ...position,
      title: l10n.t('Build Family'),
      placeholder: l10n.t('Files to build, each for its platform'),
      items,
      initial: items.filter(({ member }) => plan.chosen.includes(member)),
      refuse: (chosen) => {
        const platforms = chosen.map(({ member }) => member.platform);
        const twice = platforms.find((platform, at) => platforms.indexOf(platform) !== at);
        if (twice !== undefined) {
          return l10n.t('Choose one file for each platform: there are several for {0}.', twice);
        }
        return chosen.length > 1 ? undefined : l10n.t('Choose at least two: one needs no list.');
      },
    });
    if (answer.kind !== 'next') return answer;
    return next({ ...plan, chosen: answer.value.map(({ member }) => member) });
  },
};

/** Asks where the files take their context from, where there is a choice. */
export const familyContextStep: Step<FamilyPlan> = {
  isAsked: ({ family }) => family.members.some(({ file }) => file.includes('/')),
  ask: async (plan, position) => {
    const items: (QuickPickItem & { readonly context?: string })[] = [
      { label: l10n.t('The folder of each Dockerfile') },
      { label: '.', description: l10n.t('workspace folder'), context: '.' },
    ];
    const answer = await chooseOne({
      ...position,
      title: l10n.t('Build Family'),
      placeholder: l10n.t('Build context: the folder that COPY takes files from'),
      items,
      initial: items.filter(({ context }) => context === plan.context),
    });
    if (answer.kind !== 'next') return answer;
    const { family, chosen, tag } = plan;
    const { context } = answer.value;
    return next({ family, chosen, tag, ...(context !== undefined && { context }) });
  },
};

/** Asks for the name of the manifest list; without one there is nothing to push. */
export const familyTagStep: Step<FamilyPlan> = {
  isAsked: true,
  ask: async (plan, position) => {
    const answer = await askText({
      ...position,
      title: l10n.t('Build Family'),
      placeholder: 'registry.example.com/app:1.0',
      prompt: l10n.t(
        'Name of the manifest list. Each image is pushed under it, with its architecture.',
      ),
      value: plan.tag,
      validate: (tag) =>
        tag === ''
          ? {
              message: l10n.t('Without a name there is nothing to push.'),
              severity: InputBoxValidationSeverity.Error,
            }
          : validateTag(tag),
    });
    return answer.kind === 'next' ? next({ ...plan, tag: answer.value }) : answer;
  },
};
