import type { Dockerfile } from '../dockerfile/instructions.ts';
import { nameIn, type Naming } from '../platform/architectureNaming.ts';
import type { ArchitectureMention, PlacedArchitecture } from './architectureMentions.ts';

/** How a mention names architectures, and with which letters it does. */
export interface MentionNaming {
  readonly naming: Naming;
  /** What stands there, e.g. `x86_64-unknown-linux-musl`. */
  readonly text: string;
}

const TUPLE = /^-(?:(unknown)-)?linux-(gnu|musl)(?:eabihf|eabi)?(?![a-z0-9])/;

/** The way in which a mention names its architecture; undefined when none is known that does so. */
export function namingOf(
  dockerfile: Dockerfile,
  { role, value, words, command }: ArchitectureMention,
): MentionNaming | undefined {
  const [word] = words;
  if (!word || words.some(({ text }) => text !== word.text)) return undefined;
  // Other words than anybody else's, and not for all architectures.
  if (value.includes('nvidia.com')) return undefined;
  const tuple = tupleAt(dockerfile, word);
  const text = word.text + tuple.text;
  const isDebian =
    role === 'sources' ||
    (role === 'package' && (command?.name ?? '').startsWith('apt')) ||
    /\.deb$|\/jvm\//.test(value);
  const candidates: readonly Naming[] = tuple.naming
    ? [tuple.naming]
    : isDebian
      ? ['debian']
      : usualNamings(word.text, value);
  const naming = candidates.find(
    (one) => nameIn(one, { os: 'linux', architecture: word.architecture }) === text,
  );
  return naming && { naming, text };
}

function tupleAt(
  { text }: Dockerfile,
  { span }: PlacedArchitecture,
): { readonly naming?: Naming; readonly text: string } {
  const [tuple, vendor, library] = TUPLE.exec(text.slice(span.end, span.end + 40)) ?? [];
  if (tuple === undefined) return { text: '' };
  if (vendor !== undefined) {
    return { naming: library === 'gnu' ? 'rust-gnu' : 'rust-musl', text: tuple };
  }
  return { naming: library === 'gnu' ? 'multiarch' : 'gnu-musl', text: tuple };
}

function usualNamings(word: string, value: string): readonly Naming[] {
  switch (word) {
    case 'x64':
      return [/dotnet|aspnet|microsoft/i.test(value) ? 'dotnet' : 'node'];
    case 'x86_64':
      if (value.includes('protoc')) return ['protobuf'];
      return [value.includes('_Linux_x86_64') ? 'release' : 'gnu'];
    case 'arm64':
      if (/node|bun|esbuild|sharp/.test(value)) return ['node'];
      return [value.includes('_Linux_arm64') ? 'release' : 'docker'];
    default:
      return ['docker', 'debian', 'gnu', 'protobuf', 'node'];
  }
}
