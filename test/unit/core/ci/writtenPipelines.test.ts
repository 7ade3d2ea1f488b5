import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { CiImage, CiPlan } from '../../../../src/core/ci/generate/ciPlan.ts';
import { generateCi } from '../../../../src/core/ci/generate/generateCi.ts';

const app: CiImage = {
  ...{
    repository: 'ghcr.io/team/app',
    registry: 'ghcr.io',
    dockerfile: 'Dockerfile',
    context: '.',
  },
  ...{ buildArgs: {}, platforms: ['linux/amd64', 'linux/arm64', 'linux/arm/v7', 'linux/s390x'] },
};
const worker: CiImage = {
  ...{ repository: 'docker.io/team/worker', registry: 'docker.io', context: 'worker dir' },
  ...{ dockerfile: 'worker dir/Dockerfile', target: 'release' },
  ...{ buildArgs: { A: '1', B: "it's: #2" }, platforms: ['linux/amd64', 'linux/arm64'] },
};
const own: CiImage = { ...app, repository: '$CI_REGISTRY_IMAGE', registry: '$CI_REGISTRY' };
const twin: CiImage = { ...app, repository: 'ghcr.io/other/app', platforms: ['linux/386'] };

const plans: Readonly<Record<string, Omit<CiPlan, 'branch'>>> = {
  'github-native': { provider: 'github', strategy: 'native', cache: 'gha', images: [app] },
  'github-native-two': {
    ...{ provider: 'github', strategy: 'native', cache: 'registry', images: [app, worker, twin] },
  },
  'github-qemu': { provider: 'github', strategy: 'qemu', cache: 'gha', images: [app, worker] },
  'github-qemu-plain': { provider: 'github', strategy: 'qemu', cache: 'none', images: [worker] },
  'gitlab-native': { provider: 'gitlab', strategy: 'native', cache: 'registry', images: [own] },
  'gitlab-native-two': {
    ...{ provider: 'gitlab', strategy: 'native', cache: 'none', images: [own, worker] },
  },
  'gitlab-qemu': { provider: 'gitlab', strategy: 'qemu', cache: 'registry', images: [own] },
  'gitlab-qemu-two': {
    ...{ provider: 'gitlab', strategy: 'qemu', cache: 'none', images: [worker, twin] },
  },
};

/** Whole files, as they were read and found right; `MULTIARCH_REWRITE=1` writes them anew, to be read again. */
describe('pipelines, as people get them', () => {
  for (const [name, plan] of Object.entries(plans)) {
    it(name, () => {
      const file = path.join('test/unit/core/ci/written', `${name}.txt`);
      const text = generateCi({ ...plan, branch: 'main' });
      if (process.env['MULTIARCH_REWRITE'] === '1') writeFileSync(file, text);
      assert.equal(text, readFileSync(file, 'utf8'));
    });
  }
});
