import { manifestKind } from '../../../core/image/mediaTypes.ts';
import {
  equivalentCommands,
  type EquivalentCommand,
} from '../../../core/manifestList/equivalentCommands.ts';
import type { ListPlan } from './listPlan.ts';

/** The commands of docker that do what a plan does; none where docker has no way to it. */
export function planCommands({ wanted, tags, sources }: ListPlan): readonly EquivalentCommand[] {
  const { target, wishes = {} } = wanted;
  if (wishes.asIs) return [];
  const names = tags.map(({ tag }) => `${target.domain}/${target.path}:${tag}`);
  const named = wanted.sources.map(({ reference, local, only, except, change, givesWay }, at) => ({
    reference: reference.canonical,
    isList: manifestKind(sources[at]?.mediaType ?? '') === 'index',
    isChanged: [local, only, except, change, givesWay].some((each) => each !== undefined),
  }));
  return equivalentCommands(names, named, wishes);
}
