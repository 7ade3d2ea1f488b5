import { auditCommand } from '../commands/audit.ts';
import { imageInRoots } from './roots.ts';
import { runCommand } from './runCommand.ts';
import { count, list, object, oneOf, text } from './shapes.ts';
import { defineTool, few, more, short } from './tool.ts';

/** For which platforms the files of an image really are. */
export const auditImage = defineTool({
  name: 'audit_image',
  title: 'Audit an image',
  description:
    'Proves for which platforms the programs in an image were made, by reading its layers: finds an image that says arm64 and carries programs for amd64, with the file and the instruction that brought it. It downloads layers, which takes time and, on Docker Hub, counts as a pull: name the platforms that matter.',
  asksRegistries: true,
  fields: {
    image: {
      kind: 'text',
      required: true,
      description:
        'Reference of an image in a registry, or the path of an OCI layout or tar archive in the workspace.',
    },
    platforms: {
      kind: 'texts',
      description: 'Only these platforms of it, for example ["linux/arm64"]. Left out: all.',
    },
    entrypointOnly: {
      kind: 'flag',
      description: 'Look only at what a container starts, which may read fewer layers.',
    },
  },
  output: object({
    reference: text,
    digest: text,
    problems: list(text),
    platforms: list(
      object(
        {
          declared: text,
          verdict: oneOf('right', 'wrong', 'mixed', 'none', 'unknown'),
          bytesRead: count,
        },
        {
          reason: text,
          entrypoint: object({ path: text, actual: list(text) }),
          files: list(object({ path: text, actual: list(text) }, { instruction: text })),
          wrongFiles: count,
          more: count,
        },
      ),
    ),
  }),
  async run({ image, platforms = [], entrypointOnly = false }, around) {
    const named = await imageInRoots(image, around.roots);
    const options = [
      ...platforms.map((platform) => `--platform=${platform}`),
      ...(entrypointOnly ? ['--entrypoint-only'] : []),
    ];
    const audit = await runCommand<AuditJson>(auditCommand, options, [named], around);
    return {
      reference: audit.reference,
      digest: audit.digest,
      problems: few(audit.problems).map(({ code, ...what }) =>
        short([code, ...Object.values(what).flat()].join(' ')),
      ),
      platforms: few(audit.platforms).map(
        ({ declared, verdict, reason, entrypoint, files = [], wrongCount, bytesRead }) => ({
          ...{ declared, verdict, bytesRead },
          ...(reason && { reason: short(reason.message) }),
          ...(entrypoint && { entrypoint }),
          ...(files.length > 0 && {
            files: few(files, mostFiles).map(({ path, actual, instruction }) => ({
              ...{ path: short(path), actual },
              ...(instruction !== undefined && { instruction: short(instruction) }),
            })),
            ...more(files, mostFiles),
          }),
          ...(wrongCount !== undefined && { wrongFiles: wrongCount }),
        }),
      ),
    };
  },
});

/** Most files that are named of a platform. */
const mostFiles = 10;

/** What `multiarch audit --format json` prints. */
interface AuditJson {
  readonly reference: string;
  readonly digest: string;
  readonly problems: readonly ({ readonly code: string } & Readonly<
    Record<string, string | readonly string[]>
  >)[];
  readonly platforms: readonly {
    readonly declared: string;
    readonly verdict: string;
    readonly reason?: { readonly message: string };
    readonly entrypoint?: { readonly path: string; readonly actual: readonly string[] };
    readonly files?: readonly {
      readonly path: string;
      readonly actual: readonly string[];
      readonly instruction?: string;
    }[];
    readonly wrongCount?: number;
    readonly bytesRead: number;
  }[];
}
