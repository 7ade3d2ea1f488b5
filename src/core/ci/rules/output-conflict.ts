import type { RuleFinding } from '../../analysis/rule.ts';
import {
  attributesOf,
  foundAt,
  isByDigest,
  outputPushes,
  saysNo,
  type PipelineRule,
} from '../pipelineRule.ts';

/**
 * What `push` and `outputs` say does not go together. `--push` sets `push=true` for every output of the type image,
 * whatever that says (buildx 0.29 to 0.36, commands/build.go), and an output with `push=true` pushes without `push`,
 * too: a condition in one of them counts for nothing. A name with a tag cannot be pushed by digest:
 * “can't push tagged ref … by digest” (BuildKit 0.32, util/push/push.go).
 */
export const outputConflict: PipelineRule = {
  code: 'ci-output-conflict',
  severity: 'warning',
  check: (input) =>
    input.builds.flatMap((build): readonly RuleFinding[] => {
      const found: RuleFinding[] = [];
      const { push } = build;
      for (const { text, span } of build.outputs) {
        const said = attributesOf(text).get('push');
        if (push?.text === 'true' && said === 'false') {
          found.push(
            foundAt(input, span, {
              message: {
                text: '“push=false” counts for nothing here: “push: true” goes before it, and the image is pushed.',
                args: [],
              },
            }),
          );
        } else if (
          push !== undefined &&
          push.text !== 'true' &&
          outputPushes(text) &&
          said !== push.text &&
          !(said?.includes('${{') ?? false)
        ) {
          found.push(
            foundAt(input, push.span, {
              message: saysNo(push)
                ? { text: '“push” counts for nothing here: the output says to push.', args: [] }
                : {
                    text: 'This condition counts for nothing: the output says to push whatever happens, also in pull requests. Put the condition there (“push=${{ … }}”), and leave this line out.',
                    args: [],
                  },
            }),
          );
        }
      }
      const tag = isByDigest(build) ? build.tags.find(({ text }) => isTagged(text)) : undefined;
      if (tag !== undefined) {
        found.push(
          foundAt(input, tag.span, {
            severity: 'error',
            message: {
              text: "A push by digest refuses names with tags (“can't push tagged ref … by digest”). Leave the tags to the job that joins the digests.",
              args: [],
            },
          }),
        );
      }
      return found;
    }),
};

/** Whether a name has a tag for sure; all that docker/metadata-action makes have. */
function isTagged(text: string): boolean {
  if (/^\$\{\{\s*steps\.[\w-]+\.outputs\.tags\s*\}\}$/.test(text)) return true;
  const end = text.slice(text.lastIndexOf('/') + 1);
  return !text.endsWith('}}') && /:[\w$]/.test(end);
}
