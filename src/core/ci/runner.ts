import { runnerPlatform } from '../project/runnerPlatform.ts';
import { legValue } from './legValue.ts';
import type { CiProvider } from './generate/ciPlan.ts';
import type { Job, Leg } from './pipeline.ts';

/** The machine that runs a job. */
export interface Runner {
  readonly architecture: 'amd64' | 'arm64';
  /** Whether the provider makes it anew for each job, so that nothing is set up there before. */
  readonly isHosted: boolean;
}

/** GitLab.com's own (docs.gitlab.com, "Hosted runners on Linux"). */
const gitlabTag = /^saas-linux-(?:small|medium|large|xlarge|2xlarge)-(amd64|arm64)$/;

/** The machine of a job in one run of it; undefined where its labels do not tell, and for other systems than Linux. */
export function runnerOf(provider: CiProvider, job: Job, leg: Leg): Runner | undefined {
  const labels = job.labels.map((label) => {
    const text = legValue(label.text, { job, leg, variables: job.variables });
    return { ...label, text: text ?? '' };
  });
  if (provider === 'gitlab') {
    const [, architecture] = labels.flatMap(({ text }) => gitlabTag.exec(text) ?? []);
    return architecture === 'amd64' || architecture === 'arm64'
      ? { architecture, isHosted: true }
      : undefined;
  }
  const [system, architecture] = runnerPlatform(labels)?.split('/') ?? [];
  if (system !== 'linux' || (architecture !== 'amd64' && architecture !== 'arm64'))
    return undefined;
  return { architecture, isHosted: labels.every(({ text }) => text !== 'self-hosted') };
}

/**
 * Whether a machine runs programs of a platform itself: its own, amd64 also 386. Whether a machine for
 * arm64 runs 32-bit ARM is its processor's business, so that is no for sure, and no `needs` either.
 */
export function runs({ architecture }: Runner, platform: string): 'yes' | 'maybe' | 'no' {
  const [system, wanted = ''] = platform.split('/');
  if (system !== 'linux') return 'maybe';
  if (wanted === architecture || (architecture === 'amd64' && wanted === '386')) return 'yes';
  return architecture === 'arm64' && wanted === 'arm' ? 'maybe' : 'no';
}
