import { strictMatcher } from '../../core/platform/match.ts';
import { formatPlatformAll, type Platform } from '../../core/platform/platform.ts';
import type { ListPlan } from '../../adapters/registry/write/listPlan.ts';
import { isAttestation } from '../../core/image/attestation.ts';
import { readManifest } from '../../core/manifestList/listEntry.ts';
import { CommandError, UsageError, type ExitCode, type Terminal } from '../terminal.ts';
import { makeList } from './listJob.ts';
import { readListCall, readSource, readTarget, readWrittenPlatforms } from './listWish.ts';

/** `multiarch index create`. */
export async function createList(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const call = readListCall(args);
  if (call.positionals.length === 0) throw new UsageError('Name the images of the list.');
  const only = readWrittenPlatforms(call.platforms);
  const sources = call.positionals.map((text) => readSource(text, only));
  return makeList({ ...readTarget(call.tags), sources, wishes: call.wishes }, call, terminal);
}

/** `multiarch index add`. */
export async function addToList(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const call = readListCall(args);
  const [name, ...more] = call.positionals;
  if (name === undefined || more.length === 0) {
    throw new UsageError('Name the tag and the images that are to go into its list.');
  }
  const only = readWrittenPlatforms(call.platforms);
  const old = { ...readSource(name, []), givesWay: true };
  const sources = [old, ...more.map((text) => readSource(text, only))];
  const tags = call.tags.length > 0 ? call.tags : [name];
  return makeList({ ...readTarget(tags), sources, wishes: call.wishes }, call, terminal);
}

/** `multiarch index remove`. */
export async function removeFromList(
  args: readonly string[],
  terminal: Terminal,
): Promise<ExitCode> {
  const call = readListCall(args);
  const [name, ...words] = call.positionals;
  if (name === undefined || words.length === 0) {
    throw new UsageError('Name the tag and the platforms that are to go.');
  }
  const except = readWrittenPlatforms(words.flatMap((word) => word.split(',')));
  const sources = [{ ...readSource(name, []), except }];
  const tags = call.tags.length > 0 ? call.tags : [name];
  const check = (plan: ListPlan): void => {
    checkThere(plan, except, name);
  };
  const wanted = { ...readTarget(tags), sources, wishes: call.wishes };
  // To lose them is what the user has said.
  return makeList(wanted, { ...call, mayLose: true, check }, terminal);
}

function checkThere({ sources: [source] }: ListPlan, wanted: readonly Platform[], name: string) {
  if (!source) return;
  const read = readManifest(source.body.toString('utf8'), source.mediaType);
  const entries = read.ok ? read.value.entries : [];
  const there = entries.flatMap(({ descriptor }) =>
    descriptor.platform && !isAttestation(descriptor) ? [descriptor.platform] : [],
  );
  if (there.length === 0) throw new CommandError(`${name} is no manifest list.`);
  for (const platform of wanted) {
    if (there.some((each) => strictMatcher(platform).match(each))) continue;
    const names = there.map(formatPlatformAll).join(', ');
    throw new CommandError(`${name} has no ${formatPlatformAll(platform)}. It has ${names}.`);
  }
  const isLeft = there.some((each) => !wanted.some((one) => strictMatcher(one).match(each)));
  if (isLeft) return;
  throw new CommandError(
    `Nothing would be left of ${name}. To delete the tag, which this command does not do, choose Multi-Arch: Delete Tag… in VS Code, run crane delete ${name}, or use the registry's own page. Many registries allow no deletion.`,
  );
}

/** `multiarch index copy`, and as a dry run from the right to the left `multiarch index diff`. */
export async function copyList(
  args: readonly string[],
  terminal: Terminal,
  name: 'copy' | 'diff' = 'copy',
): Promise<ExitCode> {
  const call = readListCall(args);
  const [first, second, ...more] = call.positionals;
  if (first === undefined || second === undefined || more.length > 0) {
    throw new UsageError(
      name === 'copy' ? 'Name what to copy, and the tag.' : 'Name the two tags that differ.',
    );
  }
  const [from, to] = name === 'copy' ? [first, second] : [second, first];
  const sources = [readSource(from, readWrittenPlatforms(call.platforms))];
  const wishes = { ...call.wishes, asIs: true };
  const options = name === 'copy' ? call : { ...call, isComparison: true, check: checkNamed };
  return makeList(
    { ...readTarget([to]), sources, wishes, leavesReferrers: call.leavesReferrers },
    options,
    terminal,
  );
}

/** To copy to a new tag is fine; to compare with nothing is a mistake. */
function checkNamed({ tags }: ListPlan): void {
  const missing = tags.find(({ seen }) => seen.missing)?.seen.missing;
  if (missing) throw new CommandError(missing.message);
}
