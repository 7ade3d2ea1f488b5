import { fromArgs } from '../fromArgs.ts';
import type { ConvertedList, PushedSpec } from './convertedList.ts';
import { programOf } from './dockerManifest.ts';
import type { ExpandedCommand, Note } from './expandedCommands.ts';
import { readFlags, type FlagTable } from './flags.ts';

const single = { singleDash: true, endsAtOperand: true } as const;
/** Options of manifest-tool 2.2.1 (v2/cmd/manifest-tool), of the program, of `push`, and of what follows. */
const globalFlags: FlagTable = {
  valued: ['username', 'password', 'docker-cfg'],
  plain: ['debug', 'insecure', 'plain-http'],
  ...single,
};
const pushFlags: FlagTable = {
  valued: ['type', 'from-spec'],
  plain: ['ignore-missing'],
  ...single,
};
const fromFlags: FlagTable = {
  valued: ['platforms', 'template', 'target', 'tags', 'annotations'],
  plain: ['ignore-missing'],
  ...single,
};

/** What a call of manifest-tool pushes; undefined for another program, or what pushes nothing. */
export function readManifestTool(
  { words, line }: ExpandedCommand,
  notes: Note[],
): ConvertedList | PushedSpec | undefined {
  const global = readFlags(words.slice(1), globalFlags);
  const [command, ...rest] = global.operands;
  if (programOf(words) !== 'manifest-tool' || command !== 'push') return undefined;
  for (const flag of ['username', 'password']) {
    if (!global.flags.has(flag)) continue;
    const text = 'The login is not carried over: log in by docker login.';
    notes.push({ text, args: [], line });
    break;
  }
  if (global.flags.has('insecure') || global.flags.has('plain-http')) {
    const text = 'That a registry is insecure is said to Docker or the builder, not in the list.';
    notes.push({ text, args: [], line });
  }
  const push = readFlags(rest, pushFlags);
  const written = push.flags.get('type')?.at(-1);
  const type =
    written === 'oci' ? ('oci' as const) : written === 'docker' ? ('docker' as const) : undefined;
  const [how, ...more] = push.operands;
  const direct = push.flags.get('from-spec')?.at(-1);
  const from = readFlags(more, fromFlags);
  if (push.flags.has('ignore-missing') || from.flags.has('ignore-missing')) {
    const text =
      'Images that there are not are left out only by multiarch index push --ignore-missing.';
    notes.push({ text, args: [], line });
  }
  const file = direct ?? (how === 'from-spec' ? from.operands[0] : undefined);
  if (file !== undefined) return { file, ...(type && { type }) };
  if (how !== 'from-args') {
    notes.push({
      text: 'manifest-tool push is followed by from-spec or from-args.',
      args: [],
      line,
    });
    return undefined;
  }
  const all = (flag: string) => (from.flags.get(flag) ?? []).flatMap((each) => each.split(','));
  const [template, target] = [from.flags.get('template')?.at(-1), from.flags.get('target')?.at(-1)];
  const images = fromArgs(all('platforms'), template ?? '');
  if (template === undefined || target === undefined || !images.ok) {
    const text = 'manifest-tool push from-args has --platforms, --template and --target{0}.';
    notes.push({ text, args: [images.ok ? '' : `: ${images.problem.message}`], line });
    return undefined;
  }
  const annotations = Object.fromEntries(
    all('annotations').map((note) => {
      const at = note.indexOf('=');
      return at === -1 ? [note, ''] : [note.slice(0, at), note.slice(at + 1)];
    }),
  );
  return {
    ...{ image: target, tags: all('tags'), annotations, manifests: images.value },
    ...(type && { type }),
  };
}
