import type { ConvertedList, PushedSpec } from './convertedList.ts';
import { followDockerManifests } from './dockerManifest.ts';
import { expandCommands, type Note } from './expandedCommands.ts';
import { readManifestTool } from './manifestTool.ts';
import { repositoryOf, tagOf } from '../repositoryOf.ts';

/** What a script makes of manifest lists. */
export interface Conversion {
  readonly lists: readonly ConvertedList[];
  readonly specs: readonly PushedSpec[];
  readonly notes: readonly Note[];
}

/**
 * Reads a script that makes manifest lists by `docker manifest create`, `annotate`, `push` and `rm`, or by
 * `manifest-tool push from-spec` and `from-args`. Lists of the same images in one repository become one with
 * several tags. Variables that the script does not set stay, with a note. Takes any text.
 */
export function convertScript(text: string): Conversion {
  const { commands, variables, notes: found } = expandCommands(text);
  const notes: Note[] = [...found];
  const docker = followDockerManifests(notes);
  const templated: ConvertedList[] = [];
  const specs: PushedSpec[] = [];
  for (const command of commands) {
    if (docker.take(command)) continue;
    const pushed = readManifestTool(command, notes);
    if (pushed === undefined) continue;
    if ('file' in pushed) specs.push(pushed);
    else templated.push(pushed);
  }
  const lists = joined([...docker.lists(), ...templated]);
  const kept = variables.filter((name) => JSON.stringify([lists, specs]).includes(name));
  if (kept.length > 0) {
    const names = kept.map((name) => `$${name}`).join(', ');
    notes.push({ text: 'The script does not say what {0} is: put its value in.', args: [names] });
  }
  if (lists.length === 0 && specs.length === 0) {
    const text =
      'There is no manifest list in it: docker manifest create, annotate and push, and manifest-tool push are converted.';
    notes.push({ text, args: [] });
  }
  return { lists, specs, notes };
}

/** Lists of one repository with the same images are one, with the tags of all. */
function joined(lists: readonly ConvertedList[]): readonly ConvertedList[] {
  const byContent = new Map<string, ConvertedList>();
  for (const list of lists) {
    const { image, tags, ...content } = list;
    const key = JSON.stringify([repositoryOf(image), content]);
    const first = byContent.get(key);
    const own = [tagOf(image) ?? 'latest', ...tags];
    if (first === undefined) byContent.set(key, list);
    else {
      const named = tagOf(first.image) ?? 'latest';
      const all = new Set([...first.tags, ...own].filter((tag) => tag !== named));
      byContent.set(key, { ...first, tags: [...all] });
    }
  }
  return [...byContent.values()];
}
