import {
  resolveBuild,
  type StageResolution,
  type TargetResolution,
} from '../../core/dockerfile/resolve.ts';
import type { Command } from '../commandLine.ts';
import { readDockerfile } from '../files.ts';
import {
  parseCall,
  readBuildArgs,
  readBuildPlatform,
  readContexts,
  readFormat,
  readPlatforms,
} from '../options.ts';
import { UsageError, exitCode, printable } from '../terminal.ts';

/** `multiarch explain <file>`: what each stage is and sees on each platform. */
export const explainCommand: Command = {
  help: `Usage: multiarch explain <file> [options]

Says for each target platform what every stage is built on and for, whether the build needs it, which
variables it sees and what is pulled: what BuildKit will do, without asking anybody.

  <file>                   a Dockerfile
  --platform a,b           target platforms (default: linux/amd64,linux/arm64)
  --target NAME            the stage to build (default: the last one)
  --build-arg NAME=value   a build argument, as for docker build; may be repeated
  --build-context NAME=…   a named build context, as for docker build; may be repeated
  --build-platform P       platform of the builder; BUILDPLATFORM is unknown without it
  --format text|json       text for people (default), JSON for programs (docs/cli.md)

Exit codes: 0 the build is possible as far as the file tells; 1 BuildKit refuses it; 2 bad usage.
`,
  async run(args, terminal) {
    const { values, positionals } = parseCall(args, {
      platform: { type: 'string', multiple: true },
      target: { type: 'string' },
      'build-arg': { type: 'string', multiple: true },
      'build-context': { type: 'string', multiple: true },
      'build-platform': { type: 'string' },
      format: { type: 'string' },
    });
    const format = readFormat(values.format);
    const targets = readPlatforms(values.platform);
    const buildArgs = readBuildArgs(values['build-arg'], process.env);
    const buildPlatform = readBuildPlatform(values['build-platform']);
    const [file, ...more] = positionals;
    if (file === undefined || more.length > 0) throw new UsageError('Give one Dockerfile.');
    const resolution = resolveBuild(await readDockerfile(file, terminal.signal), {
      targets,
      buildArgs,
      contexts: readContexts(values['build-context']),
      ...(buildPlatform !== undefined && { buildPlatform }),
      ...(values.target !== undefined && { target: values.target }),
    });
    terminal.write(
      format === 'json'
        ? `${JSON.stringify({ targets: resolution.targets.map(toJson) }, null, 2)}\n`
        : resolution.targets.map(toText).join('\n'),
    );
    const refused = resolution.targets.some(({ problems }) => problems.length > 0);
    return refused ? exitCode.found : exitCode.done;
  },
};

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

function toText({ platform, stages, pulls, problems }: TargetResolution): string {
  return [
    platform,
    ...problems.map(
      ({ message, range }) => `  line ${range.start.line + 1}: ${printable(message)}`,
    ),
    ...stages.flatMap(stageText),
    ...pulls.map(
      (pull) =>
        `  pulls ${printable(pull.reference)} for ${pull.platform ?? 'an unknown platform'} (${pull.by}, line ${pull.range.start.line + 1})`,
    ),
    '',
  ].join('\n');
}

function stageText({ index, name, base, platform, reached, environment }: StageResolution) {
  const title = name === undefined ? `stage ${index}` : `stage ${index} “${name}”`;
  const resolved = base.resolved ?? 'unknown';
  const from = resolved === base.written ? resolved : `${base.written} → ${resolved}`;
  const facts = reached ? `for ${platform ?? 'an unknown platform'}` : 'not reached';
  return [
    `  ${title}: ${printable(from)}, ${facts}`,
    ...Object.entries(environment).map(
      ([variable, value]) =>
        `    ${printable(variable)}${'value' in value ? `=${printable(value.value)}` : ` is unknown: ${printable(value.unknown)}`}`,
    ),
  ];
}
