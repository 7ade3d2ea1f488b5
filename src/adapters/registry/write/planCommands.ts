import { manifestKind } from '../../../core/image/mediaTypes.ts';
import {
  equivalentCommands,
  type EquivalentCommand,
} from '../../../core/manifestList/equivalentCommands.ts';
import type { ListPlan } from './listPlan.ts';

/** The commands of docker that do what a plan does; none where docker has no way to it. */
export function planCommands({
  wanted,
  tags,
  sources,
  referrers,
}: ListPlan): readonly EquivalentCommand[] {
  const { target, wishes = {} } = wanted;
  // Docker leaves signatures behind.
  if (referrers.some(({ becomes }) => becomes === 'copied')) return [];
  const isReplaced = tags.some(({ diff }) =>
    diff.platforms.some(({ change }) => change === 'replaced' || change === 'lost'),
  );
  const names = tags.map(({ tag }) => `${target.domain}/${target.path}:${tag}`);
  const named = wanted.sources.map(({ reference, local, only, except, change, givesWay }, at) => ({
    reference: reference.canonical,
    isList: manifestKind(sources[at]?.mediaType ?? '') === 'index',
    isChanged:
      [local, only, except, change].some((each) => each !== undefined) ||
      (givesWay === true && isReplaced),
  }));
  return equivalentCommands(names, named, wishes);
}
