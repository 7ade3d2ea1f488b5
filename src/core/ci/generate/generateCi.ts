import type { CiPlan } from './ciPlan.ts';
import { githubNative } from './githubNative.ts';
import { githubQemu } from './githubQemu.ts';
import { gitlabPipeline } from './gitlab.ts';

/** The file of a pipeline. Its comments say why each step stands there. */
export function generateCi(plan: CiPlan): string {
  const lines =
    plan.provider === 'gitlab'
      ? gitlabPipeline(plan)
      : plan.strategy === 'native'
        ? githubNative(plan)
        : githubQemu(plan);
  return `${lines.join('\n')}\n`;
}
