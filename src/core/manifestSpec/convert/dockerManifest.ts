import { parseReference, withDefaultTag } from '../../image/reference.ts';
import type { Platform } from '../../platform/platform.ts';
import type { ConvertedList } from './convertedList.ts';
import type { ExpandedCommand, Note } from './expandedCommands.ts';
import { readFlags, type FlagTable, type ReadFlags } from './flags.ts';

/** Options of `docker` in front of its command (docker/cli 28.5, cli/flags/options.go). */
const dockerFlags: FlagTable = {
  valued: ['config', 'context', 'host', 'log-level', 'tlscacert', 'tlscert', 'tlskey'],
  plain: ['debug', 'tls', 'tlsverify'],
  short: { c: 'context', H: 'host', l: 'log-level', D: 'debug' },
  endsAtOperand: true,
};

/** Those of `docker manifest` (docker/cli 28.5, cli/command/manifest). */
const tables: Readonly<Record<string, FlagTable>> = {
  create: { valued: [], plain: ['amend', 'insecure'], short: { a: 'amend' } },
  annotate: { valued: ['arch', 'os', 'os-features', 'os-version', 'variant'], plain: [] },
  push: { valued: [], plain: ['purge', 'insecure'], short: { p: 'purge' } },
  rm: { valued: [], plain: [] },
};

interface Draft {
  readonly name: string;
  readonly images: Map<string, { readonly image: string; platform: Partial<Platform> }>;
  isPushed: boolean;
}

/** What the commands of `docker manifest` keep in Docker's local store, and push. */
export interface DockerManifests {
  /** @returns whether the command is one of `docker manifest` */
  take(command: ExpandedCommand): boolean;
  /** In the order in which they were made. */
  lists(): readonly ConvertedList[];
}

/** Follows `docker manifest create`, `annotate`, `push` and `rm`. */
export function followDockerManifests(notes: Note[]): DockerManifests {
  const drafts = new Map<string, Draft>();
  const done: Draft[] = [];

  function create({ flags, operands: [name, ...images], unknown }: ReadFlags, line: number): void {
    if (name === undefined || images.length === 0) {
      notes.push({ text: 'docker manifest create names a list and its images.', args: [], line });
      return;
    }
    if (unknown.includes('-amend')) {
      const text = 'Docker has no option -amend: it is taken for --amend.';
      notes.push({ text, args: [], line });
    }
    const before = drafts.get(keyOf(name));
    const isAmend = flags.has('amend') || unknown.includes('-amend');
    if (before && !isAmend) {
      const text =
        'The list {0} is there already, and Docker refuses to change it without --amend: it is taken as if that stood there.';
      notes.push({ text, args: [name], line });
    }
    // A list of which a push was seen is not the next one.
    const draft = before ?? { name, images: new Map(), isPushed: false };
    if (!before) done.push(draft);
    drafts.set(keyOf(name), draft);
    for (const image of images) {
      const key = keyOf(image);
      if (!draft.images.has(key)) draft.images.set(key, { image, platform: {} });
    }
  }

  function annotate({ flags, operands: [name = '', image = ''] }: ReadFlags, line: number): void {
    const entry = drafts.get(keyOf(name))?.images.get(keyOf(image));
    if (entry === undefined) {
      const text = '{1} is not in the list {0} here, so what is said of it is left out.';
      notes.push({ text, args: [name, image], line });
      return;
    }
    const last = (flag: string) => flags.get(flag)?.at(-1);
    const [os, architecture, variant, osVersion] = ['os', 'arch', 'variant', 'os-version'].map(
      last,
    );
    const osFeatures = (flags.get('os-features') ?? []).flatMap((each) => each.split(','));
    entry.platform = {
      ...entry.platform,
      ...(os !== undefined && { os }),
      ...(architecture !== undefined && { architecture }),
      ...(variant !== undefined && { variant }),
      ...(osVersion !== undefined && { osVersion }),
      ...(osFeatures.length > 0 && { osFeatures }),
    };
  }

  function push({ flags, operands: [name = ''] }: ReadFlags, line: number): void {
    const draft = drafts.get(keyOf(name));
    if (draft === undefined) {
      notes.push({
        text: 'The list {0} is not made here, so its push is left out.',
        args: [name],
        line,
      });
      return;
    }
    draft.isPushed = true;
    if (flags.has('purge')) drafts.delete(keyOf(name));
  }

  const actions: Readonly<Record<string, (read: ReadFlags, line: number) => void>> = {
    ...{ create, annotate, push },
    rm: ({ operands }) => {
      for (const name of operands) drafts.delete(keyOf(name));
    },
  };

  return {
    take({ words, line }) {
      if (programOf(words) !== 'docker') return false;
      const [command, action = '', ...rest] = readFlags(words.slice(1), dockerFlags).operands;
      if (command !== 'manifest') return false;
      const table = Object.hasOwn(tables, action) ? tables[action] : undefined;
      // `docker manifest inspect` changes nothing.
      if (table === undefined) return true;
      const read = readFlags(rest, table);
      const strange = read.unknown.filter((flag) => flag !== '-amend');
      if (strange.length > 0) {
        const text = 'docker manifest {0} has no option {1}: it is left out.';
        notes.push({ text, args: [action, strange.join(', ')], line });
      }
      actions[action]?.(read, line);
      return true;
    },
    lists: () => {
      const isAnyPushed = done.some(({ isPushed }) => isPushed);
      return done.flatMap(({ name, images, isPushed }): ConvertedList[] => {
        if (!isPushed && isAnyPushed) {
          notes.push({ text: 'The list {0} is never pushed, and left out.', args: [name] });
          return [];
        }
        return [
          {
            image: name,
            tags: [],
            annotations: {},
            manifests: [...images.values()].map(({ image, platform }) => ({
              image,
              ...(Object.keys(platform).length > 0 && { platform: withOs(platform, image, notes) }),
            })),
          },
        ];
      });
    },
  };
}

/** A spec says the OS and the architecture, or neither. */
function withOs(platform: Partial<Platform>, image: string, notes: Note[]): Partial<Platform> {
  if ((platform.os === undefined) === (platform.architecture === undefined)) return platform;
  if (platform.os === undefined) {
    const text = 'Of {0} only the architecture is said, so its system is taken to be linux.';
    notes.push({ text, args: [image] });
    return { os: 'linux', ...platform };
  }
  const text =
    'Of {0} only the system is said, without an architecture: it is what the image says.';
  notes.push({ text, args: [image] });
  const { variant, osVersion, osFeatures } = platform;
  return {
    ...(variant !== undefined && { variant }),
    ...(osVersion !== undefined && { osVersion }),
    ...(osFeatures !== undefined && { osFeatures }),
  };
}

/** Docker compares names in their full form. */
function keyOf(name: string): string {
  const parsed = parseReference(name);
  return parsed.ok ? withDefaultTag(parsed.value).canonical : name;
}

/** The last part of the program's path. */
export function programOf([program = '']: readonly string[]): string {
  return program.slice(program.lastIndexOf('/') + 1).replace(/\.exe$/, '');
}
