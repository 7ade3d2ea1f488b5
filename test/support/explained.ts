import { analyze, type AnalysisInput } from '../../src/core/analysis/analyze.ts';
import { explainBuild } from '../../src/core/explain/explainBuild.ts';
import type { Explanation } from '../../src/core/explain/explanation.ts';
import type { Builder } from '../../src/core/build/workerNode.ts';
import type { BaseImage } from '../../src/core/dockerfile/resolution.ts';
import type { Fact, ImageFacts } from '../../src/core/facts.ts';
import { indexOf } from './imageFacts.ts';

/** How a file is explained: for linux/amd64 and linux/arm64, with no builder, unless it says otherwise. */
export interface ExplainOptions extends Partial<Omit<AnalysisInput, 'text' | 'image'>> {
  /** What registries say, by canonical reference; others are manifest lists for both. */
  readonly images?: Readonly<Record<string, Fact<ImageFacts>>>;
}

/** What is said of a Dockerfile. */
export function explained(
  text: string,
  { images = {}, ...options }: ExplainOptions = {},
): Explanation {
  const image = (reference: string) => images[reference] ?? indexOf('linux/amd64', 'linux/arm64');
  const { builder = noBuilder } = options;
  const targets = options.targets ?? ['linux/amd64', 'linux/arm64'];
  const analysis = analyze({ base, ...options, builder, text, targets, image, everyConfig: true });
  return explainBuild({ analysis, image, builder });
}

/** Bases set nothing. */
const base = (): Fact<BaseImage> => ({ known: true, asOf: 0, value: {} });

const noBuilder: Fact<Builder> = {
  known: false,
  reason: { code: 'builder-unknown', message: 'No builder was asked.' },
};

/** A builder of one amd64 machine that emulates arm64. */
export const emulatingBuilder: Fact<Builder> = {
  known: true,
  asOf: 0,
  value: {
    ...{ name: 'here', driver: 'docker-container', current: true },
    nodes: [
      {
        ...{ name: 'here0', endpoint: 'default', status: 'running', pinned: [] },
        platforms: ['linux/amd64', 'linux/amd64/v2', 'linux/arm64'],
        driver: 'docker-container',
        emulators: [
          {
            ...{ name: 'qemu-aarch64', architecture: 'arm64', fixed: true },
            interpreter: '/usr/bin/qemu-aarch64',
            program: { kind: 'file', linking: 'static', version: '10.0.3' },
          },
        ],
      },
    ],
  },
};
