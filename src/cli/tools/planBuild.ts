import path from 'node:path';
import { currentEngine } from '../../adapters/docker/contexts.ts';
import { readEngine } from '../../adapters/docker/engine.ts';
import {
  buildArguments,
  buildOutputs,
  type BuildOutput,
  type BuildRequest,
} from '../../core/build/buildRequest.ts';
import { commandLine } from '../../core/build/commandLine.ts';
import { judgeBuild } from '../../core/build/judgeBuild.ts';
import { chooseNodes } from '../../core/build/nodeChoice.ts';
import { alternativesTo, type OutputAlternative } from '../../core/build/outputAlternatives.ts';
import { withoutSecretValues } from '../../core/build/secretArguments.ts';
import type { Builder } from '../../core/build/workerNode.ts';
import { askBuilder } from '../builders.ts';
import { readOneBuild } from '../oneBuild.ts';
import { readGivenPlatforms } from '../options.ts';
import { buildFields } from './buildFields.ts';
import { pathInRoots, shownPath } from './roots.ts';
import { list, object, oneOf, text } from './shapes.ts';
import { defineTool, few, short, type ToolSurroundings } from './tool.ts';

/** What a build would do, without doing it. */
export const planBuild = defineTool({
  name: 'plan_build',
  title: 'Plan a build',
  description:
    'Plans a docker buildx build of a Dockerfile without running it: the exact command, whether the builder can produce this output for these platforms, which node builds each platform and whether it runs there natively or is emulated, and what to do instead where it cannot be done (for example --load of several platforms into the classic image store). Use it before running docker buildx build.',
  asksRegistries: false,
  fields: {
    ...buildFields,
    context: {
      kind: 'text',
      description: 'Folder of the build context. Left out: the folder of the Dockerfile.',
    },
    tags: {
      kind: 'texts',
      description: 'Names of the image, for example ["ghcr.io/owner/app:1.0"].',
    },
    output: {
      kind: 'choice',
      choices: buildOutputs,
      description:
        'What becomes of the result: push to the registry of the tags, load into the Docker engine, an oci or docker archive, local files, a tar, a push by digest, or only the cache. Left out: push with tags, load without.',
    },
    builder: {
      kind: 'text',
      description: 'A builder of docker buildx. Left out: the current one.',
    },
  },
  output: object(
    {
      command: text,
      platforms: list(text),
      verdict: oneOf('possible', 'impossible', 'unknown'),
      nodes: list(object({ platform: text, node: text, runs: text }, { emulator: text })),
      remarks: list(text),
      instead: list(object({ what: text, commands: list(text) })),
    },
    { builder: text, refusal: object({ code: text, message: text }) },
  ),
  async run(input, around) {
    const request = await requestOf(input, around);
    const [builder, engine] = await Promise.all([
      askBuilder(request.builder, around.signal),
      readLoadEngine(around.signal),
    ]);
    const known = builder.known ? builder.value : undefined;
    const surroundings = { builder: known, ...(engine && { engine }) };
    const verdict = judgeBuild(request, surroundings);
    const { nodes, remarks } = nodesOf(known, request.platforms);
    return {
      command: shown(request),
      platforms: request.platforms,
      ...(known && { builder: known.name }),
      verdict: verdict.state,
      ...(verdict.state === 'impossible' && { refusal: verdict.refusal }),
      nodes,
      remarks: [...(builder.known ? [] : [short(builder.reason.message)]), ...remarks],
      instead:
        verdict.state === 'impossible'
          ? few(alternativesTo(request, surroundings)).map(alternative)
          : [],
    };
  },
});

async function requestOf(input: PlanInput, around: ToolSurroundings): Promise<BuildRequest> {
  const { roots, signal } = around;
  const file = await pathInRoots(input.file, roots);
  const context =
    input.context === undefined ? path.dirname(file) : await pathInRoots(input.context, roots);
  const given = {
    platforms: readGivenPlatforms(input.platforms),
    target: input.target,
    buildArgs: input.buildArgs ?? {},
    contexts: {},
  };
  const { options } = await readOneBuild(file, given, false, signal, around.list);
  const { targets: platforms, target, buildArgs, contexts } = options;
  const builder = input.builder ?? around.builder;
  const tags = input.tags ?? [];
  return {
    file: await shownPath(file, roots),
    context: (await shownPath(context, roots)) || '.',
    ...{ platforms, tags, buildArgs, contexts },
    ...(target !== undefined && { target }),
    output: input.output ?? (tags.length > 0 ? 'push' : 'load'),
    ...(builder !== undefined && { builder }),
  };
}

interface PlanInput {
  readonly file: string;
  readonly context?: string | undefined;
  readonly platforms?: readonly string[] | undefined;
  readonly target?: string | undefined;
  readonly buildArgs?: Readonly<Record<string, string>> | undefined;
  readonly tags?: readonly string[] | undefined;
  readonly output?: BuildOutput | undefined;
  readonly builder?: string | undefined;
}

/** The engine that `--load` writes to; undefined while none answers. */
async function readLoadEngine(signal: AbortSignal) {
  const address = await currentEngine({
    environment: process.env,
    platform: process.platform,
  });
  const answer = address && (await readEngine(address, signal));
  return answer?.ok ? answer.value : undefined;
}

function nodesOf(builder: Builder | undefined, platforms: readonly string[]) {
  if (builder === undefined) return { nodes: [], remarks: [] };
  const { choices, surprises, waitsFor } = chooseNodes(builder, platforms);
  return {
    nodes: choices.map(({ platform, node, outlook }) => ({
      ...{ platform, node, runs: outlook.state },
      ...('emulator' in outlook && { emulator: outlook.emulator.name }),
    })),
    remarks: [
      ...surprises.map(({ code }) => code),
      ...waitsFor.map((node) => `The node ${node} was not started: what it builds is not known.`),
    ],
  };
}

function alternative(each: OutputAlternative) {
  switch (each.kind) {
    case 'change':
      return { what: each.code, commands: [shown(each.request)] };
    case 'each':
      return { what: 'a build for each platform', commands: few(each.requests).map(shown) };
    case 'prepare':
      return { what: each.code, commands: [] };
  }
}

/** The command as it can be pasted; values of arguments that are named as secrets are, are left out. */
function shown(request: BuildRequest): string {
  return commandLine(['docker', ...withoutSecretValues(buildArguments(request))]);
}
