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

/** A file with most of what can be said: cross-compiled, emulated, shared, not needed, with findings. */
export const manySidedFile = `# syntax=docker/dockerfile:1
FROM --platform=$BUILDPLATFORM golang:1.25 AS build
WORKDIR /src
COPY . .
RUN go mod download
ARG TARGETOS TARGETARCH
RUN GOOS=$TARGETOS GOARCH=$TARGETARCH go build -o /app .

FROM --platform=$BUILDPLATFORM node:24 AS web
COPY web /web
RUN npm ci && npm run build

FROM rust:1.90 AS tool
RUN cargo build --release

FROM --platform=linux/amd64 debian:13 AS docs
RUN make docs

FROM alpine:3.22
RUN apk add ca-certificates
COPY --from=build /app /app
COPY --from=web /web/dist /www
COPY --from=tool /target/release/tool /usr/bin/tool
`;

/** As many stages, with names that hold markup. */
export function extremeFile(stages: number): string {
  const stage = (at: number) => [
    `FROM ${at % 3 === 0 ? '--platform=$BUILDPLATFORM ' : ''}${at % 4 === 3 ? `s${at - 1}-x` : 'registry.example/a-long/name/of-an-image:with-a-tag'} AS s${at}-x`,
    ...(at > 1 ? [`COPY --from=s${at - 2}-x "/<img src=x>" /`] : []),
    'ARG TARGETARCH',
    `RUN echo "<script>alert(1)</script>" ${at}`,
  ];
  return `${Array.from({ length: stages }, (_, at) => stage(at).join('\n')).join('\n')}\n`;
}

/** Eight platforms. */
export const manyPlatforms = [
  'amd64',
  'arm64',
  'arm/v7',
  'arm/v6',
  '386',
  'ppc64le',
  's390x',
  'riscv64',
].map((architecture) => `linux/${architecture}`);

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
