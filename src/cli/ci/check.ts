import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { checkFiles } from '../commands/check.ts';
import { parseCall } from '../options.ts';
import { CommandError, type ExitCode, type Terminal } from '../terminal.ts';

/** `multiarch ci check [file or folder…]`: what goes wrong with platforms in workflows and pipelines. */
export async function checkPipelines(
  args: readonly string[],
  terminal: Terminal,
): Promise<ExitCode> {
  const { values, positionals } = parseCall(args, {
    fix: { type: 'boolean' },
    'fail-on': { type: 'string' },
    format: { type: 'string' },
    offline: { type: 'boolean' },
  });
  const named = positionals.length > 0 ? positionals : ['.'];
  const files = (await Promise.all(named.map(filesOf))).flat();
  if (files.length === 0) {
    throw new CommandError(
      `There is no workflow and no pipeline in ${named.join(', ')}: neither .github/workflows nor .gitlab-ci.yml.`,
    );
  }
  const options = [
    ...(values.fix === true ? ['--fix'] : []),
    ...(values.offline === true ? ['--offline'] : []),
    ...(values['fail-on'] === undefined ? [] : [`--fail-on=${values['fail-on']}`]),
    ...(values.format === undefined ? [] : [`--format=${values.format}`]),
  ];
  return checkFiles('ci', [...options, '--', ...files], terminal);
}

/** A file itself; of a folder its workflows and its pipeline, by name. */
async function filesOf(named: string): Promise<readonly string[]> {
  const isFolder = await stat(named).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (!isFolder) return [named];
  const workflows = path.join(named, '.github', 'workflows');
  const [own, ofGithub] = await Promise.all([namesIn(named), namesIn(workflows)]);
  return [
    ...ofGithub.filter((name) => /\.ya?ml$/i.test(name)).map((name) => path.join(workflows, name)),
    ...own
      .filter((name) => /\.gitlab-ci\.ya?ml$/i.test(name))
      .map((name) => path.join(named, name)),
  ];
}

async function namesIn(folder: string): Promise<readonly string[]> {
  return readdir(folder).then(
    (names) => names.sort(),
    () => [],
  );
}
