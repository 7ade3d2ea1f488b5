/** What specs of manifest lists need once they are used: a bundle of its own, loaded then. */
export { convertManifestCommands } from './convertCommands.ts';
export { ListTaskProvider } from './listTaskProvider.ts';
export { planSpec, pushSpec } from './runSpec.ts';
