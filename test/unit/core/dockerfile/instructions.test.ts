import assert from 'node:assert/strict';
import { parseCheckOptions } from '../../../../src/core/dockerfile/checkOptions.ts';
import type { Heredoc } from '../../../../src/core/dockerfile/syntax/heredocs.ts';
import type { Instruction } from '../../../../src/core/dockerfile/instruction.ts';
import { parseDockerfile, type Dockerfile } from '../../../../src/core/dockerfile/instructions.ts';
import { splitStages, type Stage } from '../../../../src/core/dockerfile/stages.ts';
import { readVectors } from '../platform/vectors.ts';

type ExpectedArgument = string | { readonly cmd: string; readonly args: readonly string[] };

interface ExpectedNode {
  readonly cmd: string;
  /** Null when there are none at all. */
  readonly args: readonly ExpectedArgument[] | null;
  readonly flags?: readonly string[];
  readonly original: string;
  readonly lines: readonly [number, number];
  readonly json?: boolean;
  readonly comments?: readonly string[];
  readonly heredocs?: readonly {
    readonly name: string;
    readonly content: string;
    readonly expand: boolean;
    readonly chomp: boolean;
    readonly fd: number;
  }[];
}

interface Row {
  readonly id: string;
  readonly dockerfile: string;
  readonly expect: {
    readonly error?: string;
    readonly instructionsError?: string;
    readonly escape?: string;
    readonly nodes?: readonly ExpectedNode[];
    readonly syntax?: { readonly cmdline: string; readonly line: number };
    readonly check?: { readonly value: string; readonly line: number };
    readonly checkError?: string;
    readonly checkOptions?: {
      readonly error: boolean;
      readonly skip: readonly string[] | null;
      readonly skipAll: boolean;
      readonly experimental: readonly string[] | null;
      readonly experimentalAll: boolean;
    };
    readonly warnings?: readonly { readonly line: number }[];
    readonly metaArgs?:
      readonly { readonly key: string; readonly value?: string; readonly line: number }[] | null;
    readonly stages?: readonly {
      readonly base: string;
      readonly name: string;
      readonly platform: string;
      readonly commands: number;
      readonly lines: readonly [number, number];
    }[];
  };
}

describe('parseDockerfile', () => {
  for (const row of readVectors<Row>('dockerfile-parse')) {
    it(`reads ${row.id} as BuildKit does`, () => {
      check(row);
    });
  }
});

function check({ dockerfile: text, expect }: Row): void {
  const dockerfile = parseDockerfile(text);
  assert.equal(dockerfile.problems[0]?.message, expect.error ?? expect.instructionsError);
  checkDirective(dockerfile, 'syntax', expect.syntax?.cmdline, expect.syntax?.line);
  checkDirective(dockerfile, 'check', expect.check?.value, expect.check?.line);
  if (expect.check) checkOptions(expect.check.value, expect);
  if (expect.error !== undefined) return;

  assert.equal(dockerfile.escape, expect.escape ?? '\\');
  assert.deepEqual(dockerfile.instructions.map(describeNode), expect.nodes?.map(describeExpected));
  assert.deepEqual(
    dockerfile.emptyContinuations.map(({ start }) => dockerfile.lines.position(start).line + 1),
    (expect.warnings ?? []).map(({ line }) => line),
  );
  if (expect.instructionsError !== undefined || !expect.stages) return;
  const { globals, stages } = splitStages(dockerfile);
  assert.deepEqual(
    globals.flatMap(({ declarations, range }) =>
      declarations.map(({ key, value }) => ({
        key: key.text,
        value: value?.text,
        line: range.start.line + 1,
      })),
    ),
    (expect.metaArgs ?? []).map(({ key, value, line }) => ({ key, value, line })),
  );
  assert.deepEqual(
    stages.map(describeStage),
    expect.stages.map(({ base, name, platform, commands, lines }) => ({
      base,
      name,
      platform,
      commands,
      lines,
    })),
  );
}

function checkDirective(
  { directives, lines }: Dockerfile,
  name: 'syntax' | 'check',
  value: string | undefined,
  line: number | undefined,
): void {
  const directive = directives.find((candidate) => candidate.name === name);
  assert.equal(directive?.value, value);
  if (directive) assert.equal(lines.position(directive.span.start).line + 1, line);
}

function checkOptions(value: string, { checkOptions, checkError }: Row['expect']): void {
  const options = parseCheckOptions(value);
  assert.equal(options.ok ? undefined : options.problem.message, checkError);
  if (!options.ok || !checkOptions) return;
  const { error, skip, skipAll, experimental, experimentalAll } = checkOptions;
  assert.deepEqual(options.value, {
    error,
    skip: skipAll ? 'all' : (skip ?? []),
    experimental: experimentalAll ? 'all' : (experimental ?? []),
  });
}

function describeStage({ from, instructions }: Stage): unknown {
  return {
    base: from.base?.text,
    name: from.name ?? '',
    platform: from.platform?.text ?? '',
    commands: instructions.length,
    lines: [from.range.start.line + 1, from.range.end.line + 1],
  };
}

function describeNode(instruction: Instruction): unknown {
  return {
    cmd: instruction.keywordWord.text,
    args: argumentsOf(instruction),
    flags: instruction.flags.map(({ text }) => text),
    original: instruction.original,
    lines: [instruction.range.start.line + 1, instruction.range.end.line + 1],
    json: 'form' in instruction && instruction.form === 'exec',
    comments: instruction.comments.map(({ text }) => text),
    heredocs: instruction.heredocs.map(describeHeredoc),
  };
}

function describeHeredoc({ name, content, expand, chomp, fileDescriptor: fd }: Heredoc): unknown {
  return { name, content, expand, chomp, fd };
}

function describeExpected(node: ExpectedNode): unknown {
  return {
    cmd: node.cmd,
    args: (node.args ?? []).map((arg) => (typeof arg === 'string' ? arg : [arg.cmd, ...arg.args])),
    flags: node.flags ?? [],
    original: node.original,
    lines: node.lines,
    json: node.json ?? false,
    comments: node.comments ?? [],
    heredocs: node.heredocs ?? [],
  };
}

/** The arguments as BuildKit's parser keeps them: pairs as name, value and separator. */
function argumentsOf(instruction: Instruction): readonly unknown[] {
  switch (instruction.kind) {
    case 'arg':
      return instruction.declarations.map(({ key, value }) =>
        value ? `${key.text}=${value.text}` : key.text,
      );
    case 'env':
    case 'label':
      return instruction.pairs.flatMap(({ key, value }) => [
        key.text,
        value?.text,
        instruction.legacy ? '' : '=',
      ]);
    case 'onbuild':
      return instruction.trigger
        ? [[instruction.trigger.keywordWord.text, ...argumentsOf(instruction.trigger)]]
        : [];
    case 'unknown':
      return [''];
    default:
      return instruction.args.map(({ text }) => text);
  }
}
