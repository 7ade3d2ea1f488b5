import { l10n, workspace, type Memento, type Uri } from 'vscode';
import { familyBuilds } from '../../../core/build/familyBuild.ts';
import type { DockerfileFamily } from '../../../core/project/families.ts';
import { notify } from '../../notify.ts';
import { run } from '../../register.ts';
import { chosenBuilder } from '../../settings.ts';
import { runSteps } from '../../steps/runSteps.ts';
import { folderOf } from '../../tasks/buildDefinition.ts';
import { tellObstacle } from '../buildImage.ts';
import {
  chooseFamily,
  familyContextStep,
  familyTagStep,
  isMember,
  membersStep,
  placedFamilies,
  type FamilyPlan,
} from './familySteps.ts';
import { buildMembers, type MemberPorts } from './buildMembers.ts';

/** What the build of a family needs of its surroundings. */
export interface FamilyPorts extends MemberPorts {
  readonly memory: Memento;
}

type Remembered = Pick<FamilyPlan, 'tag' | 'context'>;

/**
 * Builds Dockerfiles of one image, each for its platform, pushes them, and joins them to one manifest list.
 *
 * @param file one of the family
 */
export async function buildFamily(ports: FamilyPorts, file: Uri | undefined): Promise<void> {
  if (!workspace.isTrusted) {
    await tellObstacle({ code: 'untrusted' });
    return;
  }
  const families = await placedFamilies();
  const offered =
    file === undefined ? families : families.filter((family) => isMember(family, file));
  if (offered.length === 0) {
    await notify({
      severity: 'information',
      message: l10n.t(
        'There is no family of Dockerfiles here: at least two whose names differ in nothing but the architecture, such as Dockerfile.amd64 and Dockerfile.arm64.',
      ),
      remedies: [
        {
          label: l10n.t('Build Image…'),
          run: () => {
            run('multiarch.buildImage', file);
          },
        },
      ],
    });
    return;
  }
  const placed = offered.length === 1 ? offered[0] : await chooseFamily(offered);
  if (placed === undefined) return;
  const { family, scope } = placed;
  const key = `family ${scope.uri.toString()} ${family.pattern}`;
  const plan = await runSteps<FamilyPlan>(
    {
      tag: '',
      ...ports.memory.get<Partial<Remembered>>(key, {}),
      family,
      chosen: onePerPlatform(family),
    },
    [membersStep, familyContextStep, familyTagStep],
  );
  if (plan === undefined) return;
  const { tag, context } = plan;
  const remembered: Remembered = { tag, ...(context !== undefined && { context }) };
  await ports.memory.update(key, remembered);
  const files = plan.chosen.map((member) => ({
    ...member,
    context: context ?? folderOf(member.file),
  }));
  const builder = chosenBuilder();
  const builds = familyBuilds(files, { tags: [tag], ...(builder !== undefined && { builder }) });
  if (builds === undefined) return;
  await workspace.saveAll(false);
  await buildMembers(ports, { ...builds, scope });
}

function onePerPlatform({ members }: DockerfileFamily): DockerfileFamily['members'] {
  return members.filter(
    ({ platform }, at) => members.findIndex((member) => member.platform === platform) === at,
  );
}
