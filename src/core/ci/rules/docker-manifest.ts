import type { TextEdit } from '../../analysis/fix.ts';
import type { RuleFinding } from '../../analysis/rule.ts';
import type { PipelineBuild } from '../builds.ts';
import { actionOf, majorOf, type Step } from '../pipeline.ts';
import {
  foundAt,
  pushes,
  saysNo,
  type PipelineRule,
  type PipelineRuleInput,
} from '../pipelineRule.ts';
import { scriptCommands, type ScriptCommand } from '../scriptCommands.ts';

/**
 * `docker manifest create` refuses a source that is a list, “… is a manifest list” (docker/cli 28.5,
 * cli/command/manifest), and with attestations each image is one: docker/build-push-action makes them since version 4
 * unless `provenance: false` says otherwise, and buildx since 0.10. `docker buildx imagetools create` takes both.
 */
export const dockerManifest: PipelineRule = {
  code: 'ci-docker-manifest',
  severity: 'information',
  check: (input) => {
    const attests = input.builds.some(makesList);
    return input.pipeline.jobs.flatMap(({ steps }) =>
      steps.flatMap(({ script }): readonly RuleFinding[] => {
        if (script?.text.includes('manifest') !== true) return [];
        const commands = scriptCommands(script, input.source).filter(isManifest);
        const first = commands.find(({ words }) => words[1]?.text === 'create');
        if (first === undefined) return [];
        return [
          foundAt(input, first.span, {
            severity: attests ? 'warning' : 'information',
            message: {
              text: attests
                ? 'The images that are built here are lists with attestations, which “docker manifest create” refuses (“is a manifest list”). “docker buildx imagetools create --tag …” joins them, in one step and with nothing kept on the machine.'
                : '“docker manifest create” refuses images with attestations (“is a manifest list”), and takes what it remembers of an older list. “docker buildx imagetools create --tag …” does neither.',
              args: [],
            },
            fixes: () => replace(input, commands),
          }),
        ];
      }),
    );
  },
};

/**
 * Whether a build pushes lists with attestations for sure: the engine of a machine makes none with the classic image
 * store (buildx 0.29, build/opt.go), so a builder has to be made, or the other store chosen; and what is loaded and
 * then pushed by that engine has lost them.
 */
function makesList(build: PipelineBuild): boolean {
  const { by, job, step, provenance } = build;
  const isNew = by === 'command' || (majorOf(actionOf(step).version) ?? 4) >= 4;
  const isWished = provenance === undefined || !saysNo(provenance);
  const chooses = by === 'command' && !/\bbuildx\b/.test(step.script?.text ?? '');
  return isNew && isWished && pushes(build) && job.steps.some(chooses ? setsStore : setsBuilderUp);
}

/** `docker build` takes the engine, whichever builder is the current one (docker/cli 29, cmd/docker/builder.go). */
function setsStore({ script, inputs }: Step): boolean {
  const texts = [script, inputs.get('daemon-config')];
  return texts.some((each) => each?.text.includes('containerd-snapshotter') === true);
}

function setsBuilderUp(step: Step): boolean {
  const { name } = actionOf(step);
  if (name === 'docker/setup-buildx-action') return step.inputs.get('driver')?.text !== 'docker';
  return setsStore(step) || step.script?.text.includes('buildx create') === true;
}

function isManifest({ name, words }: ScriptCommand): boolean {
  return name === 'docker' && words[0]?.text === 'manifest';
}

/** `create` becomes the one that pushes, too, and `push` shows what was pushed. Annotations are for a person. */
function replace({ lines }: PipelineRuleInput, commands: readonly ScriptCommand[]) {
  const plain = new Set(['create', 'push']);
  if (commands.some(({ words }) => !plain.has(words[1]?.text ?? ''))) return [];
  const edits = commands.flatMap(({ words }): readonly TextEdit[] => {
    const [manifest, verb, ...rest] = words;
    if (manifest === undefined || verb === undefined) return [];
    const range = lines.range({ start: manifest.span.start, end: verb.span.end });
    const flags = rest.filter(({ text }) => /^(?:--amend|-a|--insecure|--purge|-p)$/.test(text));
    return [
      {
        range,
        newText:
          verb.text === 'create' ? 'buildx imagetools create --tag' : 'buildx imagetools inspect',
      },
      // With what parts it from the word before, which may be a break of the line that YAML folds.
      ...flags.map((flag) => ({
        range: lines.range({
          start: words[words.indexOf(flag) - 1]?.span.end ?? flag.span.start,
          end: flag.span.end,
        }),
        newText: '',
      })),
    ];
  });
  return [
    {
      kind: 'edit' as const,
      title: { text: 'Use docker buildx imagetools', args: [] },
      edits,
      safe: false,
    },
  ];
}
