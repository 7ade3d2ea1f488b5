import type { ShellCommand } from '../shell/script.ts';
import type { Span } from '../text.ts';

/** A kind of step that keeps the processor busy for long, and so is slow where it is emulated. */
interface SlowStep {
  readonly program: RegExp;
  /** Words of which the first operand must be one; any operand will do without it. */
  readonly verbs?: readonly string[];
}

/**
 * Steps that compile, or that install packages which compile parts of themselves. Each kind was reported
 * as slow under emulation: "amd64 seconds, arm64 20 minutes" (docker/build-push-action issues 977, 982 and
 * 1348; docker/setup-buildx-action issue 154; docker/buildx issue 161). Docker's documentation says the
 * same of compute-heavy tasks "like compilation" (docs.docker.com, Multi-platform builds, QEMU).
 */
const slowSteps: readonly SlowStep[] = [
  { program: /^go$/, verbs: ['build', 'install', 'test', 'generate'] },
  { program: /^cargo$/, verbs: ['build', 'install', 'test', 'b', 'chef'] },
  { program: /^(?:rustc|ghc|swiftc|crystal|nim|zig)$/ },
  {
    program: /^(?:stack|cabal|swift|mix|rebar3|sbt|lein|bazel|bazelisk|buck2)$/,
    verbs: ['build', 'install', 'compile', 'release', 'test', 'assembly', 'uberjar'],
  },
  { program: /^(?:gcc|g\+\+|cc|c\+\+|clang|clang\+\+|tcc)(?:-\d+)?$/ },
  { program: /^(?:make|gmake|ninja|samu|scons)$/ },
  { program: /^meson$/, verbs: ['compile', 'install', 'test'] },
  { program: /^(?:npm)$/, verbs: ['ci', 'install', 'i', 'rebuild'] },
  { program: /^(?:yarn|pnpm|bun)$/, verbs: ['install', 'i', 'ci', 'build', 'rebuild'] },
  { program: /^(?:npx|webpack|vite|tsc|ng)$/, verbs: ['build', 'webpack', 'vite'] },
  { program: /^pip[23]?(?:\.\d+)?$/, verbs: ['install', 'wheel'] },
  { program: /^(?:uv|poetry|pipenv|pdm)$/, verbs: ['sync', 'install', 'pip'] },
  { program: /^(?:gem|bundle|bundler)$/, verbs: ['install'] },
  { program: /^(?:composer|pecl|docker-php-ext-install)$/ },
  { program: /^(?:mvn|mvnw|gradle|gradlew|ant)$/ },
  { program: /^(?:dotnet|msbuild)$/, verbs: ['build', 'publish', 'test', 'pack'] },
  { program: /^(?:R|Rscript)$/ },
];

/** A slow step in a script. */
export interface FoundStep {
  /** As people call it, e.g. `go build`. */
  readonly name: string;
  readonly span: Span;
}

/** What a command compiles or installs with; undefined for one that is quick everywhere. */
export function slowStep(command: ShellCommand): FoundStep | undefined {
  const [program, ...operands] = command.words;
  const { name } = command;
  if (program === undefined || name === undefined) return undefined;
  // CMake configures, which is quick, unless it is told to build.
  if (name === 'cmake') {
    const build = operands.find(({ literal }) => literal === '--build');
    return build && { name: 'cmake --build', span: span(program.span, build.span) };
  }
  // Python runs pip as a module.
  if (/^python[23]?(?:\.\d+)?$/.test(name)) {
    const [flag, module, verb] = operands;
    const isPip =
      flag?.literal === '-m' && module?.literal === 'pip' && verb?.literal === 'install';
    return isPip ? { name: 'pip install', span: span(program.span, verb.span) } : undefined;
  }
  const kind = slowSteps.find(({ program: pattern }) => pattern.test(name));
  if (kind === undefined || asksOnly(command)) return undefined;
  if (kind.verbs === undefined) return { name, span: program.span };
  const verb = operands.find(({ literal }) => literal !== undefined && !/^[-+]/.test(literal));
  if (verb?.literal === undefined || !kind.verbs.includes(verb.literal)) return undefined;
  return { name: `${name} ${verb.literal}`, span: span(program.span, verb.span) };
}

/** `gcc --version` does no work. */
function asksOnly({ words }: ShellCommand): boolean {
  return words.some(({ literal }) => literal === '--version' || literal === '--help');
}

function span(first: Span, last: Span): Span {
  return { start: first.start, end: last.end };
}
