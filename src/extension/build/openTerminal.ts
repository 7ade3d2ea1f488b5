import type { Pseudoterminal } from 'vscode';
import {
  buildArguments,
  type BuildOutput,
  type BuildRequest,
} from '../../core/build/buildRequest.ts';
import { targetsNamed, type BakedTarget, type BakePlan } from '../../core/project/bakePlan.ts';
import { directoryOf } from './buildDirectory.ts';
import type { BuildOrder } from './buildTerminal.ts';
import { checkedTerminal, type CheckedTerminalPorts } from './checkedTerminal.ts';
import { withUsualOutput } from './bake/usualOutput.ts';
import { readOutputFacts } from './outputFacts.ts';

/**
 * Makes the terminal of a build, which is checked before: of bake files docker tells first what they build.
 */
export async function openTerminal(
  ports: CheckedTerminalPorts,
  order: BuildOrder,
): Promise<Pseudoterminal> {
  return checkedTerminal(ports, { ...order, request: await withPlan(ports, order) });
}

/** The request with the platforms, tags and Dockerfiles of its targets; as it is where docker cannot tell. */
async function withPlan(
  { docker, builders }: CheckedTerminalPorts,
  order: BuildOrder,
): Promise<BuildRequest> {
  const { request } = order;
  const { bake } = request;
  if (bake === undefined) return request;
  // An output of the arguments could be an archive, which buildx empties when it only prints it.
  if (request.args?.some((word) => word.includes('output')) === true) return request;
  const args = buildArguments(request);
  const command = { directory: directoryOf(order).fsPath, files: bake.files, args };
  const printed = await docker.use(({ printBakePlan }, program) => printBakePlan(program, command));
  if (printed?.ok !== true) return request;
  const { builder } = await readOutputFacts({ builders }, request.builder, 'none');
  const targets = builtFor(printed.value).map((target) => withUsualOutput(target, builder?.driver));
  const platforms = [...new Set(targets.flatMap((target) => target.platforms))];
  const [only, ...others] = targets;
  const baked = { ...request, platforms, bake: { ...bake, plan: targets } };
  // The image of a single target is read back as that of any build.
  return only === undefined || others.length > 0
    ? baked
    : { ...baked, tags: only.tags, output: outputOf(only, bake.output) };
}

/** What others only build upon is nobody's output. */
function builtFor(plan: BakePlan): readonly BakedTarget[] {
  const wanted = targetsNamed(plan, ['default']);
  if (wanted.length === 0) return plan.targets;
  return plan.targets.map((target) =>
    wanted.includes(target) ? target : { ...target, outputs: ['cacheonly'] },
  );
}

function outputOf({ outputs }: BakedTarget, asked: BuildOutput = 'cache'): BuildOutput {
  if (outputs === undefined) return asked;
  if (outputs.includes('registry')) return 'push';
  return outputs.includes('docker') ? 'load' : 'cache';
}
