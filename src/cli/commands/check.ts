import { analyze, type Analysis } from '../../core/analysis/analyze.ts';
import { renderMessage, type Finding } from '../../core/analysis/finding.ts';
import type { Command } from '../commandLine.ts';
import { askBuildPlatform } from '../builders.ts';
import { findFiles, readDockerfile } from '../files.ts';
import { imageOrigins } from '../imageOrigins.ts';
import { lookUp, offline } from '../lookUp.ts';
import {
  parseCall,
  readBuildArgs,
  readBuildPlatform,
  readFormat,
  readPlatforms,
} from '../options.ts';
import { checkedFilesText, type CheckedFile } from '../checkedFilesText.ts';
import { UsageError, exitCode } from '../terminal.ts';

/** `multiarch check <file or glob…>`: what goes wrong on which platform, before any build. */
export const checkCommand: Command = {
  help: `Usage: multiarch check <file or glob…> [options]

Says what goes wrong on which platform, before any build. Base images are looked up in their
registries; what could not be looked up is listed and never guessed.

  <file or glob…>        Dockerfiles, e.g. Dockerfile or "**/Dockerfile*"
  --platform a,b         target platforms (default: linux/amd64,linux/arm64)
  --build-arg NAME=value a build argument, as for docker build; may be repeated
  --build-platform P     platform of the builder (default: the current builder's, asked if needed)
  --pull                 as for docker build: not the engine's own images, but the registries'
  --require-facts        fail with exit code 2 when something stayed unknown, or is only remembered
  --offline              ask no registry and no builder
  --format text|json     text for people (default), JSON for programs (docs/cli.md)

Exit codes: 0 no error found; 1 errors found; 2 bad usage, or it could not be done.
`,
  async run(args, terminal) {
    const { values, positionals } = parseCall(args, {
      platform: { type: 'string', multiple: true },
      'build-arg': { type: 'string', multiple: true },
      'build-platform': { type: 'string' },
      'require-facts': { type: 'boolean' },
      pull: { type: 'boolean' },
      offline: { type: 'boolean' },
      format: { type: 'string' },
    });
    const format = readFormat(values.format);
    const targets = readPlatforms(values.platform);
    const buildArgs = readBuildArgs(values['build-arg'], process.env);
    if (positionals.length === 0) throw new UsageError('Give a Dockerfile or a glob.');
    const files = await Promise.all(
      (await findFiles(positionals)).map(async (path) => ({
        path,
        text: await readDockerfile(path, terminal.signal),
      })),
    );

    const isOffline = values.offline === true;
    let buildPlatform = readBuildPlatform(values['build-platform']);
    const look = (text: string, facts: Awaited<ReturnType<typeof lookUp>>) =>
      analyze({
        text,
        targets,
        buildArgs,
        ...(buildPlatform !== undefined && { buildPlatform }),
        image: (reference) => facts.get(reference) ?? offline,
      });
    const lookAtAll = () => files.map(({ text }) => look(text, new Map()));
    let first = lookAtAll();
    if (!isOffline && first.some((analysis) => analysis.needsBuildPlatform)) {
      const asked = await askBuildPlatform(terminal.signal);
      if (asked.known) {
        buildPlatform = asked.value;
        first = lookAtAll();
      }
    }
    const needs = [...new Set(first.flatMap((analysis) => analysis.needs))];
    const facts = await lookUp(
      isOffline ? [] : needs,
      { engineImages: values.pull !== true },
      terminal.signal,
    );
    const checked = files.map(({ path, text }) => {
      const analysis = look(text, facts);
      const references = analysis.sites.map(({ reference }) => reference);
      return { path, text, analysis, origins: imageOrigins(references, facts) };
    });

    terminal.write(
      format === 'json'
        ? `${JSON.stringify({ files: checked.map(toJson) }, null, 2)}\n`
        : checkedFilesText(checked, Date.now()),
    );
    const analyses = checked.map(({ analysis }) => analysis);
    if (analyses.some(({ findings }) => findings.some(({ severity }) => severity === 'error'))) {
      return exitCode.found;
    }
    const missingFacts =
      analyses.some(({ unknown }) => unknown.length > 0) ||
      checked.some(({ origins }) => origins.some(({ remembered }) => remembered !== undefined));
    return values['require-facts'] === true && missingFacts ? exitCode.failed : exitCode.done;
  },
};

/** The public JSON of one file (docs/cli.md). */
function toJson({ path, analysis, origins }: CheckedFile) {
  return {
    path,
    targets: analysis.targets,
    findings: analysis.findings.map(findingJson),
    unknown: analysis.unknown.map(unknownJson),
    images: origins,
  };
}

function findingJson({ rule, severity, message, range, platforms }: Finding) {
  return { rule, severity, message: renderMessage(message), range, platforms };
}

function unknownJson({ reference, reason }: Analysis['unknown'][number]) {
  return { reference, reason: reason.message };
}
