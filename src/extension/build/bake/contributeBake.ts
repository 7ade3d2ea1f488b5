import type { BuilderDocuments } from '../../builders/actions/builderDocuments.ts';
import type { BuildTaskPorts } from '../../tasks/buildTask.ts';
import { register } from '../../register.ts';
import type { BuildCommandPorts } from '../contributeBuilds.ts';

/** What the commands need of their surroundings. */
export type BakeCommandPorts = Pick<
  BuildCommandPorts,
  'builds' | 'builders' | 'docker' | 'memory' | 'runs' | 'server'
> & { readonly documents: BuilderDocuments };

/** Registers the commands that build several Dockerfiles at once. */
export function contributeBake(
  tasks: BuildTaskPorts,
  { builds, ...ports }: BakeCommandPorts,
): readonly { dispose(): unknown }[] {
  return [
    register('multiarch.bake', async (file) => (await builds()).bake({ ...tasks, ...ports }, file)),
    register('multiarch.generateBakeFile', async (file) =>
      (await builds()).generateBakeFile(ports, file),
    ),
    register('multiarch.generateWorkflow', async (file) =>
      (await builds()).generateWorkflow(ports, file),
    ),
    register('multiarch.buildFamily', async (file) =>
      (await builds()).buildFamily({ ...tasks, ...ports }, file),
    ),
    register('multiarch.copyPodmanCommands', async (file) =>
      (await builds()).copyPodmanCommands(ports, file),
    ),
  ];
}
