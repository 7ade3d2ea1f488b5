import type { NodeRequest } from '../../../core/build/builderCommands.ts';
import type { CreatableDriver } from '../../../core/build/driverOptions.ts';
import { configFile } from '../../../core/build/storedNode.ts';

/** A driver that a node can be made for; a builder of `docker` is a docker context. */
export type PlannedDriver = CreatableDriver | 'docker';

/** Where BuildKit's configuration comes from. */
export type ConfigPlan =
  | { readonly kind: 'none' }
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'text'; readonly from: 'settings' | 'node'; readonly text: string };

/** What the steps find out of a new node. */
export interface NodePlan {
  readonly title: string;
  readonly builder: string;
  readonly driver: PlannedDriver;
  /** Whether the engine is the current one, has a name, or is found by an address that is asked for. */
  readonly place: 'current' | 'context' | 'address';
  /** Name of a docker context, or an address; empty for the current engine. */
  readonly endpoint: string;
  /** Names of the driver options that are asked for. */
  readonly chosen: readonly string[];
  /** Their values, by the same names; that of `env.` begins with the variable. */
  readonly values: Readonly<Record<string, string>>;
  readonly config: ConfigPlan;
}

/** The options as the command has them. */
function plannedOptions({
  chosen,
  values,
}: Pick<NodePlan, 'chosen' | 'values'>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    chosen.map((name) => {
      const value = values[name] ?? '';
      if (name !== 'env.') return [name, value];
      const end = value.indexOf('=');
      return [`env.${value.slice(0, end)}`, value.slice(end + 1)];
    }),
  );
}

/** The plan as buildx is asked for it. */
export function plannedNode(plan: NodePlan): NodeRequest {
  const { builder, driver, place, endpoint, config } = plan;
  const hasEndpoint = driver !== 'kubernetes' && place !== 'current';
  return {
    builder,
    ...(hasEndpoint ? { endpoint } : {}),
    options: plannedOptions(plan),
    ...(config.kind === 'none'
      ? {}
      : { config: config.kind === 'file' ? config.path : configFile }),
  };
}

/** The files that the command needs while it runs. */
export function plannedFiles({ config }: NodePlan): {
  readonly files?: Readonly<Record<string, string>>;
} {
  return config.kind === 'text' ? { files: { [configFile]: config.text } } : {};
}
