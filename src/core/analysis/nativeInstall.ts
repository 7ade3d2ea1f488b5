import type { Instruction } from '../dockerfile/instruction.ts';
import { enterDirectory } from '../dockerfile/evaluation/directory.ts';
import type { ShellCommand } from '../shell/script.ts';
import { copiesFrom } from './stageCopies.ts';
import type { StageFlow } from './stageFlow.ts';

/** Finds installs that compile for the platform on which they run. Commands and WORKDIRs go in by their order. */
export interface NativeInstalls {
  /** A WORKDIR, or what else stands between steps. */
  readonly pass: (instruction: Instruction) => void;
  /** Whether packages are compiled by a command, and their files are copied from the stage. */
  readonly isFound: (command: ShellCommand) => boolean;
}

const COMPILER =
  /^(?:build-essential|build-base|alpine-sdk|(?:gcc|g\+\+|clang)(?:-\d+)?|gcc-c\+\+)(?:=.*)?$/;
const INSTALLER = /^(?:apt|apt-get|apk|dnf|microdnf|yum|zypper)$/;

/**
 * Packages of npm, PyPI and RubyGems may have parts that are compiled; only a compiler that is installed
 * for them tells that they do. PHP's extensions are always compiled.
 *
 * @param stage index of the stage whose files are copied
 */
export function nativeInstalls(flow: StageFlow, stage: number): NativeInstalls {
  let directory: string | undefined;
  let hasCompiler = false;
  let environments: readonly string[] = [];
  const copied = copiedPathsOf(flow, stage);
  const below = (path: string) => (directory === undefined ? [] : [`${directory}/${path}`]);

  /** Where a command leaves what it compiles; none for other commands. */
  function outputsOf({ name = '', words }: ShellCommand): readonly string[] {
    const operands = words.slice(1).map(({ literal }) => literal ?? '');
    const verb = operands.find((word) => !word.startsWith('-')) ?? '';
    const does = (...verbs: readonly string[]) => hasCompiler && verbs.includes(verb);
    if (
      operands.some((word) =>
        /^--(?:cpu|(?:target_)?arch|platform|ignore-scripts)(?:=|$)/.test(word),
      )
    )
      return [];
    switch (name) {
      case 'npm':
        return does('ci', 'install', 'i', 'rebuild') && !isGlobal(operands)
          ? below('node_modules')
          : [];
      case 'pnpm':
        return does('install', 'i', 'rebuild') && !isGlobal(operands) ? below('node_modules') : [];
      case 'yarn':
        return does('install') || (hasCompiler && verb === '') ? below('node_modules') : [];
      case 'pip':
      case 'pip3':
        return does('install', 'wheel') ? pipOutputs(operands, environments) : [];
      case 'bundle':
        return does('install') ? ['/usr/local/bundle', ...below('vendor/bundle')] : [];
      case 'docker-php-ext-install':
        return ['/usr/local/lib/php'];
      case 'pecl':
        return verb === 'install' ? ['/usr/local/lib/php'] : [];
      default:
        return [];
    }
  }

  return {
    pass(instruction) {
      if (instruction.kind !== 'workdir') return;
      const path = instruction.args[0]?.text ?? '';
      const isKnown = !path.includes('$') && (path.startsWith('/') || directory !== undefined);
      directory = isKnown ? enterDirectory(directory ?? '/', path).replace(/\/$/, '') : undefined;
    },
    isFound(command) {
      const literals = command.words.map(({ literal }) => literal ?? '');
      if (INSTALLER.test(command.name ?? '')) {
        hasCompiler ||= literals.some((word) => COMPILER.test(word));
      }
      const venv = literals.indexOf('venv');
      const environment = venv > 0 || command.name === 'virtualenv' ? literals.at(-1) : undefined;
      if (environment?.startsWith('/') === true) environments = [...environments, environment];
      return outputsOf(command).some((output) => copied.some((path) => overlaps(path, output)));
    },
  };
}

function isGlobal(operands: readonly string[]): boolean {
  return operands.includes('-g') || operands.includes('--global');
}

function pipOutputs(
  operands: readonly string[],
  environments: readonly string[],
): readonly string[] {
  const option = /^(?:-t|--target|--prefix|--root|-w|--wheel-dir)$/;
  const named = operands.flatMap((word, index) => {
    const [name = '', value = operands[index + 1] ?? ''] = word.split('=', 2);
    return option.test(name) && value.startsWith('/') ? [value] : [];
  });
  if (named.length > 0) return named;
  if (operands.includes('--user')) return ['/root/.local'];
  return environments.length > 0 ? environments : ['/usr/local/lib'];
}

/** The paths that are copied from a stage, or from one that is built on it, as far as they are plain. */
function copiedPathsOf(flow: StageFlow, stage: number): readonly string[] {
  return copiesFrom(flow, stage).flatMap(({ args }) => {
    const paths = args.slice(0, -1).map(({ text }) => text);
    return paths.flatMap((path) => (/[$*?[]/.test(path) ? [] : [enterDirectory('/', path)]));
  });
}

/** Whether one of two paths is the other, or holds it. */
function overlaps(one: string, other: string): boolean {
  const [short, long] = one.length < other.length ? [one, other] : [other, one];
  return long === short || long.startsWith(short.endsWith('/') ? short : `${short}/`);
}

/** Whether a command takes away what another one has installed, or much of it. */
export function removesPackages({ name, words }: ShellCommand): boolean {
  const has = (part: string) => words.some(({ value }) => value.includes(part));
  return name === 'rm' ? has('node_modules') || has('vendor') : has('prune');
}
