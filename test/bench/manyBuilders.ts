import type { Builder } from '../../src/core/build/workerNode.ts';
import {
  builderItems,
  childItems,
  type BuilderItem,
} from '../../src/extension/builders/buildersTree.ts';
import { measure, type Times } from './times.ts';

const builders = 50;
const nodes = 4;

const platforms = [
  ...['linux/amd64', 'linux/amd64/v2', 'linux/amd64/v3', 'linux/386', 'linux/arm64'],
  ...['linux/arm/v7', 'linux/arm/v6', 'linux/s390x', 'linux/ppc64le', 'linux/riscv64'],
];

/** How long the builders view takes for all rows of many builders, every one of them unfolded. */
export async function measureManyBuilders(): Promise<Readonly<Record<string, Times>>> {
  const contents = {
    builders: Array.from({ length: builders }, (_, at) => ({
      builder: farm(`farm${at}`),
      isKnown: true,
      isAsked: false,
    })),
    selected: 'farm7',
    targets: ['linux/amd64', 'linux/arm64', 'linux/arm/v7'],
  };
  const unfold = (items: readonly BuilderItem[]): number =>
    items.reduce((sum, item) => sum + 1 + unfold(childItems(item)), 0);
  const times = await measure(() => unfold(builderItems(contents)), { warmUp: 5, rounds: 50 });
  return { [`the builders view, ${builders} builders × ${nodes} nodes`]: times };
}

function farm(name: string): Builder {
  return {
    name,
    driver: 'remote',
    current: false,
    nodes: Array.from({ length: nodes }, (_, at) => ({
      name: `${name}-${at}`,
      endpoint: `tcp://10.0.0.${at}:1234`,
      status: 'running',
      platforms,
      pinned: at === 0 ? ['linux/amd64'] : [],
    })),
  };
}
