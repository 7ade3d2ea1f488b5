import {
  baseImageOptions,
  neededBaseImages,
  triggerText,
} from '../../core/dockerfile/baseImages.ts';
import { resolveBuild, type TargetResolution } from '../../core/dockerfile/resolve.ts';
import type { Fact } from '../../core/facts.ts';
import { askBuildPlatform } from '../builders.ts';
import type { Command } from '../commandLine.ts';
import { sourcesText } from '../checkedFilesText.ts';
import { explainText } from '../explainText.ts';
import { askNobody, askRegistries } from '../lookUp.ts';
import { lookUntilKnown } from '../lookUntilKnown.ts';
import { readOneBuild } from '../oneBuild.ts';
import {
  parseCall,
  readBuildArgs,
  readBuildPlatform,
  readContexts,
  readFormat,
  readGivenPlatforms,
} from '../options.ts';
import { UsageError, exitCode, printable } from '../terminal.ts';

/** `multiarch explain <file>`: what each stage is and sees on each platform. */
export const explainCommand: Command = {
  help: `Usage: multiarch explain <file> [options]

Says for each target platform what every stage is built on and for, whether the build needs it, which
variables it sees, what its base makes it do first (ONBUILD), and what is pulled. The configs of base
images are looked up in their registries; what could not be looked up is unknown and never guessed.

  <file>                   a Dockerfile
  --platform a,b           target platforms (default: what the file's comment, .multiarch.yaml, a
                           bake or a compose file says, else linux/amd64,linux/arm64)
  --target NAME            the stage to build (default: the last one)
  --build-arg NAME=value   a build argument, as for docker build; may be repeated
  --build-context NAME=…   a named build context, as for docker build; may be repeated
  --build-platform P       platform of the builder (default: the current builder's, asked if needed)
  --pull                   as for docker build: not the engine's own images, but the registries'
  --offline                ask no registry and no builder
  --format text|json       text for people (default), JSON for programs (docs/cli.md)

Exit codes: 0 the build is possible as far as is known; 1 BuildKit refuses it; 2 bad usage, or it
could not be done.
`,
  async run(args, terminal) {
    const { values, positionals } = parseCall(args, {
      platform: { type: 'string', multiple: true },
      target: { type: 'string' },
      'build-arg': { type: 'string', multiple: true },
      'build-context': { type: 'string', multiple: true },
      'build-platform': { type: 'string' },
      pull: { type: 'boolean' },
      offline: { type: 'boolean' },
      format: { type: 'string' },
    });
    const format = readFormat(values.format);
    const call = {
      platforms: readGivenPlatforms(values.platform),
      target: values.target,
      buildArgs: readBuildArgs(values['build-arg'], process.env),
      contexts: readContexts(values['build-context']),
    };
    const given = readBuildPlatform(values['build-platform']);
    const [file, ...more] = positionals;
    if (file === undefined || more.length > 0) throw new UsageError('Give one Dockerfile.');
    const { signal } = terminal;
    const isOffline = values.offline === true;
    const { text, options, ...around } = await readOneBuild(file, call, isOffline, signal);
    const asked = given === undefined && mayNeedBuildPlatform(text);
    const answer = asked && (isOffline ? noBuilderAsked : await askBuildPlatform(signal));
    const buildPlatform = answer && answer.known ? answer.value : given;
    const { targets } = await lookUntilKnown(
      ({ bases }) => {
        const resolution = resolveBuild(text, {
          ...options,
          ...baseImageOptions(bases),
          ...(buildPlatform !== undefined && { buildPlatform }),
        });
        return { ...resolution, needs: { images: [], bases: neededBaseImages(resolution) } };
      },
      isOffline ? askNobody : askRegistries({ engineImages: values.pull !== true }, terminal),
    );
    const hint = answer && !answer.known ? `\n${builderHint(answer.reason.message)}` : '';
    terminal.write(
      format === 'json'
        ? `${JSON.stringify({ targets: targets.map(toJson) }, null, 2)}\n`
        : [...targets.map(explainText), sourcesText([around])].filter(Boolean).join('\n') + hint,
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

const noBuilderAsked: Fact<string> = {
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
