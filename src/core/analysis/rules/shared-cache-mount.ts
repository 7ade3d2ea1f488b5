import type { RunInstruction } from '../../dockerfile/instruction.ts';
import type { Stage } from '../../dockerfile/stages.ts';
import type { Mount, MountField } from '../../dockerfile/syntax/mounts.ts';
import { runScripts, type RunScript } from '../../shell/runScript.ts';
import type { Span } from '../../text.ts';
import { automaticValues, isAutomatic } from '../automaticArguments.ts';
import { cacheContent, namesCargoTarget, type CacheContent } from '../cacheFolders.ts';
import { declareArguments, isDeclared } from '../declareArgument.ts';
import type { Message } from '../finding.ts';
import type { Fix, TextEdit } from '../fix.ts';
import type { Rule, RuleFinding, RuleInput } from '../rule.ts';
import { stageKind, type StageKind } from '../stageKind.ts';

/**
 * A cache mount holds files that depend on the platform, and the builds for several platforms, which
 * BuildKit runs at the same time, use the same one: caches are told apart by `id`, which is the target
 * folder by default (BuildKit 0.32, frontend/dockerfile/dockerfile2llb/convert_runmount.go).
 */
export const sharedCacheMount: Rule = {
  code: 'shared-cache-mount',
  severity: 'warning',
  check(input) {
    const { dockerfile, flow } = input;
    return input.flow.stages.flatMap((stage) => {
      const targets = flow.reachedFor(stage.index);
      if (new Set(targets).size < 2) return [];
      const kind = stageKind(flow, stage.index);
      return runScripts(dockerfile, flow, stage.index).flatMap((run) =>
        run.instruction.mounts.flatMap((mount): readonly RuleFinding[] => {
          const content = sharedContent(input, { stage, kind, run, mount });
          if (content === undefined) return [];
          return [
            {
              message: describe(content, targets, fieldOf(mount, TARGETS)?.value ?? ''),
              range: dockerfile.lines.range(mount.span),
              platforms: targets,
              fixes: fixesFor(input, { stage, kind, run, mount }, content),
            },
          ];
        }),
      );
    });
  },
};

interface Place {
  readonly stage: Stage;
  readonly kind: StageKind;
  readonly run: RunScript;
  readonly mount: Mount;
}

const TARGETS = ['target', 'dst', 'destination'];

function fieldOf({ fields }: Mount, keys: readonly string[]): MountField | undefined {
  return fields.findLast(({ key }) => keys.includes(key));
}

/** What a mount keeps that several platforms would share. */
function sharedContent(input: RuleInput, place: Place): CacheContent | undefined {
  const { mount, kind, run } = place;
  const has = (...keys: readonly string[]) =>
    mount.fields.some(({ key, value }) => keys.includes(key) && value !== 'false');
  const path = fieldOf(mount, TARGETS)?.value;
  if (fieldOf(mount, ['type'])?.value !== 'cache' || path === undefined) return undefined;
  if (has('readonly', 'ro')) return undefined;
  const content = cacheContent(path, run.script.commands);
  if (content === undefined) return undefined;
  const sharing = fieldOf(mount, ['sharing'])?.value ?? 'shared';
  if (content === 'apt' && sharing !== 'shared') return undefined;
  // The compilers themselves are the builder's, and all else has a folder for each target.
  const isCross = kind === 'build' && content === 'cargo';
  if (isCross && namesCargoTarget(run.script.commands)) return undefined;
  if (kind !== 'target' && !runsForEach(input, place)) return undefined;
  return isSeparate(input, place, path) ? undefined : content;
}

const TELLING = ['TARGETPLATFORM', 'TARGETARCH', 'TARGETVARIANT'] as const;

/** Whether BuildKit runs a step of another platform's stage once for each target. */
function runsForEach(input: RuleInput, { stage, run }: Place): boolean {
  const valueOf = automaticValues(input);
  const targets = input.flow.reachedFor(stage.index);
  return TELLING.some(
    (name) =>
      isDeclared(input, stage, run.instruction, name) &&
      new Set(targets.map((target) => valueOf(name, target))).size > 1,
  );
}

/** Whether the id, or the folder, is another one for each target, or may be. */
function isSeparate(input: RuleInput, { stage, mount }: Place, path: string): boolean {
  const id = fieldOf(mount, ['id'])?.value ?? '';
  const names = [...(id === '' ? path : `${id} ${path}`).matchAll(/\$\{?([A-Za-z_]\w*)/g)];
  return names.some(([, name = '']) => {
    if (isAutomatic(name)) return (TELLING as readonly string[]).includes(name);
    const values = input.flow.reachedFor(stage.index).map((target) => {
      const environment = input.flow.resolved(stage.index, target)?.environment ?? {};
      const variable = Object.hasOwn(environment, name) ? environment[name] : undefined;
      return variable === undefined || 'unknown' in variable ? undefined : variable.value;
    });
    return values.includes(undefined) || new Set(values).size > 1;
  });
}

function describe(content: CacheContent, targets: readonly string[], path: string): Message {
  const args = [targets.join(', '), path];
  switch (content) {
    case 'apt':
      return {
        text: '{0} are built at the same time with one cache for {1}, and apt fails while another one uses it. Add sharing=locked.',
        args,
      };
    case 'cargo':
    case 'tree':
      return {
        text: '{0} are built at the same time with one cache for {1}, and take each other’s compiled files. Put $TARGETPLATFORM in its id.',
        args,
      };
    case 'node':
    case 'python':
      return {
        text: '{0} are built at the same time with one cache for {1}, and take each other’s packages, some of which are compiled for one platform. Put $TARGETPLATFORM in its id.',
        args,
      };
  }
}

function fixesFor(input: RuleInput, place: Place, content: CacheContent): readonly Fix[] {
  const { stage, kind, run, mount } = place;
  if (content === 'apt') {
    const sharing = placeOf(input, mount, 'sharing');
    const end = endOf(input, mount);
    const edit = sharing
      ? change(input, sharing, 'locked')
      : end && change(input, end, ',sharing=locked');
    const title = { text: 'Add sharing=locked', args: [] };
    return edit ? [{ kind: 'edit', title, edits: [edit], safe: false }] : [];
  }
  const instructions: readonly RunInstruction[] = [run.instruction];
  const declared = declareArguments(
    input,
    stage,
    instructions,
    ['TARGETPLATFORM'],
    kind === 'target' ? 'top' : 'above',
  );
  const edit = idEdit(input, mount);
  if (!declared || !edit) return [];
  const title = { text: 'Add $TARGETPLATFORM to the id', args: [] };
  return [{ kind: 'edit', title, edits: [...declared, edit], safe: false }];
}

/** Where the value of a field is written; undefined where it is quoted, or continued. */
function placeOf({ dockerfile: { text } }: RuleInput, mount: Mount, key: string): Span | undefined {
  const field = fieldOf(mount, [key]);
  const written = text.slice(mount.span.start, mount.span.end);
  if (!field?.value || /["'\\`]/.test(written)) return undefined;
  const at = written.lastIndexOf(field.text);
  if (at === -1) return undefined;
  const end = mount.span.start + at + field.text.length;
  return { start: end - field.value.length, end };
}

function endOf({ dockerfile: { text } }: RuleInput, { span }: Mount): Span | undefined {
  const isPlain = !/["'\\`]/.test(text.slice(span.start, span.end));
  return isPlain ? { start: span.end, end: span.end } : undefined;
}

function idEdit(input: RuleInput, mount: Mount): TextEdit | undefined {
  const id = placeOf(input, mount, 'id');
  if (id) return change(input, { start: id.end, end: id.end }, '-$TARGETPLATFORM');
  const key = TARGETS.find((name) => fieldOf(mount, [name]));
  const target = key === undefined ? undefined : placeOf(input, mount, key);
  if (key === undefined || !target || fieldOf(mount, ['id'])) return undefined;
  const start = target.start - key.length - 1;
  const path = fieldOf(mount, [key])?.value ?? '';
  return change(input, { start, end: start }, `id=${path}-$TARGETPLATFORM,`);
}

function change({ dockerfile: { lines } }: RuleInput, span: Span, newText: string): TextEdit {
  return { range: lines.range(span), newText };
}
