import { checkCommand } from '../commands/check.ts';
import { CommandError } from '../terminal.ts';
import { buildFields } from './buildFields.ts';
import { pathInRoots, shownPath } from './roots.ts';
import { buildOptions, runCommand } from './runCommand.ts';
import { count, list, object, oneOf, text } from './shapes.ts';
import { defineTool, few, more, short } from './tool.ts';

/** What goes wrong with a file on which platform. */
export const checkDockerfile = defineTool({
  name: 'check_dockerfile',
  title: 'Check a Dockerfile',
  description:
    'Says what goes wrong in a Dockerfile or compose file on which target platform, before any build: base images that lack a platform, binaries downloaded or copied for the wrong architecture, hard-coded architectures, stages that are emulated. Base images are looked up in their registries; what could not be looked up is listed as unknown and never guessed. Use it after writing or changing a Dockerfile.',
  asksRegistries: true,
  fields: buildFields,
  output: object(
    {
      file: text,
      targets: list(text),
      findings: list(
        object({
          rule: text,
          severity: oneOf('error', 'warning', 'information', 'hint'),
          message: text,
          line: count,
          endLine: count,
          platforms: list(text),
        }),
      ),
      unknown: list(object({ reference: text, reason: text })),
    },
    { more: count },
  ),
  async run({ file, ...build }, around) {
    const path = await pathInRoots(file, around.roots);
    const { files, problems } = await runCommand<CheckJson>(
      checkCommand,
      buildOptions(build),
      [path],
      around,
    );
    const [checked] = files;
    if (checked === undefined) {
      const [problem] = problems;
      throw new CommandError(problem?.message ?? `"${file}" could not be checked.`);
    }
    return {
      file: await shownPath(path, around.roots),
      targets: checked.targets,
      findings: few(checked.findings).map(({ rule, severity, message, range, platforms }) => ({
        ...{ rule, severity, message: short(message) },
        ...{ line: range.start.line + 1, endLine: range.end.line + 1, platforms },
      })),
      ...more(checked.findings),
      unknown: few(checked.unknown).map(({ reference, reason }) => ({
        ...{ reference, reason: short(reason) },
      })),
    };
  },
});

/** What `multiarch check --format json` prints. */
interface CheckJson {
  readonly files: readonly {
    readonly targets: readonly string[];
    readonly findings: readonly {
      readonly rule: string;
      readonly severity: string;
      readonly message: string;
      readonly range: {
        readonly start: { readonly line: number };
        readonly end: { readonly line: number };
      };
      readonly platforms: readonly string[];
    }[];
    readonly unknown: readonly { readonly reference: string; readonly reason: string }[];
  }[];
  readonly problems: readonly { readonly message: string }[];
}
