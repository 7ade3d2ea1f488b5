import type { ListWishes } from './assemble.ts';

/** A source of a list, as far as commands name it. */
export interface NamedSource {
  /** Canonical reference. */
  readonly reference: string;
  /** Whether it is a list itself. */
  readonly isList: boolean;
  /** Whether something of it is left out, or said differently. */
  readonly isChanged: boolean;
}

/** A command of docker that makes the list, and what comes out differently. */
export interface EquivalentCommand {
  /** One command after the other, as argument arrays. */
  readonly commands: readonly (readonly string[])[];
  readonly tool: 'imagetools' | 'manifest';
}

/**
 * The commands of docker that make the same list, for a script. `docker buildx imagetools create` does all
 * but leaving out and saying differently; `docker manifest` takes single images of one registry only
 * (docker/cli 28.5, cli/command/manifest).
 *
 * @param tags canonical references; at least one
 */
export function equivalentCommands(
  tags: readonly string[],
  sources: readonly NamedSource[],
  { type, annotations = {}, asIs = false }: ListWishes,
): readonly EquivalentCommand[] {
  const [first] = tags;
  if (first === undefined || sources.some(({ isChanged }) => isChanged)) return [];
  const names = sources.map(({ reference }) => reference);
  const notes = Object.entries(annotations);
  const found: EquivalentCommand[] = [];
  if (type === undefined) {
    const flags = [
      // Else it makes a list of an image (buildx 0.29).
      ...(asIs && sources.some(({ isList }) => !isList) ? ['--prefer-index=false'] : []),
      ...tags.flatMap((tag) => ['--tag', tag]),
      ...notes.flatMap(([name, value]) => ['--annotation', `index:${name}=${value}`]),
    ];
    const command = ['docker', 'buildx', 'imagetools', 'create', ...flags, ...names];
    found.push({ tool: 'imagetools', commands: [command] });
  }
  const hosts = new Set([...tags, ...names].map((name) => name.slice(0, name.indexOf('/'))));
  if (!asIs && hosts.size === 1 && notes.length === 0 && sources.every(({ isList }) => !isList)) {
    const commands = tags.flatMap((tag) => [
      ['docker', 'manifest', 'create', tag, ...names],
      ['docker', 'manifest', 'push', '--purge', tag],
    ]);
    found.push({ tool: 'manifest', commands });
  }
  return found;
}
