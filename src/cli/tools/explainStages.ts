import { explainCommand } from '../commands/explain.ts';
import { matrixCommand } from '../commands/matrix.ts';
import { buildFields } from './buildFields.ts';
import { pathInRoots, shownPath } from './roots.ts';
import { buildOptions, runCommand } from './runCommand.ts';
import { count, flag, list, object, text } from './shapes.ts';
import { defineTool, few, more, short } from './tool.ts';

/** What each stage does on each platform. */
export const explainStages = defineTool({
  name: 'explain_stage_platforms',
  title: 'Explain the platforms of stages',
  description:
    'Says for every stage of a Dockerfile and every target platform which image it is built on, for which platform the stage itself runs, and how: native, emulated, cross (runs on the build platform for another one), copy-only, missing-base, not-runnable, not-reached or unknown, each with the reason. Use it to find out where emulation makes a build slow, and what FROM --platform=$BUILDPLATFORM would change.',
  asksRegistries: true,
  fields: {
    ...buildFields,
    builder: {
      kind: 'text',
      description: 'A builder of docker buildx. Left out: the current one.',
    },
  },
  output: object(
    {
      file: text,
      targets: list(text),
      stages: list(
        object(
          {
            index: count,
            base: text,
            line: count,
            platforms: list(
              object(
                { target: text, state: text, reason: text },
                { runsOn: text, base: text, reached: flag },
              ),
            ),
          },
          { name: text },
        ),
      ),
      problems: list(object({ message: text, line: count })),
    },
    { more: count },
  ),
  async run({ file, builder, ...build }, around) {
    const path = await pathInRoots(file, around.roots);
    const options = buildOptions(build);
    const chosen = builder ?? around.builder;
    const asked = chosen === undefined ? [] : [`--builder=${chosen}`];
    const matrix = await runCommand<MatrixJson>(
      matrixCommand,
      [...options, ...asked],
      [path],
      around,
    );
    const { targets } = await runCommand<ExplainJson>(explainCommand, options, [path], around);
    return {
      file: await shownPath(path, around.roots),
      targets: matrix.targets,
      stages: few(matrix.stages).map(({ index, name, base, cells }) => ({
        index,
        ...(name !== undefined && { name }),
        base,
        line:
          (targets[0]?.stages.find((stage) => stage.index === index)?.range.start.line ?? 0) + 1,
        platforms: cells.map(({ platform, state, reason }) => {
          const target = targets.find((each) => each.platform === platform);
          const stage = target?.stages.find((each) => each.index === index);
          return {
            ...{ target: platform, state, reason: short(reason) },
            ...(stage?.platform !== undefined && { runsOn: stage.platform }),
            ...(stage?.base.resolved !== undefined && { base: stage.base.resolved }),
            ...(stage && { reached: stage.reached }),
          };
        }),
      })),
      ...more(matrix.stages),
      problems: few(matrix.problems).map(({ message, range }) => ({
        ...{ message: short(message), line: range.start.line + 1 },
      })),
    };
  },
});

interface Place {
  readonly start: { readonly line: number };
}

/** What `multiarch matrix --format json` prints. */
interface MatrixJson {
  readonly targets: readonly string[];
  readonly problems: readonly { readonly message: string; readonly range: Place }[];
  readonly stages: readonly {
    readonly index: number;
    readonly name?: string;
    readonly base: string;
    readonly cells: readonly {
      readonly platform: string;
      readonly state: string;
      readonly reason: string;
    }[];
  }[];
}

/** What `multiarch explain --format json` prints. */
interface ExplainJson {
  readonly targets: readonly {
    readonly platform: string;
    readonly stages: readonly {
      readonly index: number;
      readonly range: Place;
      readonly base: { readonly resolved?: string };
      readonly platform?: string;
      readonly reached: boolean;
    }[];
  }[];
}
