import assert from 'node:assert/strict';
import { analyze } from '../../src/core/analysis/analyze.ts';
import type { Finding, RuleCode } from '../../src/core/analysis/finding.ts';
import type { FromInstruction } from '../../src/core/dockerfile/instruction.ts';
import { parseDockerfile } from '../../src/core/dockerfile/instructions.ts';
import { askBake, type CheckAnswer } from '../differential/bake.ts';
import { startOracle, type Oracle } from '../differential/oracle.ts';
import { corpusFiles } from '../support/dockerfiles/corpusFiles.ts';
import { vectorDockerfiles } from '../support/dockerfiles/vectorFiles.ts';
import { unreachable } from '../support/imageFacts.ts';

/** BuildKit's rules that are compared, and ours. */
const counterparts: ReadonlyMap<string, RuleCode> = new Map([
  ['FromPlatformFlagConstDisallowed', 'constant-platform-flag'],
  ['RedundantTargetPlatform', 'redundant-target-platform'],
]);
const ours: ReadonlySet<RuleCode> = new Set(counterparts.values());

/** How many files are asked about in one call, and how many calls run at a time. */
const BATCH = 50;
const PARALLEL = 2;

/** A rule that one side finds on an instruction (one-based line) and the other does not. */
interface Difference {
  readonly only: 'ours' | 'BuildKit';
  readonly code: RuleCode;
  readonly line: number;
}

/** What both say of a file. */
interface Checked {
  readonly text: string;
  readonly answer: CheckAnswer;
  readonly findings: readonly Finding[];
}

/** Why the two may differ. Each is a decision of docs/rules.md, or a version of test/fixtures/versions.md. */
const explanations: readonly (readonly [
  kind: string,
  holds: (difference: Difference, checked: Checked) => boolean,
])[] = [
  [
    'BuildKit refuses the file, and we go on',
    ({ only }, { findings }) =>
      only === 'ours' &&
      findings.some(
        ({ rule, severity }) =>
          rule === 'dockerfile-error' || (rule === 'invalid-platform' && severity === 'error'),
      ),
  ],
  [
    'the architecture is in the name of the stage, but is no word of it',
    ({ only, code, line }, { text }) =>
      only === 'ours' &&
      code === 'constant-platform-flag' &&
      /linux|amd64|arm/.test(fromAt(text, line)?.name ?? ''),
  ],
  [
    'TARGETPLATFORM has another value than the target',
    ({ only, code }, { text }) =>
      only === 'BuildKit' &&
      code === 'redundant-target-platform' &&
      /^ARG\s+TARGETPLATFORM=/im.test(text),
  ],
  [
    'our own comment silences ours',
    ({ only, code, line }, { text }) =>
      only === 'BuildKit' &&
      (fromAt(text, line)?.comments ?? []).some(
        (comment) => comment.text.startsWith('multiarch: ignore') && comment.text.includes(code),
      ),
  ],
  [
    'the lab’s BuildKit does not read # check=skip above an instruction',
    ({ only, line }, { text }) =>
      only === 'BuildKit' &&
      (fromAt(text, line)?.comments ?? []).some((comment) => comment.text.startsWith('check=')),
  ],
];

describe('our rules, beside the checks of the real BuildKit', function () {
  this.timeout(180_000);
  let oracle: Oracle;

  before(async () => {
    oracle = await startOracle(() => undefined);
  });

  after(() => oracle.stop());

  it('find the same in every file, but for differences that have a name', async () => {
    const vectors = vectorDockerfiles().map((text) => ({ name: JSON.stringify(text), text }));
    const files = [...corpusFiles(), ...vectors].map(({ name, text }) => ({
      name,
      text: withinOracle(text),
    }));
    const answers = await askAll(
      files.map(({ text }) => text),
      oracle.env,
    );
    const kinds = new Map<string, number>();
    let agreed = 0;
    const unexplained = files.flatMap(({ name, text }, index) => {
      const answer = answers[index];
      if (answer === undefined) return `${name}: no answer`;
      const { findings } = analyze({
        text,
        targets: [oracle.buildPlatform],
        buildPlatform: oracle.buildPlatform,
        image: () => unreachable,
      });
      const checked = { text, answer, findings };
      const { both, differences } = compare(checked);
      agreed += both;
      return differences.flatMap((difference) => {
        const kind = explanations.find(([, holds]) => holds(difference, checked))?.[0];
        if (kind === undefined) {
          return `${name}: only ${difference.only}: ${difference.code} on ${difference.line}`;
        }
        kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
        return [];
      });
    });
    assert.deepEqual([...kinds.keys()].sort(), explanations.map(([kind]) => kind).sort());
    assert.deepEqual(unexplained, []);
    assert.ok(agreed > 30, `only ${agreed} findings that both have`);
  });
});

/** Asks in batches; a file about which BuildKit does not answer spoils its batch and is found by halving. */
async function askAll(
  texts: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<readonly (CheckAnswer | undefined)[]> {
  const answers: (CheckAnswer | undefined)[] = [];
  let next = 0;
  const work = async () => {
    while (next < texts.length) {
      const start = next;
      next += BATCH;
      const found = await ask(texts.slice(start, start + BATCH), env);
      for (const [index, answer] of found.entries()) answers[start + index] = answer;
    }
  };
  await Promise.all(Array.from({ length: PARALLEL }, work));
  return answers;
}

async function ask(
  texts: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<readonly (CheckAnswer | undefined)[]> {
  const questions = texts.map((text) => ({ text, buildArgs: {} }));
  const answered = await askBake('check', questions, env);
  if (!('failure' in answered)) return answered.map(({ answer }) => answer);
  if (texts.length === 1) return [undefined];
  const middle = Math.ceil(texts.length / 2);
  return [...(await ask(texts.slice(0, middle), env)), ...(await ask(texts.slice(middle), env))];
}

function compare({ text, answer, findings }: Checked) {
  const theirs = new Set(
    (answer.warnings ?? []).flatMap(({ ruleName, location }) => {
      const code = counterparts.get(ruleName);
      return code === undefined ? [] : `${code} ${location.ranges?.[0]?.start.line ?? 0}`;
    }),
  );
  const froms = fromsOf(text);
  const found = new Set(
    findings
      .filter(({ rule }) => ours.has(rule))
      .map(({ rule, range: { start } }) => {
        const from = froms.findLast(({ range }) => range.start.line <= start.line);
        return `${rule} ${(from?.range.start.line ?? -1) + 1}`;
      }),
  );
  const differences = [
    ...[...found].filter((entry) => !theirs.has(entry)).map((entry) => read('ours', entry)),
    ...[...theirs].filter((entry) => !found.has(entry)).map((entry) => read('BuildKit', entry)),
  ];
  return { both: [...found].filter((entry) => theirs.has(entry)).length, differences };
}

function read(only: Difference['only'], entry: string): Difference {
  const [code = '', line] = entry.split(' ');
  return { only, code: code as RuleCode, line: Number(line) };
}

function fromAt(text: string, line: number): FromInstruction | undefined {
  return fromsOf(text).find(({ range }) => range.start.line === line - 1);
}

function fromsOf(text: string): readonly FromInstruction[] {
  return parseDockerfile(text).instructions.flatMap((instruction) =>
    instruction.kind === 'from' ? [instruction] : [],
  );
}

/**
 * The file as the oracle can answer about it, which has all of Docker Hub's tags and no frontend but its
 * own: without `# syntax=`, other registries and digests. None of it matters to the rules compared.
 */
function withinOracle(text: string): string {
  const { directives, instructions } = parseDockerfile(text);
  const syntax = directives.find(({ name }) => name === 'syntax');
  if (syntax !== undefined) {
    const rest = text.slice(syntax.span.end).replace(/^\r?\n/, '');
    return withinOracle(text.slice(0, syntax.span.start) + rest);
  }
  const images = instructions.flatMap((instruction) => {
    switch (instruction.kind) {
      case 'from':
        return instruction.base ?? [];
      case 'copy':
        return instruction.from ?? [];
      case 'run':
        return instruction.mounts.flatMap(({ from }) => from ?? []);
      case 'arg':
        return instruction.declarations.flatMap(({ value }) => value ?? []);
      default:
        return [];
    }
  });
  let answerable = text;
  for (const { span } of images.sort((a, b) => b.span.start - a.span.start)) {
    const image = text
      .slice(span.start, span.end)
      .replace(/^(?:[\w-]+\.[\w.-]+|localhost)(?::\d+)?\//, '')
      .replace(/@sha256:[0-9a-f]{64}$/, '');
    answerable = answerable.slice(0, span.start) + image + answerable.slice(span.end);
  }
  return answerable;
}
