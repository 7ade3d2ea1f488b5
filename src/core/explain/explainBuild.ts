import type { Analysis } from '../analysis/analyze.ts';
import type { Finding } from '../analysis/finding.ts';
import { stageFlow, type StageFlow } from '../analysis/stageFlow.ts';
import { platformOutlook } from '../build/platformOutlook.ts';
import type { Builder } from '../build/workerNode.ts';
import type { Fact, ImageFacts } from '../facts.ts';
import type { Range } from '../text.ts';
import { pullsByStage } from './baseWords.ts';
import { crossWords } from './crossWords.ts';
import {
  at,
  say,
  type ExplainedCell,
  type ExplainedStage,
  type Explanation,
  type Sentence,
  type StageEdge,
} from './explanation.ts';
import { resultWords } from './resultWords.ts';
import { sharedSteps, type SharedSteps } from './sharedSteps.ts';
import { stageWords } from './stageWords.ts';
import { summaryWords } from './summaryWords.ts';

/** What {@link explainBuild} is asked. */
export interface ExplainInput {
  /** Of the Dockerfile, with all that was looked up. */
  readonly analysis: Analysis;
  /** What is known of an image, by canonical reference: as for the analysis. */
  readonly image: (reference: string) => Fact<ImageFacts>;
  readonly builder: Fact<Builder>;
}

/** Says in words what a build does with every stage on every target, and what comes out. Pure and total. */
export function explainBuild(input: ExplainInput): Explanation {
  const { analysis, image, builder } = input;
  const { dockerfile, resolution, targets } = analysis;
  const flow = stageFlow(dockerfile, resolution);
  const nodeOf = (target: string) => nodeFor(builder, target, targets) ?? '';
  const steps = sharedSteps(dockerfile, flow, resolution, nodeOf);
  const nodes = new Set(targets.map((target) => nodeFor(builder, target, targets)));
  const isOneNode = nodes.has(undefined) ? undefined : nodes.size === 1;
  const refused = refusals(analysis);
  // What is refused for all targets is not built at all, so there is nothing to tell of it.
  const isBuilt = resolution.targets.some(({ problems }) => problems.length === 0);
  const cells = analysis.matrix.map((row) => cellsOf(row.cells, steps[row.index]));
  const results = new Set(resolution.targets.flatMap(({ result }) => result ?? []));
  const findings = findingsByStage(analysis.findings, flow);
  const pulls = pullsByStage(resolution);
  const sources = { flow, resolution, pulls, image, targets, steps, isOneNode };
  const stages = flow.stages.map(({ index, from, base }): ExplainedStage => {
    const own = cells[index] ?? [];
    return {
      index,
      ...(from.name !== undefined && { name: from.name }),
      base: base.text,
      range: from.range,
      isResult: results.has(index),
      cells: own,
      says: isBuilt ? stageWords(sources, index, own) : [],
      findings: findings.get(index) ?? [],
    };
  });
  return {
    targets,
    refused,
    summary: isBuilt ? summaryWords({ targets, stages, builder, findings: analysis.findings }) : [],
    stages,
    edges: edgesOf(flow, analysis),
    cross: isBuilt ? crossWords({ dockerfile, flow, steps, cells }) : [],
    result: isBuilt
      ? resultWords({ targets, stages, builder, exportsFiles: analysis.exportsFiles === true })
      : { says: [], entries: [] },
    findings: findings.get(-1) ?? [],
    unknown: analysis.unknown.map(({ reference, reason, range, platforms }) => ({
      ...at(range, say('“{0}”: {1}', reference, reason.message)),
      platforms,
    })),
  };
}

function nodeFor(
  builder: Fact<Builder>,
  target: string,
  targets: readonly string[],
): string | undefined {
  if (!builder.known) return undefined;
  const { nodes } = builder.value;
  if (nodes.length === 1) return nodes[0]?.name;
  const outlook = platformOutlook(builder.value, target, targets);
  return outlook.state === 'unknown' ? undefined : outlook.node;
}

function cellsOf(
  cells: Analysis['matrix'][number]['cells'],
  steps: SharedSteps | undefined,
): readonly ExplainedCell[] {
  return cells.map(({ platform, state, reason }) => {
    const group = steps?.groups.get(platform);
    return { platform, state, reason, ...(group !== undefined && { group }) };
  });
}

/** Longest words of BuildKit's, in UTF-16 units: it quotes what it does not understand in full. */
const longest = 1_000;

/** In BuildKit's words; the same of several targets once. */
function refusals({ resolution }: Analysis): readonly Sentence[] {
  const said = new Map<string, { readonly range: Range; readonly platforms: string[] }>();
  for (const { platform, problems } of resolution.targets) {
    const [first] = problems;
    if (first === undefined) continue;
    const known = said.get(first.message) ?? { range: first.range, platforms: [] };
    said.set(first.message, known);
    known.platforms.push(platform);
  }
  return [...said].map(([message, { range, platforms }]) => ({
    ...at(range, say('BuildKit refuses the Dockerfile: {0}', message.slice(0, longest))),
    platforms,
  }));
}

/** By the stage in whose lines they stand; -1: above the first one. Findings are in the order of the file. */
function findingsByStage(
  findings: readonly Finding[],
  { stages }: StageFlow,
): ReadonlyMap<number, readonly Sentence[]> {
  const byStage = new Map<number, Sentence[]>();
  let stage = -1;
  for (const { rule, severity, message, range, platforms } of findings) {
    const { line } = range.start;
    while ((stages[stage + 1]?.from.range.start.line ?? Number.POSITIVE_INFINITY) <= line)
      stage += 1;
    const own = byStage.get(stage) ?? [];
    byStage.set(stage, own);
    own.push({ ...message, ...{ range, rule, severity, platforms } });
  }
  return byStage;
}

/** Of several ways from one stage to another the first counts. */
function edgesOf({ stages, sources }: StageFlow, { resolution }: Analysis): readonly StageEdge[] {
  const edges = new Map<string, StageEdge>();
  const add = (edge: StageEdge) => {
    const key = `${String(edge.from)} ${String(edge.to)}`;
    if (edge.from !== edge.to && !edges.has(key)) edges.set(key, edge);
  };
  for (const { index } of stages) {
    for (const target of resolution.targets) {
      const from = target.stages[index]?.base.stage;
      if (from !== undefined) add({ from, to: index, by: 'FROM' });
    }
    for (const { origin, instruction } of sources[index] ?? []) {
      if (origin.kind !== 'stage') continue;
      add({ from: origin.stage, to: index, by: instruction.kind === 'copy' ? 'COPY' : 'RUN' });
    }
  }
  return [...edges.values()];
}
