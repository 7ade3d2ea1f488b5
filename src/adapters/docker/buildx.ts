import { fail, succeed } from '../../core/result.ts';
import type { DockerCommand } from './dockerCommand.ts';

/** `docker buildx version`: the version without its `v`, e.g. `0.29.1`. */
export const buildxVersion: DockerCommand<string> = {
  args: ['buildx', 'version'],
  timeout: 10_000,
  parse: (stdout) => {
    const version = stdout.split(' ')[1]?.trim();
    if (version === undefined) return fail(`not a version of buildx: ${firstLine(stdout)}`);
    return succeed(version.replace(/^v/, ''));
  },
};

function firstLine(text: string): string {
  return text.trim().split('\n', 1).join('').slice(0, 200);
}
