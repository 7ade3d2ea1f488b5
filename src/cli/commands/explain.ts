import { analyze } from '../../core/analysis/analyze.ts';
import { renderMessage } from '../../core/analysis/finding.ts';
import {
  baseImageOptions,
  neededBaseImages,
  triggerText,
  type BaseImageNeed,
} from '../../core/dockerfile/baseImages.ts';
import { parseDockerfile } from '../../core/dockerfile/instructions.ts';
import { resolveBuild, type TargetResolution } from '../../core/dockerfile/resolve.ts';
import { explainBuild } from '../../core/explain/explainBuild.ts';
import { explanationMarkdown } from '../../core/explain/explanationMarkdown.ts';
import type { Fact } from '../../core/facts.ts';
import { askBuilder, buildPlatformOfBuilder } from '../builders.ts';
import { buildOptions, readGivenBuild } from '../buildOptions.ts';
import type { Command } from '../commandLine.ts';
import { sourcesText } from '../checkedFilesText.ts';
import { explainText, proseText } from '../explainText.ts';
import { askNobody, askRegistries, offline } from '../lookUp.ts';
import { lookUntilKnown } from '../lookUntilKnown.ts';
import { readOneBuild } from '../oneBuild.ts';
import { parseCall, readFormat } from '../options.ts';
import { UsageError, exitCode, printable } from '../terminal.ts';

/** `multiarch explain <file>`: what each stage is and sees on each platform. */
export const explainCommand: Command = {
  help: `Usage: multiarch explain <file> [options]

Says in words what a build does with each stage on each target platform: which image it is built on and
why, what runs natively and what under emulation on the current builder, what is done once for several
targets, where it cross-compiles or could, and what comes out. Then, for each target, which variables every
stage sees, what its base makes it do first (ONBUILD), and what is pulled. Images are looked up in their
registries; what could not be looked up is unknown and never guessed.

  <file>                   a Dockerfile
  --platform a,b           target platforms (default: what the file's comment, .multiarch.yaml, a
                           bake or a compose file says, else linux/amd64,linux/arm64)
  --target NAME            the stage to build (default: the last one)
  --build-arg NAME=value   a build argument, as for docker build; may be repeated
  --build-context NAME=…   a named build context, as for docker build; may be repeated
  --build-platform P       platform of the builder (default: the current builder's)
  --pull                   as for docker build: not the engine's own images, but the registries'
  --offline                ask no registry and no builder
  --format F               text for people (default), markdown for a page, json for programs (docs/cli.md)

Exit codes: 0 the build is possible as far as is known; 1 BuildKit refuses it; 2 bad usage, or it
could not be done.
`,
  async run(args, terminal) {
    const { values, positionals } = parseCall(args, buildOptions);
    const format =
      values.format === 'markdown' ? 'markdown' : readFormat(values.format, ' or "markdown"');
    const { buildPlatform: given, ...call } = readGivenBuild(values);
    const [file, ...more] = positionals;
    if (file === undefined || more.length > 0) throw new UsageError('Give one Dockerfile.');
    const { signal } = terminal;
    const isOffline = values.offline === true;
    const { text, options, ...around } = await readOneBuild(
      file,
      call,
      isOffline,
      signal,
      terminal.list,
    );
    const builder = isOffline ? noBuilderAsked : await askBuilder(undefined, signal);
    const answer = given === undefined ? buildPlatformOfBuilder(builder) : undefined;
    const buildPlatform = answer?.known ? answer.value : given;
    const build = {
      ...options,
      ...(buildPlatform !== undefined && { buildPlatform }),
    };
    const dockerfile = parseDockerfile(text);
    const { targets, analysis, image } = await lookUntilKnown(
      ({ images, bases }) => {
        const resolution = resolveBuild(dockerfile, { ...build, ...baseImageOptions(bases) });
        const image = (reference: string) => images.get(reference) ?? offline;
        const base = ({ key }: BaseImageNeed) => bases.get(key) ?? offline;
        const asked = { ...build, text, dockerfile, builder, image, base, everyConfig: true };
        const analysis = analyze(asked);
        return {
          ...{ targets: resolution.targets, analysis, image },
          needs: {
            images: analysis.needs,
            bases: [...neededBaseImages(resolution), ...analysis.needsBases],
          },
        };
      },
      isOffline ? askNobody : askRegistries({ engineImages: values.pull !== true }, terminal),
    );
    const explanation = explainBuild({ analysis, image, builder });
    const isAsked = given === undefined && mayNeedBuildPlatform(text);
    const hint =
      isAsked && answer && !answer.known ? `\n${builderHint(answer.reason.message)}` : '';
    terminal.write(
      format === 'json'
        ? `${JSON.stringify({ targets: targets.map(toJson), explanation }, null, 2)}\n`
        : format === 'markdown'
          ? explanationMarkdown(explanation, file, renderMessage)
          : [proseText(explanation), ...targets.map(explainText), sourcesText([around])]
              .filter(Boolean)
              .join('\n') + hint,
    );
    return targets.some(({ problems }) => problems.length > 0) ? exitCode.found : exitCode.done;
  },
};

/** The automatic arguments that tell of the builder. */
const OF_THE_BUILDER = /\bBUILD(?:PLATFORM|OS|OSVERSION|ARCH|VARIANT)\b/;

/** Whether the builder has to be asked: a comment that names such an argument does no harm. */
function mayNeedBuildPlatform(text: string): boolean {
  return OF_THE_BUILDER.test(text);
}

const noBuilderAsked: Fact<never> = {
  known: false,
  reason: { code: 'lookups-off', message: 'No builder was asked (--offline).' },
};

function builderHint(reason: string): string {
  return `The build platform is not known. ${printable(reason)} Give it with --build-platform, e.g. --build-platform linux/amd64.\n`;
}

/** The public JSON of one target (docs/cli.md). */
function toJson({ platform, stages, pulls, problems }: TargetResolution) {
  return {
    platform,
    stages: stages.map((stage) => ({
      index: stage.index,
      name: stage.name,
      range: stage.range,
      base: {
        written: stage.base.written,
        resolved: stage.base.resolved,
        kind: stage.base.kind,
        range: stage.base.range,
      },
      platform: stage.platform,
      reached: stage.reached,
      environment: stage.environment,
      onbuild: stage.triggers.map(triggerText),
      unknown: stage.unknown,
    })),
    pulls: pulls.map((pull) => ({
      reference: pull.reference,
      platform: pull.platform,
      by: pull.by,
      stage: pull.stage,
      range: pull.range,
    })),
    problems: problems.map(({ message, range }) => ({ message, range })),
  };
}
