import type { Dockerfile } from '../dockerfile/instructions.ts';
import { kept } from '../kept.ts';
import { architectureNamed, architectureWords } from '../platform/architectureWords.ts';
import { isShell } from '../shell/interpreter.ts';
import { EXPANSION, type ShellCommand, type ShellScript, type ShellWord } from '../shell/script.ts';
import { isAptSource } from './aptSources.ts';

/**
 * What a word with an architecture in it is for.
 *
 * - `url`, `path`, `package`: what it names is for that architecture
 * - `sources`: a line of apt's list of repositories
 * - `variable`: an architecture as it is, for a variable that makes part of a URL or a path
 * - `output`: a name that the command gives to a file itself
 * - `other`: says nothing about what is taken, but may repeat a name
 */
export type MentionRole = 'url' | 'path' | 'package' | 'sources' | 'variable' | 'output' | 'other';

/** A word of a command that may name an architecture. */
export interface CommandMention {
  readonly command: ShellCommand;
  readonly word: ShellWord;
  readonly role: MentionRole;
  /** Of the body of a here-document, where quotes are plain characters: whether it is expanded. */
  readonly body?: 'expanded' | 'verbatim';
}

/** Programs whose words are texts or patterns, or name the platforms of something else. */
const TALKING: ReadonlySet<string> = new Set(
  (
    '[ [[ awk buildah case crane cut docker egrep expr fgrep file find gawk grep jq mawk oras perl podman ' +
    'printf echo qemu-img regctl rustup sed skopeo test tr xx-info yq'
  ).split(' '),
);

/** Programs that do no harm where the name does not exist, or make it. */
const HARMLESS: ReadonlySet<string> = new Set([
  'du',
  'ls',
  'mkdir',
  'rm',
  'rmdir',
  'stat',
  'touch',
]);

/** Programs whose operands are files, whatever they look like. */
const ON_FILES: ReadonlySet<string> = new Set(
  'cd chmod chown cp dpkg gunzip gzip install ln mv rpm tar unxz unzip xz'.split(' '),
);

/** Programs whose last operand is a name that they give. */
const NAMING: ReadonlySet<string> = new Set(['cp', 'install', 'ln', 'mv']);

const FILE_NAME =
  /\.(?:apk|appimage|bin|bz2|deb|gz|rpm|run|sh|so(?:\.\d+)*|tar|tgz|txz|whl|xz|zip|zst)$/i;

/** Its parts are for reading, another system's, or an emulator's. */
const FOREIGN =
  /\.(?:md|txt|rst|html?|pdf|sha\d+|asc|sig|exe|dll|msi|cab)$|\/(?:docs?|man)\/|qemu|(?<![a-z])(?:darwin|macos|osx|apple|windows|win|freebsd|android|ios)(?![a-z])|mingw/i;

/** The folders and programs of compilers for another architecture, which are called by it on every machine. */
const CROSS_FOLDER =
  /toolchain|crosstool|(?<![a-z])x-tools|gcc-linaro|[a-z0-9]-linux-(?:gnu|musl|uclibc)[a-z0-9]*(?:\/bin(?:[/:]|$)|-(?:cc|gcc|g\+\+|c\+\+|clang|ld|ar|strip)$)/i;

/** Whether a path is that of a compiler for another architecture, or of what it makes for itself. */
export function isCrossFolder(value: string): boolean {
  // Those of rustup are for the machine itself.
  return CROSS_FOLDER.test(value) && !value.includes('rustup/toolchains/');
}

/** Whether a variable says by its name that it is for compilers for other architectures, or for one of them. */
export function isCrossName(name: string): boolean {
  return /CROSS|TOOLCHAIN|SYSROOT|TRIPLET?/.test(name) || architectureWords(name).length > 0;
}

/** Whether a name with an architecture in it says nothing about the programs of an image. */
export function isForeign(value: string): boolean {
  return FOREIGN.test(value);
}

/** Whether a path leads to where the libraries of one architecture are looked for. */
export function isSystemFolder(value: string): boolean {
  return /(?:^|\/)lib\/[a-z0-9_]+-linux-(?:gnu|musl)/.test(value);
}

/** The words of a script that may name an architecture, in order. */
export function commandMentions(
  { text }: Dockerfile,
  { commands }: ShellScript,
): readonly CommandMention[] {
  const inNames = variablesInNames(commands);
  return commands.flatMap((command, index) => {
    const { words, assignments, redirections } = command;
    const found: CommandMention[] = [];
    const add = (word: ShellWord, role: MentionRole | undefined) => {
      if (role !== undefined) found.push({ command, word, role });
    };
    const isSource = isAptSource(text, command, commands[index + 1]);
    for (const { name, value } of assignments) add(value, assigned(name, value, inNames));
    if (isSource) {
      for (const word of words.slice(1)) if (word.value.includes('arch=')) add(word, 'sources');
      for (const { target, body: word } of redirections) {
        if (!word) continue;
        const body = /["'\\]/.test(target.text) ? 'verbatim' : 'expanded';
        found.push({ command, word, role: 'sources', body });
      }
    }
    if (!isSource && !isSilent(command)) {
      const operands = words.slice(1);
      const assignedAt = new Set(assignments.map(({ span }) => span.start));
      for (const [at, word] of operands.entries()) {
        if (assignedAt.has(word.span.start)) continue;
        add(word, roleOf(command, word, operands[at - 1], at === operands.length - 1));
      }
    }
    for (const { target, body } of redirections) if (!body) add(target, 'output');
    return found;
  });
}

function isSilent({ name, words }: ShellCommand): boolean {
  if (name === undefined) return words.length === 0;
  return TALKING.has(name) || isShell(name) || name.startsWith('qemu-') || name.startsWith('xx-');
}

function roleOf(
  command: ShellCommand,
  word: ShellWord,
  before: ShellWord | undefined,
  isLast: boolean,
): MentionRole | undefined {
  const { name = '' } = command;
  const isOption = word.value.startsWith('-');
  // What is compiled for it is found under this name, and that is another rule's matter.
  if (/^--(?:target|runtime|platform)=/.test(word.value)) return 'output';
  if (/^(?:--(?:target|runtime|platform)|-r)$/.test(before?.value ?? '') && !isOption) {
    return 'output';
  }
  const equals = isOption ? word.value.indexOf('=') : -1;
  if (isOption && equals === -1) return undefined;
  const value = word.value.slice(equals + 1);
  if (architectureNamed(value) !== undefined || isPlatform(value)) return undefined;
  if (isForeign(value) || value.includes('@sha256:')) return 'other';
  if (value.includes('://')) return 'url';
  if (isCrossFolder(value)) return 'other';
  if (HARMLESS.has(name)) return 'output';
  const option = isOption ? word.value.slice(0, equals) : (before?.value ?? '');
  if (/^(?:-[a-zA-Z]*[oO]|--out(?:put)?(?:-document|-dir)?)$/.test(option)) return 'output';
  if (NAMING.has(name) && isLast && !isOption && !isSystemFolder(value)) return 'output';
  const installed = packageRole(command, value);
  if (installed !== undefined) return isOption ? undefined : installed;
  if (value.includes('/') || FILE_NAME.test(value)) return 'path';
  return ON_FILES.has(name) ? 'path' : undefined;
}

/** `linux/amd64`, or a list of such. */
function isPlatform(value: string): boolean {
  return value.split(',').every((part) => {
    const [os = '', architecture = '', variant = '', more] = part.split('/');
    return (
      more === undefined &&
      /^(?:linux|windows|darwin|freebsd)$/.test(os) &&
      /^(?:v\d.*)?$/.test(variant) &&
      architectureNamed(architecture) !== undefined
    );
  });
}

/** Compilers and libraries for another architecture are called by it on every machine. */
const CROSS_TOOL =
  /^(?:gcc|g\+\+|cpp|clang|gfortran|gdc|gdb|binutils|crossbuild-essential|libc6|libgcc|libstdc\+\+|linux-libc-dev|musl|lib32|lib64|libx32)[^:]*$|-cross$/;

/** Collected once: a command may name thousands of files, each of which asks. */
const verbsOf = kept(
  ({ words }: ShellCommand) => new Set(words.slice(1).map((word) => word.value)),
);

function packageRole(command: ShellCommand, value: string): MentionRole | undefined {
  const does = (...names: readonly string[]) => names.some((name) => verbsOf(command).has(name));
  switch (command.name) {
    case 'apt':
    case 'apt-get':
    case 'aptitude':
      if (!does('install', 'download') || value.includes('/')) return undefined;
      return CROSS_TOOL.test(value) ? 'other' : 'package';
    case 'apk':
      if (!does('add') || value.includes('/')) return undefined;
      return CROSS_TOOL.test(value) ? 'other' : 'package';
    case 'dnf':
    case 'microdnf':
    case 'tdnf':
    case 'yum':
    case 'zypper':
      if (!does('install', 'in') || value.includes('/')) return undefined;
      return /\.(?:x86_64|aarch64|i686|ppc64le|s390x)$/.test(value) ? 'package' : undefined;
    case 'bun':
    case 'npm':
    case 'pnpm':
    case 'yarn':
      return does('install', 'i', 'add') ? 'package' : undefined;
    default:
      return undefined;
  }
}

/** Variables of which commands make part of a URL, a path or the name of a file. */
export function variablesInNames(commands: readonly ShellCommand[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (const command of commands) {
    const values = command.assignments.map(({ value }) => value);
    const words = isSilent(command) ? values : [...command.words.slice(1), ...values];
    for (const { value, variables } of words) {
      if (!/[/.]/.test(value) || value === EXPANSION) continue;
      for (const { name } of variables) names.add(name);
    }
  }
  return names;
}

/** The role of a value that a variable gets. */
export function assigned(
  name: string,
  { value }: Pick<ShellWord, 'value'>,
  inNames: ReadonlySet<string>,
): MentionRole | undefined {
  if (/^(?:GO|TARGET|BUILD|npm_config_|CARGO_|CROSS_COMPILE$|CC$|CXX$|AR$|LD$)/.test(name))
    return undefined;
  if (architectureNamed(value) !== undefined) return inNames.has(name) ? 'variable' : undefined;
  if (isPlatform(value)) return undefined;
  if (isForeign(value)) return 'other';
  if (value.includes('://')) return 'url';
  if (isCrossFolder(value)) return 'other';
  if (inNames.has(name) || value.includes('/') || FILE_NAME.test(value)) return 'path';
  return undefined;
}
