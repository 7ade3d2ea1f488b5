/** What specs of manifest lists need once they are used: a bundle of its own, loaded then. */
export { ListTaskProvider } from './listTaskProvider.ts';
export { planSpec, pushSpec } from './runSpec.ts';
