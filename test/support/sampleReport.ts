import type { Place, Report } from '../../src/core/report/report.ts';

function place(path: string, line: number, character: number): Place {
  return {
    path,
    range: { start: { line, character }, end: { line, character: character + 4 } },
  };
}

/** A report with all that a page can show of one. */
export const sampleReport: Report = {
  targets: ['linux/amd64', 'linux/arm64'],
  summary: [
    { target: 'linux/amd64', ready: 3, blocked: 0, unknown: 1 },
    { target: 'linux/arm64', ready: 0, blocked: 3, unknown: 1 },
  ],
  units: [
    {
      ...({ kind: 'dockerfile', name: 'base/Dockerfile', builtFrom: [] } as const),
      ...{ place: { path: 'base/Dockerfile' }, states: ['ready', 'blocked'] },
    },
    {
      ...({ kind: 'dockerfile', name: 'api/Dockerfile', builtFrom: [0] } as const),
      ...{ place: { path: 'api/Dockerfile' }, states: ['ready', 'blocked'] },
    },
    {
      ...({ kind: 'service', name: 'cache', builtFrom: [] } as const),
      ...{ place: place('compose.yaml', 8, 11), states: ['ready', 'blocked'] },
    },
    {
      ...({ kind: 'workload', name: 'Deployment web, container web', builtFrom: [] } as const),
      ...{ place: place('k8s/web.yaml', 9, 17), states: ['unknown', 'unknown'] },
    },
    {
      ...({ kind: 'dockerfile', name: 'tools/Dockerfile.riscv64', builtFrom: [] } as const),
      ...{ place: { path: 'tools/Dockerfile.riscv64' }, states: ['not-built', 'not-built'] },
    },
  ],
  blockers: [
    {
      ...({ kind: 'image', rule: 'base-image-missing-platform', severity: 'error' } as const),
      reference: 'registry.example.com/base:1',
      message: {
        text: '“{0}” has no image for {1}. It has {2}.',
        args: ['registry.example.com/base:1', 'linux/arm64', 'linux/amd64'],
      },
      advice: [
        { text: 'Take {0}, with {1}.', args: ['registry.example.com/base:2', 'linux/arm64'] },
      ],
      targets: ['linux/arm64'],
      places: [place('base/Dockerfile', 0, 5)],
      ...{ units: [0], frees: 2, blocks: 2, blocksMore: false },
    },
    {
      ...({ kind: 'pinned', severity: 'warning' } as const),
      message: { text: '“{0}” runs as {1}, wherever it runs.', args: ['cache', 'linux/amd64'] },
      advice: [{ text: 'Run it as {0}, or take the line away.', args: ['linux/arm64'] }],
      targets: ['linux/arm64'],
      places: Array.from({ length: 7 }, (_, at) => place('compose.yaml', 9 + at, 14)),
      ...{ units: [2], frees: 0, blocks: 1, blocksMore: false },
    },
  ],
  remarks: [],
  silenced: [],
  images: [
    {
      ...{ reference: 'registry.example.com/base:1', familiar: 'registry.example.com/base:1' },
      platforms: { known: true, value: ['linux/amd64'], asOf: 0 },
      ...{ lacks: ['linux/arm64'], places: [place('base/Dockerfile', 0, 5)] },
    },
    {
      ...{ reference: 'docker.io/shop/base:1', familiar: 'shop/base:1', madeBy: 0 },
      platforms: { known: false, reason: { code: 'spared', message: 'It is built here.' } },
      ...{ lacks: [], places: [place('api/Dockerfile', 0, 5)] },
    },
    {
      ...{ reference: 'ghcr.io/shop/web:1', familiar: 'ghcr.io/shop/web:1' },
      platforms: { known: false, reason: { code: 'denied', message: 'ghcr.io refuses.' } },
      ...{ lacks: [], places: [place('k8s/web.yaml', 9, 17)] },
    },
  ],
  unknown: [
    {
      ...{ reference: 'ghcr.io/shop/web:1', reason: 'ghcr.io refuses: log in, or check its name.' },
      ...{ targets: ['linux/amd64', 'linux/arm64'], places: [place('k8s/web.yaml', 9, 17)] },
    },
  ],
  problems: [
    { path: 'docker-bake.hcl', severity: 'warning', message: 'docker-bake.hcl was not read.' },
  ],
};
