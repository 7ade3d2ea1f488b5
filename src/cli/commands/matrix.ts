import { renderMessage } from '../../core/analysis/finding.ts';
import { buildMatrix, type Matrix, type MatrixRow } from '../../core/analysis/matrix.ts';
import type { Builder } from '../../core/build/workerNode.ts';
import type { Fact } from '../../core/facts.ts';
import { askBuilder } from '../builders.ts';
import { buildOptions, readGivenBuild } from '../buildOptions.ts';
import type { Command } from '../commandLine.ts';
import { imageOrigins, originNotes } from '../imageOrigins.ts';
import { askNobody, askRegistries, offline } from '../lookUp.ts';
import { lookUntilKnown } from '../lookUntilKnown.ts';
import { sourcesText } from '../checkedFilesText.ts';
import { matrixText } from '../matrixText.ts';
import { readOneBuild } from '../oneBuild.ts';
import { parseCall, readFormat } from '../options.ts';
import { UsageError, exitCode } from '../terminal.ts';

/** `multiarch matrix <file>`: what becomes of each stage on each platform. */
export const matrixCommand: Command = {
  help: `Usage: multiarch matrix <file> [options]

Says for each stage and target platform how it runs: native, hardware (another instruction set of the
same processor), emulated, runnable (how is not known), cross (on the build platform, for another),
copy-only, missing-base, wrong-files, not-runnable, not-reached, or unknown, each with the
reason.

  <file>                   a Dockerfile
  --platform a,b           target platforms (default: what the file's comment, .multiarch.yaml, a
                           bake or a compose file says, else linux/amd64,linux/arm64)
  --target NAME            the stage to build (default: the last one)
  --build-arg NAME=value   a build argument, as for docker build; may be repeated
  --build-context NAME=…   a named build context, as for docker build; may be repeated
  --builder NAME           a builder of docker buildx (default: the current one)
  --no-builder             ask no builder
  --pull                   as for docker build: not the engine's own images, but the registries'
  --build-platform P       platform of the builder, when none is asked
  --offline                ask no registry
  --format text|json       text for people (default), JSON for programs (docs/cli.md)

Exit codes: 0 the build is possible as far as is known; 1 BuildKit refuses it, or an image has nothing
for a platform; 2 bad usage, or it could not be done.
`,
  async run(args, terminal) {
    const { values, positionals } = parseCall(args, {
      ...buildOptions,
      builder: { type: 'string' },
      'no-builder': { type: 'boolean' },
    });
    const format = readFormat(values.format);
    if (values['no-builder'] === true && values.builder !== undefined) {
      throw new UsageError('--builder and --no-builder exclude each other.');
    }
    const { buildPlatform, ...call } = readGivenBuild(values);
    const [file, ...more] = positionals;
    if (file === undefined || more.length > 0) throw new UsageError('Give one Dockerfile.');
    const isOffline = values.offline === true;
    const { text, options, ...around } = await readOneBuild(
      file,
      call,
      isOffline,
      terminal.signal,
      terminal.list,
    );
    const builder =
      values['no-builder'] === true ? notAsked : await askBuilder(values.builder, terminal.signal);
    const places = {
      ...(values.builder !== undefined && { builder: values.builder }),
      engineImages: values.pull !== true && values['no-builder'] !== true,
    };
    const { images, ...matrix } = await lookUntilKnown(
      (known) => ({
        ...buildMatrix({
          text,
          ...options,
          ...(buildPlatform !== undefined && { buildPlatform }),
          builder,
          bases: known.bases,
          image: (name) => known.images.get(name) ?? offline,
        }),
        images: known.images,
      }),
      isOffline ? askNobody : askRegistries(places, terminal),
    );
    const origins = imageOrigins(matrix.needs.images, images);
    terminal.write(
      format === 'json'
        ? `${JSON.stringify({ ...toJson(matrix), images: origins }, null, 2)}\n`
        : `${matrixText(matrix)}${originNotes(origins, Date.now())}${sourcesText([around])}`,
    );
    return matrix.problems.length > 0 || matrix.stages.some(isMissing)
      ? exitCode.found
      : exitCode.done;
  },
};

const notAsked: Fact<Builder> = {
  known: false,
  reason: { code: 'lookups-off', message: 'No builder was asked (--no-builder).' },
};

function isMissing({ cells }: MatrixRow): boolean {
  return cells.some(({ state }) => state === 'missing-base');
}

/** The public JSON (docs/cli.md). */
function toJson({ targets, stages, problems }: Matrix) {
  return {
    targets,
    problems: problems.map(({ message, range }) => ({ message, range })),
    stages: stages.map(({ index, name, base, cells }) => ({
      index,
      name,
      base,
      cells: cells.map(({ platform, state, reason }) => ({
        platform,
        state,
        reason: renderMessage(reason),
      })),
    })),
  };
}
