import type { Instruction } from '../dockerfile/instruction.ts';
import type { Dockerfile } from '../dockerfile/instructions.ts';
import type { Naming } from '../platform/architectureNaming.ts';
import { architectureNamed, architectureWords } from '../platform/architectureWords.ts';
import type { ShellCommand, ShellWord } from '../shell/script.ts';
import type { Span } from '../text.ts';
import { isCrossName } from './commandMentions.ts';
import { MACHINE_FLAGS, machineArchitecture } from './machineFlags.ts';

/** A constant that says for what a compiler, or an installer of programs, works. */
export interface CompileTarget {
  readonly instruction: Instruction;
  /** The command of a RUN. */
  readonly command?: ShellCommand;
  /** The setting or the option, with its value. */
  readonly span: Span;
  /** The same as it reads, e.g. `GOARCH=amd64`, `--target x86_64-unknown-linux-musl`. */
  readonly text: string;
  /** BuildKit's name of the architecture. */
  readonly architecture: string;
  /** How it can be made to depend on the target. */
  readonly remedy:
    | { readonly kind: 'name'; readonly text: string; readonly naming: Naming }
    | { readonly kind: 'march'; readonly text: string }
    | { readonly kind: 'none' };
}

type Found = Pick<CompileTarget, 'text' | 'architecture' | 'remedy'>;

/** The constants of a command, in order. */
export function compileTargets(
  { text }: Dockerfile,
  instruction: Instruction,
  command: ShellCommand,
): readonly CompileTarget[] {
  const { words, assignments } = command;
  // Most commands have nothing that could be one.
  if (assignments.length === 0 && !words.some(mayBeConstant)) return [];
  const found: CompileTarget[] = [];
  const assigned = new Set(assignments.map(({ span }) => span.start));
  const isForOthers = isForOtherSystem(command);
  const add = (one: Found | undefined, span: Span) => {
    if (isForOthers && one?.remedy.kind === 'name' && one.remedy.naming === 'node') return;
    if (one) found.push({ ...one, instruction, command, span });
  };
  const forOthers = assignments.some(({ name, value }) => isOtherSystem(name, value.value));
  if (!forOthers && takesGoarch(command)) {
    for (const { name, value, span } of assignments) add(setting(name, value.literal), span);
  }
  for (const [at, word] of words.entries()) {
    // What follows is for the script that npm runs.
    if (word.value === '--' && isNode(command)) break;
    if (at === 0 || assigned.has(word.span.start)) continue;
    const next = words[at + 1];
    add(operand(command, word), word.span);
    if (!next || next.span.start < word.span.end) continue;
    add(option(command, word, next.literal), { start: word.span.start, end: next.span.end });
  }
  const starts = new Set<number>();
  // Flags of compilers come in any word, also quoted together with others.
  const flagged = SEARCHING.has(command.name ?? '') ? [] : words.slice(1);
  for (const word of [...flagged, ...assignments.map(({ value }) => value)]) {
    const flag = MACHINE_FLAGS.exec(word.value)?.[0];
    const place =
      flag === undefined ? -1 : text.slice(word.span.start, word.span.end).indexOf(flag);
    if (flag === undefined || place === -1) continue;
    const start = word.span.start + place;
    if (starts.has(start)) continue;
    starts.add(start);
    add(machine(flag), { start, end: start + flag.length });
  }
  return found;
}

/** What looks for options, most often to take them away. */
const SEARCHING: ReadonlySet<string> = new Set(['awk', 'egrep', 'fgrep', 'grep', 'perl', 'sed']);

/** An option with its value, or `NAME=value`. */
function mayBeConstant({ value }: ShellWord): boolean {
  return value.startsWith('-') || value.includes('=') || value.includes(':');
}

/** Whether an ENV of this name may be one: most are not. */
export function mayBeCompileSetting(name: string): boolean {
  return /GOARCH|npm_config_|CARGO_BUILD_TARGET|CROSS_COMPILE|FLAGS$/.test(name);
}

/** What an ENV sets for all that follows. */
export function compileSetting(name: string, value: string): Found | undefined {
  const isForAll = name.endsWith('FLAGS') && !isCrossName(name);
  const flags = isForAll ? MACHINE_FLAGS.exec(value)?.[0] : undefined;
  return flags === undefined ? setting(name, value) : machine(flags);
}

function machine(flags: string): Found | undefined {
  const architecture = machineArchitecture(flags);
  if (architecture === undefined) return undefined;
  return { text: flags, architecture, remedy: { kind: 'march', text: flags } };
}

function isOtherSystem(name: string, value: string): boolean {
  return name === 'GOOS' && value !== 'linux' && !value.includes('￼');
}

/** `GOARCH=… go run` and the like compile something that runs here and now. */
function takesGoarch({ name, words }: ShellCommand): boolean {
  if (name !== 'go') return true;
  const verb = words[1]?.value ?? '';
  return verb === 'build' || verb === 'install' || verb === 'test';
}

/** `NAME=value`, in the environment or as an operand of make. */
function setting(name: string, value: string | undefined): Found | undefined {
  if (value === undefined || value === '') return undefined;
  const text = `${name}=${value}`;
  switch (name) {
    case 'GOARCH':
      return named(text, value, 'go');
    case 'npm_config_arch':
    case 'npm_config_target_arch':
      return named(text, value, 'node');
    case 'CARGO_BUILD_TARGET':
      return tuple(text, value);
    case 'CROSS_COMPILE':
      return tuple(text, value.slice(value.lastIndexOf('/') + 1).replace(/-$/, ''));
    default:
      return undefined;
  }
}

/** A triple of the GNU tools or of Rust, for Linux. */
function tuple(text: string, value: string): Found | undefined {
  const [, vendor, library = ''] = TUPLE.exec(value) ?? [];
  const [word] = architectureWords(value);
  if (word?.start !== 0 || library === '') return undefined;
  const naming = vendor === undefined ? 'multiarch' : library === 'gnu' ? 'rust-gnu' : 'rust-musl';
  const isKnown = vendor === 'unknown' || (vendor === undefined && library === 'gnu');
  const remedy = isKnown ? ({ kind: 'name', text: value, naming } as const) : NONE;
  return { text, architecture: word.architecture, remedy };
}

const TUPLE = /^[a-z0-9_]+-(?:(unknown|pc|alpine)-)?linux-(gnu|musl)(?:x32|eabihf|eabi)?$/;
const NONE = { kind: 'none' } as const;

/** An option with its value in one word, or an operand. */
function operand(command: ShellCommand, word: ShellWord): Found | undefined {
  const { literal } = word;
  if (literal === undefined) return undefined;
  const equals = literal.search(/[=:]/);
  if (equals === -1) return undefined;
  const [key, value] = [literal.slice(0, equals), literal.slice(equals + 1)];
  if (/^(?:[-/]p|--property)$/.test(key)) {
    const rid = /^RuntimeIdentifier=(.*)$/.exec(value)?.[1];
    return isDotnet(command) && rid !== undefined ? runtime(literal, rid) : undefined;
  }
  const detected = isMaven(command) ? DETECTED.exec(literal)?.[1] : undefined;
  if (detected !== undefined) return classifier(literal, detected);
  if (key === 'CROSS_COMPILE') return setting(key, value);
  if (key === 'GOARCH' && isGoEnv(command)) return setting(key, value);
  return byOption(command, key, value, literal);
}

function option(
  command: ShellCommand,
  { literal: key }: ShellWord,
  value: string | undefined,
): Found | undefined {
  if (key === undefined || value === undefined || !key.startsWith('-')) return undefined;
  return byOption(command, key, value, `${key} ${value}`);
}

function byOption(
  command: ShellCommand,
  key: string,
  value: string,
  text: string,
): Found | undefined {
  switch (key) {
    case '--target':
      return /^(?:cargo|cross|rustc|clang|clang\+\+)$/.test(command.name ?? '')
        ? tuple(text, value)
        : undefined;
    case '-r':
    case '--runtime':
      return isDotnet(command) ? runtime(text, value) : undefined;
    case '-a':
      return isDotnet(command) ? named(text, value, 'dotnet') : undefined;
    case '--arch':
      if (isDotnet(command)) return named(text, value, 'dotnet');
      return isNode(command) ? named(text, value, 'node') : undefined;
    case '--target_arch':
    case '--cpu':
      return isNode(command) ? named(text, value, 'node') : undefined;
    case '--host':
      return /^(?:configure|config|autogen\.sh)$/.test(command.name ?? '')
        ? tuple(text, value)
        : undefined;
    case '--platform':
      return isPip(command) ? wheel(text, value) : undefined;
    default:
      return undefined;
  }
}

function isGoEnv({ name, words }: ShellCommand): boolean {
  return name === 'go' && words[1]?.value === 'env';
}

function isDotnet({ name, words }: ShellCommand): boolean {
  return name === 'dotnet' && /^(?:publish|build|pack|restore)$/.test(words[1]?.value ?? '');
}

/**
 * What installs or compiles addons of Node.js: npm hands `--arch` and `--target_arch` on to node-gyp and to what
 * downloads prebuilt ones, and chooses optional packages by `--cpu`.
 */
function isNode({ name = '', words }: ShellCommand): boolean {
  if (/^(?:node-gyp|node-pre-gyp|prebuild-install|electron-rebuild)$/.test(name)) return true;
  // Options of a script are the script's own.
  const verb = words.slice(1).find(({ value }) => !value.startsWith('-'))?.value ?? 'install';
  return /^(?:npm|pnpm|yarn)$/.test(name) && /^(?:install|ci|i|add|rebuild)$/.test(verb);
}

/** Whether packages of Node.js are taken for another system than Linux. */
function isForOtherSystem({ words, assignments }: ShellCommand): boolean {
  const isOther = (value: string) => !/^["']?(?:linux|\$|\uFFFC)/.test(value);
  return (
    assignments.some(({ name, value }) => NODE_SYSTEM.test(name) && isOther(value.value)) ||
    words.some(({ value }, at) => {
      const [, option, given] = /^--(platform|target_platform|os)(?:=(.*))?$/.exec(value) ?? [];
      return option !== undefined && isOther(given ?? words[at + 1]?.value ?? '');
    })
  );
}

const NODE_SYSTEM = /^npm_config_(?:target_)?(?:platform|os)$/;

function isMaven({ name = '' }: ShellCommand): boolean {
  return /^(?:mvnw?|mvnd|gradlew?)$/.test(name);
}

/** What os-maven-plugin would have found out, in the words of protobuf's releases. */
const DETECTED = /^-[DP]os\.detected\.(?:classifier=linux-|arch=)([a-z0-9_]+)$/;

/** It names the tools of the machine that builds as well as what they make: no edit is sure to be right. */
function classifier(text: string, word: string): Found | undefined {
  const found = named(text, word, 'protobuf');
  return found && { ...found, remedy: NONE };
}

/** A word for an architecture and nothing else. */
function named(text: string, word: string, naming: Naming): Found | undefined {
  const architecture = architectureNamed(word);
  if (architecture === undefined) return undefined;
  return { text, architecture, remedy: { kind: 'name', text: word, naming } };
}

function isPip({ name = '', words }: ShellCommand): boolean {
  if (/^pip[0-9.]*$/.test(name)) return true;
  return (
    /^(?:python[0-9.]*|uv)$/.test(name) && words.slice(1, 4).some(({ value }) => value === 'pip')
  );
}

/** A .NET runtime identifier for Linux, e.g. `linux-musl-x64`. */
function runtime(text: string, value: string): Found | undefined {
  const word = /^linux-(?:musl-|bionic-)?(x64|x86|arm64|arm|s390x|ppc64le)$/.exec(value)?.[1];
  if (word === undefined) return undefined;
  const architecture = word === 'x86' ? '386' : (architectureNamed(word) ?? '');
  return { text, architecture, remedy: { kind: 'name', text: word, naming: 'dotnet' } };
}

/** The platform tag of a wheel, e.g. `manylinux2014_x86_64`. */
function wheel(text: string, value: string): Found | undefined {
  const word =
    /^(?:manylinux|musllinux|linux)[0-9_]*_?(x86_64|aarch64|i686|armv7l|ppc64le|s390x)$/.exec(
      value,
    )?.[1];
  if (word === undefined) return undefined;
  const architecture = architectureNamed(word) ?? '';
  return { text, architecture, remedy: { kind: 'name', text: word, naming: 'gnu' } };
}
