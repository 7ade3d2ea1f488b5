import type { Surroundings } from '../../adapters/workspace/fileAnalyses.ts';
import { listFolderNow, listOnce } from '../../adapters/workspace/folderLists.ts';
import type { Analysis } from '../../core/analysis/analyze.ts';
import { renderMessage, type Finding } from '../../core/analysis/finding.ts';
import type { FileProblem } from '../../core/project/fileProblem.ts';
import { askBuilder, askBuildPlatform } from '../builders.ts';
import { buildOptions, readGivenBuild } from '../buildOptions.ts';
import { leftOutText } from '../builtDockerfiles.ts';
import { checkedFilesText, unknownsOf, type CheckedFile } from '../checkedFilesText.ts';
import { askImagesOnce, once } from '../check/askOnce.ts';
import { printedOf, withAnalysis, type AnalyzedFile } from '../check/keptOfFile.ts';
import { checkAlone, checkTogether, type Checked, type SharedPorts } from '../check/shareFiles.ts';
import { countThreads } from '../check/threadCount.ts';
import { findingsOf, type CheckedFinding } from '../checkedFindings.ts';
import type { Command } from '../commandLine.ts';
import { distinctProblems, problemText } from '../fileProblems.ts';
import { bakeReader, fileProjects } from '../fileProjects.ts';
import { findFiles } from '../files.ts';
import { countFixed, mendText, replaceFile } from '../fixFiles.ts';
import { askNobody, askRegistries } from '../lookUp.ts';
import { parseCall, readFormat } from '../options.ts';
import { sarifLog } from '../sarif.ts';
import { CommandError, UsageError, exitCode, type ExitCode, type Terminal } from '../terminal.ts';

/** `multiarch check <file or glob…>`: what goes wrong on which platform, before any build. */
export const checkCommand: Command = {
  help: `Usage: multiarch check <file or glob…> [options]

Says what goes wrong on which platform, before any build. Base images are looked up in their
registries; what could not be looked up is listed and never guessed.

  <file or glob…>        Dockerfiles, compose files and specs of manifest lists, e.g. Dockerfile or "**/Dockerfile*"
  --platform a,b         target platforms (default: what the file's comment, .multiarch.yaml, a bake
                         or a compose file says, else linux/amd64,linux/arm64)
  --target STAGE         the stage to build (default: the last one)
  --build-arg NAME=value a build argument, as for docker build; may be repeated
  --build-context N=V    a named context, as for docker build; may be repeated
  --build-platform P     platform of the builder (default: the current builder's, asked if needed)
  --builder NAME         judge for this builder, too: what it would emulate or could not run
  --pull                 as for docker build: not the engine's own images, but the registries'
  --fix                  write the safe fixes into the files
  --fail-on LEVEL        fail with exit code 1 for findings from this level on: error (default),
                         warning, note or never
  --require-facts        fail with exit code 2 when something stayed unknown, or is only remembered
  --offline              ask no registry and no builder
  --format F             text for people (default), json for programs, sarif for code hosts

Exit codes: 0 no error found (see --fail-on); 1 errors found; 2 bad usage, or a file could not be
checked.
`,
  run: (args, terminal) => checkFiles('check', args, terminal),
};

/**
 * Does what `multiarch check` does.
 *
 * @param name of the command that was called, which stands before what is wrong with files
 */
export async function checkFiles(
  name: 'check' | 'ci',
  args: readonly string[],
  terminal: Terminal,
): Promise<ExitCode> {
  const { values, positionals } = parseCall(args, {
    ...buildOptions,
    builder: { type: 'string' },
    'require-facts': { type: 'boolean' },
    fix: { type: 'boolean' },
    'fail-on': { type: 'string' },
  });
  const format = values.format === 'sarif' ? 'sarif' : readFormat(values.format, ' or "sarif"');
  const isOffline = values.offline === true;
  const { platforms, ...given } = readGivenBuild(values);
  const failing = readFailOn(values['fail-on']);
  if (positionals.length === 0) throw new UsageError('Give a Dockerfile or a glob.');
  const found = await findFiles(positionals);

  const builder =
    values.builder === undefined ? undefined : await askBuilder(values.builder, terminal.signal);
  const surroundings: Surroundings = { ...given, ...(builder && { builder }) };
  const places = {
    ...(values.builder !== undefined && { builder: values.builder }),
    engineImages: values.pull !== true,
  };
  const list = listOnce(terminal.list ?? listFolderNow);
  const readBake = once(
    (folder, names) => [folder, ...names].join('\n'),
    bakeReader(isOffline, terminal.signal),
  );
  const ports: SharedPorts = {
    readBake,
    readProject: fileProjects(platforms, readBake, list),
    surroundings,
    asked: {
      images: askImagesOnce(isOffline ? askNobody : askRegistries(places, terminal)),
      buildPlatform: once(
        () => '',
        async () => {
          if (isOffline || builder !== undefined) return undefined;
          const platform = await askBuildPlatform(terminal.signal);
          return platform.known ? platform.value : undefined;
        },
      ),
      signal: terminal.signal,
      list,
    },
  };
  const keeps = format === 'sarif' ? 'edits' : 'findings';
  const threads = countThreads(found.files.length, process.env);
  const checked =
    values.fix === true
      ? await mend(await checkAlone(found.files, ports, withAnalysis))
      : await checkTogether(
          found.files,
          ports,
          printedOf[keeps],
          terminal.startThreads?.({ given: platforms, surroundings, keeps }, threads - 1) ?? [],
        );
  const result: Result = {
    files: checked.files,
    problems: distinctProblems([...found.problems, ...checked.problems]),
  };
  for (const problem of result.problems) {
    const place = problem.range === undefined ? `multiarch ${name}: ` : '';
    terminal.writeError(`${place}${problemText(problem)}\n`);
  }
  if (result.files.length > 0 || format !== 'text') terminal.write(print[format](result));
  if (format === 'text') terminal.write(await leftOutText(result.files, { readBake, list }));
  return verdict(result, failing, values['require-facts'] === true);
}

/** What was found in the files that could be judged, and what is wrong with others. */
interface Result {
  readonly files: readonly CheckedFile[];
  readonly problems: readonly FileProblem[];
}

const print: Readonly<Record<'text' | 'json' | 'sarif', (result: Result) => string>> = {
  text: ({ files }) => checkedFilesText(files, Date.now()),
  json: ({ files, problems }) =>
    `${JSON.stringify({ files: files.map(toJson), problems }, null, 2)}\n`,
  sarif: ({ files, problems }) =>
    `${JSON.stringify(sarifLog(files, problems, process.cwd()), null, 2)}\n`,
};

/** Writes the safe fixes, and gives what is left. A file that cannot be written stays as it is. */
async function mend({ files, problems: before }: Checked<AnalyzedFile>): Promise<Result> {
  const mended: CheckedFile[] = [];
  const problems = [...before];
  for (const file of files) {
    const { text, analysis, fixed } = mendText(file.text, file.analysis, file.look);
    try {
      if (text !== file.text) await replaceFile(file.path, text);
      mended.push({ ...file, text, analysis, fixed });
    } catch (error) {
      if (!(error instanceof CommandError)) throw error;
      problems.push({ path: file.path, severity: 'error', message: error.message });
      mended.push({ ...file, fixed: {} });
    }
  }
  return { files: mended, problems };
}

/** Which findings fail, by the word of `--fail-on`. */
const failures: Readonly<Record<string, readonly Finding['severity'][]>> = {
  error: ['error'],
  warning: ['error', 'warning'],
  note: ['error', 'warning', 'information', 'hint'],
  never: [],
};

function readFailOn(word = 'error'): readonly Finding['severity'][] {
  const failing = Object.hasOwn(failures, word) ? failures[word] : undefined;
  if (failing !== undefined) return failing;
  throw new UsageError(`--fail-on is ${Object.keys(failures).join(', ')}, not "${word}".`);
}

function verdict(
  { files, problems }: Result,
  failing: readonly Finding['severity'][],
  requiresFacts: boolean,
): ExitCode {
  if (problems.some(({ severity }) => severity === 'error')) return exitCode.failed;
  const findings = files.flatMap(({ analysis }) => findingsOf(analysis));
  if (findings.some(({ severity }) => failing.includes(severity))) return exitCode.found;
  const missesFacts = files.some(
    (file) =>
      unknownsOf(file).length > 0 ||
      file.origins.some(({ remembered }) => remembered !== undefined),
  );
  return requiresFacts && missesFacts ? exitCode.failed : exitCode.done;
}

/** The public JSON of one file (docs/cli.md). */
function toJson(file: CheckedFile) {
  const { path, analysis, origins, fixed, beside } = file;
  return {
    path,
    ...(fixed !== undefined && { fixed: countFixed(fixed), fixedRules: fixed }),
    ...(beside !== undefined && { beside }),
    targets: analysis.targets,
    findings: findingsOf(analysis).map(findingJson),
    unknown: unknownsOf(file).map(unknownJson),
    images: origins,
  };
}

function findingJson({ rule, severity, message, range, platforms }: CheckedFinding) {
  return { rule, severity, message: renderMessage(message), range, platforms };
}

function unknownJson({ reference, reason, range, platforms }: Analysis['unknown'][number]) {
  return { reference, reason: reason.message, range, platforms };
}
