import type { ImageRuleInput, Rule, RuleFinding } from '../analysis/rule.ts';
import { formatPlatformAll, normalizePlatform, parsePlatform } from '../platform/platform.ts';
import type { LineIndex } from '../text.ts';
import type { BuiltBase } from './builtBases.ts';
import type { PipelineBuild, Said } from './builds.ts';
import { legValue } from './legValue.ts';
import type { Job, Leg, Pipeline } from './pipeline.ts';

/** What a rule about pipelines looks at. */
export interface PipelineRuleInput extends Pick<ImageRuleInput, 'image' | 'service'> {
  readonly source: string;
  readonly lines: LineIndex;
  readonly pipeline: Pipeline;
  /** What each job builds, in the order of the file. */
  readonly builds: readonly PipelineBuild[];
  /** The images that are built upon. */
  readonly bases: readonly BuiltBase[];
}

/** One thing that is looked for in workflows of GitHub and pipelines of GitLab. */
export type PipelineRule = Rule<PipelineRuleInput>;

/** What is found at a place. */
export function foundAt(
  { lines }: PipelineRuleInput,
  span: Said['span'],
  found: Omit<RuleFinding, 'range' | 'platforms'> & Partial<Pick<RuleFinding, 'platforms'>>,
): RuleFinding {
  return { platforms: [], ...found, range: lines.range(span) };
}

/**
 * The platforms that a build is for in one run of its job, as BuildKit prints them; empty where it says none.
 * Undefined where one of them is not known, or is none.
 */
export function platformsOf(build: PipelineBuild, leg: Leg): readonly string[] | undefined {
  const { job, step } = build;
  const words = build.platforms.map(({ text }) =>
    legValue(text, { job, leg, variables: step.variables }),
  );
  const platforms = words.flatMap((word) =>
    word === undefined ? [undefined] : word.split(/[,\n]/).map((each) => each.trim()),
  );
  const known = platforms.flatMap((word) => {
    const parsed = word === undefined || word === '' ? undefined : parsePlatform(word);
    return parsed?.ok === true ? formatPlatformAll(normalizePlatform(parsed.value)) : [];
  });
  return known.length === platforms.length ? [...new Set(known)] : undefined;
}

/** The runs of a job that are known; none where an expression makes its matrix. */
export function legsOf({ legs }: Job): readonly Leg[] {
  return legs ?? [];
}

/** The attributes of an output or a cache, as `type=image,push=true` has them; a bare word is a type of its own. */
export function attributesOf(text: string): ReadonlyMap<string, string> {
  return new Map(
    splitAttributes(text).map((part): [string, string] => {
      const at = part.indexOf('=');
      return at === -1
        ? ['', part.trim()]
        : [
            part.slice(0, at).trim().toLowerCase(),
            part
              .slice(at + 1)
              .replace(/^"|"$/g, '')
              .trim(),
          ];
    }),
  );
}

/** At commas, but for those in an expression. */
function splitAttributes(text: string): readonly string[] {
  const parts: string[] = [];
  let from = 0;
  for (let at = 0; at < text.length; at += 1) {
    if (text.startsWith('${{', at)) {
      const close = text.indexOf('}}', at);
      at = close === -1 ? text.length : close + 1;
    } else if (text.charAt(at) === ',') {
      parts.push(text.slice(from, at));
      from = at + 1;
    }
  }
  return [...parts, text.slice(from)];
}

/** Whether a value says no for sure: everything else may push or load. */
export function saysNo(said: Said | undefined): boolean {
  return said === undefined || /^(?:false|False|FALSE|no|off|)$/.test(said.text);
}

/** Whether a build sends its image to a registry, at least sometimes. */
export function pushes(build: PipelineBuild): boolean {
  return !saysNo(build.push) || build.outputs.some(({ text }) => outputPushes(text));
}

/** Whether an output sends something to a registry: `true`, `sometimes` where an expression decides. */
export function outputPushes(text: string): boolean {
  const attributes = attributesOf(text);
  if (attributes.get('type') === 'registry') return attributes.get('push') !== 'false';
  const push = attributes.get('push');
  return attributes.get('type') === 'image' && push !== undefined && push !== 'false';
}

/** Whether a build pushes by digest, without a tag. */
export function isByDigest(build: PipelineBuild): boolean {
  return build.outputs.some(({ text }) => attributesOf(text).get('push-by-digest') === 'true');
}
