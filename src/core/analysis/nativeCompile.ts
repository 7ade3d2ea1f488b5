import type { ShellCommand } from '../shell/script.ts';

/** A command that compiles for the platform on which it runs, as long as nothing tells it otherwise. */
export interface NativeCompile {
  readonly tool: 'go' | 'rust' | 'c' | 'dotnet' | 'xx';
  /** The file that it makes, if the command says so. */
  readonly output?: string;
}

/** Whether a script may have a command that compiles, by the letters in it (see `RunScript`): most need not be read. */
export function mayCompile(letters: string): boolean {
  return /go|cc|\+\+|clang|cmake|dotnet/.test(letters);
}

/** What a command compiles; undefined for all that does not, or not for the platform it runs on. */
export function nativeCompile(command: ShellCommand): NativeCompile | undefined {
  const { name = '', words } = command;
  const operands = words.slice(1).map(({ value }) => value);
  const [verb = ''] = operands;
  switch (name) {
    case 'go':
      return isGoBuild(operands) && !isElsewhere(command) ? withOutput('go', operands) : undefined;
    case 'xx-go':
      return isGoBuild(operands) ? withOutput('xx', operands) : undefined;
    case 'xx-cargo':
      return verb === 'build' ? { tool: 'xx' } : undefined;
    case 'xx-cc':
    case 'xx-clang':
    case 'xx-clang++':
    case 'xx-c++':
      return isCompiling(operands) ? withOutput('xx', operands) : undefined;
    case 'cargo':
      return isCargoBuild(command, operands) ? { tool: 'rust' } : undefined;
    case 'gcc':
    case 'g++':
    case 'cc':
    case 'c++':
    case 'clang':
    case 'clang++':
      return isCompiling(operands) ? withOutput('c', operands) : undefined;
    case 'cmake':
      return isCmakeBuild(operands) ? { tool: 'c' } : undefined;
    case 'dotnet':
      return isNativeDotnet(operands) ? withOutput('dotnet', operands) : undefined;
    default:
      return undefined;
  }
}

/** Whether Go is told what to compile for, or another system. */
function isElsewhere({ assignments }: ShellCommand): boolean {
  return assignments.some(
    ({ name, value: { value } }) => name === 'GOARCH' || (name === 'GOOS' && value !== 'linux'),
  );
}

function isGoBuild(operands: readonly string[]): boolean {
  const [verb, ...rest] = operands;
  // `go install name@version` fetches a tool for the build itself.
  return (
    (verb === 'build' || (verb === 'install' && !rest.some((word) => word.includes('@')))) &&
    !rest.includes('/dev/null')
  );
}

function isCargoBuild(command: ShellCommand, operands: readonly string[]): boolean {
  const verb = operands.find((word) => !/^[-+]/.test(word));
  const has = (option: string) =>
    operands.some((word) => word === option || word.startsWith(`${option}=`));
  if (has('--target') || command.assignments.some(({ name }) => name === 'CARGO_BUILD_TARGET'))
    return false;
  return (
    verb === 'build' || verb === 'b' || verb === 'rustc' || (verb === 'install' && has('--path'))
  );
}

function isCompiling(operands: readonly string[]): boolean {
  return (
    operands.some(
      (word) => word === '-c' || word === '-o' || /\.(?:c|cc|cpp|cxx|s|S)$/.test(word),
    ) && !operands.some((word) => /^-(?:-target(?:=|$)|target$|E$|fsyntax-only$)/.test(word))
  );
}

function isCmakeBuild(operands: readonly string[]): boolean {
  return (
    operands.length > 0 &&
    !/^(?:-E|-P|--install|--version|--help)/.test(operands[0] ?? '') &&
    !operands.some((word) => /TOOLCHAIN|SYSTEM_PROCESSOR|SYSTEM_NAME|COMPILER_TARGET/.test(word))
  );
}

const RUNTIME = /^(?:-r|-a|--runtime|--arch|--os|[-/]p:RuntimeIdentifiers?)(?:[=:].*)?$/;
const NATIVE =
  /^(?:--self-contained(?:=true)?|--sc|[-/]p:(?:PublishAot|SelfContained|PublishSingleFile)=true)$/i;

function isNativeDotnet(operands: readonly string[]): boolean {
  const [verb = ''] = operands;
  const off = operands[operands.indexOf('--self-contained') + 1] === 'false';
  return (
    verb === 'publish' &&
    operands.some((word) => NATIVE.test(word)) &&
    !(off && operands.includes('--self-contained')) &&
    !operands.some((word) => RUNTIME.test(word))
  );
}

function withOutput(
  tool: NativeCompile['tool'],
  operands: readonly string[],
): NativeCompile | undefined {
  const at = operands.findIndex((word) => word === '-o' || word === '--output');
  const output =
    at === -1
      ? operands.find((word) => word.startsWith('-o='))?.slice('-o='.length)
      : operands[at + 1];
  return output === undefined ? { tool } : { tool, output };
}
