import { compareProgramVersions, parseProgramVersion } from '../../core/build/programVersion.ts';
import { fail, succeed } from '../../core/result.ts';
import { runDocker, type DockerCommand } from './dockerCommand.ts';

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

/**
 * Whether bake must be told which folders outside of its own it may read: since buildx 0.19 (bake/entitlements.go).
 * Older ones read them, and do not know the option `--allow`. Yes where the version is not known.
 *
 * @param docker path or name of the program
 */
export async function bakeNeedsLeave(docker: string): Promise<boolean> {
  const answer = await runDocker(docker, buildxVersion);
  const version = answer.ok ? parseProgramVersion(answer.value) : undefined;
  return version === undefined || compareProgramVersions(version, [0, 19, 0]) >= 0;
}

function firstLine(text: string): string {
  return text.trim().split('\n', 1).join('').slice(0, 200);
}
