import type { Analysis } from '../../core/analysis/analyze.ts';
import { renderMessage, type Finding } from '../../core/analysis/finding.ts';
import { askBuilder, askBuildPlatform } from '../builders.ts';
import { checkedFilesText, type CheckedFile } from '../checkedFilesText.ts';
import { checkAll, type AnalyzedFile, type File, type Surroundings } from '../checkFiles.ts';
import type { Command } from '../commandLine.ts';
import { fileProjects, refuseProject } from '../fileProjects.ts';
import { servicesReader } from '../servicesReader.ts';
import { findFiles, mapLimited, readDockerfile } from '../files.ts';
import { mendText, replaceFile } from '../fixFiles.ts';
import { askNobody, askRegistries } from '../lookUp.ts';
import {
  parseCall,
  readBuildArgs,
  readBuildPlatform,
  readContexts,
  readFormat,
  readGivenPlatforms,
} from '../options.ts';
import { sarifLog } from '../sarif.ts';
import { UsageError, exitCode, type ExitCode } from '../terminal.ts';

/** `multiarch check <file or glob…>`: what goes wrong on which platform, before any build. */
export const checkCommand: Command = {
  help: `Usage: multiarch check <file or glob…> [options]

Says what goes wrong on which platform, before any build. Base images are looked up in their
registries; what could not be looked up is listed and never guessed.

  <file or glob…>        Dockerfiles and compose files, e.g. Dockerfile or "**/Dockerfile*"
  --platform a,b         target platforms (default: what the file's comment, .multiarch.yaml, a bake
                         or a compose file says, else linux/amd64,linux/arm64)
  --target STAGE         the stage to build (default: the last one)
  --build-arg NAME=value a build argument, as for docker build; may be repeated
  --build-context N=V    a named context, as for docker build; may be repeated
  --build-platform P     platform of the builder (default: the current builder's, asked if needed)
  --builder NAME         judge for this builder, too: what it would emulate or could not run
  --pull                 as for docker build: not the engine's own images, but the registries'
  --fix                  write the safe fixes into the files
  --require-facts        fail with exit code 2 when something stayed unknown, or is only remembered
  --offline              ask no registry and no builder
  --format F             text for people (default), json for programs, sarif for code hosts

Exit codes: 0 no error found; 1 errors found; 2 bad usage, or it could not be done.
`,
  async run(args, terminal) {
    const { values, positionals } = parseCall(args, {
      platform: { type: 'string', multiple: true },
      target: { type: 'string' },
      'build-arg': { type: 'string', multiple: true },
      'build-context': { type: 'string', multiple: true },
      'build-platform': { type: 'string' },
      builder: { type: 'string' },
      'require-facts': { type: 'boolean' },
      pull: { type: 'boolean' },
      fix: { type: 'boolean' },
      offline: { type: 'boolean' },
      format: { type: 'string' },
    });
    const format = values.format === 'sarif' ? 'sarif' : readFormat(values.format, ' or "sarif"');
    const isOffline = values.offline === true;
    const given = {
      target: values.target,
      buildArgs: readBuildArgs(values['build-arg'], process.env),
      contexts: readContexts(values['build-context']),
      buildPlatform: readBuildPlatform(values['build-platform']),
    };
    const readProject = fileProjects(
      readGivenPlatforms(values.platform),
      isOffline,
      terminal.signal,
    );
    if (positionals.length === 0) throw new UsageError('Give a Dockerfile or a glob.');
    const files = await mapLimited(await findFiles(positionals), async (path): Promise<File> => {
      const text = await readDockerfile(path, terminal.signal);
      return {
        path,
        text,
        ...(await readProject(path, text)),
        ...(await servicesReader(path, text)),
      };
    });
    for (const { project, declared, readServices } of files) {
      // What is no platform in a file that is judged itself, or in a comment, is a finding there.
      const isFinding = readServices !== undefined || declared.source.kind === 'comment';
      refuseProject({ project, declared: isFinding ? { ...declared, refused: [] } : declared });
    }

    const builder =
      values.builder === undefined ? undefined : await askBuilder(values.builder, terminal.signal);
    const surroundings: Surroundings = { ...given, ...(builder && { builder }) };
    const places = {
      ...(values.builder !== undefined && { builder: values.builder }),
      engineImages: values.pull !== true,
    };
    const ask = isOffline ? askNobody : askRegistries(places, terminal.signal);
    const checked = await checkAll(files, surroundings, ask, async () => {
      if (isOffline || builder !== undefined) return undefined;
      const asked = await askBuildPlatform(terminal.signal);
      return asked.known ? asked.value : undefined;
    });

    const shown = values.fix === true ? await mend(checked) : checked;
    terminal.write(print[format](shown));
    return verdict(shown, values['require-facts'] === true);
  },
};

const print: Readonly<
  Record<'text' | 'json' | 'sarif', (files: readonly CheckedFile[]) => string>
> = {
  text: (files) => checkedFilesText(files, Date.now()),
  json: (files) => `${JSON.stringify({ files: files.map(toJson) }, null, 2)}\n`,
  sarif: (files) => `${JSON.stringify(sarifLog(files, process.cwd()), null, 2)}\n`,
};

/** Writes the safe fixes, and gives what is left. */
async function mend(files: readonly AnalyzedFile[]): Promise<readonly CheckedFile[]> {
  const mended: CheckedFile[] = [];
  for (const file of files) {
    const { text, analysis, fixed } = mendText(file.text, file.analysis, file.look);
    if (text !== file.text) await replaceFile(file.path, text);
    mended.push({ ...file, text, analysis, fixed });
  }
  return mended;
}

function verdict(files: readonly CheckedFile[], requiresFacts: boolean): ExitCode {
  const findings = files.flatMap(({ analysis }) => analysis.findings);
  if (findings.some(({ severity }) => severity === 'error')) return exitCode.found;
  const missesFacts = files.some(
    ({ analysis, origins }) =>
      analysis.unknown.length > 0 || origins.some(({ remembered }) => remembered !== undefined),
  );
  return requiresFacts && missesFacts ? exitCode.failed : exitCode.done;
}

/** The public JSON of one file (docs/cli.md). */
function toJson({ path, analysis, origins, fixed }: CheckedFile) {
  return {
    path,
    ...(fixed !== undefined && { fixed }),
    targets: analysis.targets,
    findings: analysis.findings.map(findingJson),
    unknown: analysis.unknown.map(unknownJson),
    images: origins,
  };
}

function findingJson({ rule, severity, message, range, platforms }: Finding) {
  return { rule, severity, message: renderMessage(message), range, platforms };
}

function unknownJson({ reference, reason, range, platforms }: Analysis['unknown'][number]) {
  return { reference, reason: reason.message, range, platforms };
}
