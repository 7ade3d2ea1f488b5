import type { Span } from '../text.ts';
import type { YamlText } from '../yamlTree.ts';
import { actionOf, type Job, type Step } from './pipeline.ts';
import { scriptCommands, type ScriptCommand } from './scriptCommands.ts';

/** A build of an image in a job: a step with docker/build-push-action, or a `docker build` of a script. */
export interface PipelineBuild {
  readonly job: Job;
  readonly step: Step;
  /** Its place among the steps of the job. */
  readonly at: number;
  /** The words that say that something is built. */
  readonly span: Span;
  readonly platforms: readonly Said[];
  readonly tags: readonly Said[];
  readonly outputs: readonly Said[];
  readonly cacheTo: readonly Said[];
  readonly cacheFrom: readonly Said[];
  readonly buildArgs: readonly Said[];
  /** What `push` and `load` say: `true`, `false`, an expression; absent where they are not given. */
  readonly push?: Said;
  readonly load?: Said;
  readonly provenance?: Said;
  readonly file?: Said;
  readonly context?: Said;
  readonly target?: Said;
  readonly by: 'action' | 'command';
}

/** A value as it is written, and where. */
export interface Said {
  readonly text: string;
  readonly span: Span;
}

/** What a job builds, in the order of its steps. */
export function buildsOf(job: Job, source: string): readonly PipelineBuild[] {
  return job.steps.flatMap((step, at): readonly PipelineBuild[] => {
    if (actionOf(step).name === 'docker/build-push-action') {
      return [{ ...ofAction(step, source), job, step, at }];
    }
    const { script } = step;
    if (script?.text.includes('docker') !== true) return [];
    return scriptCommands(script, source).flatMap((command) => {
      const words = buildWords(command);
      return words === undefined ? [] : [{ ...ofWords(words, command.span), job, step, at }];
    });
  });
}

type Parts = Omit<PipelineBuild, 'job' | 'step' | 'at'>;

/** The inputs that docker/build-push-action 7 hands on to buildx (src/context.ts). */
function ofAction({ uses, inputs, span }: Step, source: string): Parts {
  const listed = (name: string) => itemsOf(inputs.get(name), source, 'comma');
  const lines = (name: string) => itemsOf(inputs.get(name), source, 'line');
  const one = (name: string) => itemsOf(inputs.get(name), source, 'line')[0];
  return optional(
    {
      by: 'action',
      span: uses?.span ?? span,
      platforms: listed('platforms'),
      tags: listed('tags'),
      outputs: lines('outputs'),
      cacheTo: lines('cache-to'),
      cacheFrom: lines('cache-from'),
      buildArgs: lines('build-args'),
    },
    {
      ...{ push: one('push'), load: one('load'), provenance: one('provenance') },
      ...{ file: one('file'), context: one('context'), target: one('target') },
    },
  );
}

type Optional = 'push' | 'load' | 'provenance' | 'file' | 'context' | 'target';

function optional(
  parts: Omit<Parts, Optional>,
  others: Readonly<Record<Optional, Said | undefined>>,
): Parts {
  const said = Object.entries(others).filter(([, value]) => value !== undefined);
  return { ...parts, ...(Object.fromEntries(said) as Partial<Record<Optional, Said>>) };
}

/** The items of an input that is one text: one in a line, or also with commas between; comments are none. */
function itemsOf(
  input: YamlText | undefined,
  source: string,
  separator: 'comma' | 'line',
): readonly Said[] {
  if (input === undefined) return [];
  const items: Said[] = [];
  let from = input.span.start;
  for (const line of splitOutside(input.text, separator === 'comma' ? /[,\n]/ : /\n/)) {
    const text = line.trim();
    if (text === '' || text.startsWith('#')) continue;
    const at = source.indexOf(text, from);
    const isThere = at !== -1 && at + text.length <= input.span.end;
    const span = isThere ? { start: at, end: at + text.length } : input.span;
    if (isThere) from = span.end;
    items.push({ text, span });
  }
  return items;
}

/** Parts of a text, of which an expression is never cut. */
function splitOutside(text: string, separator: RegExp): readonly string[] {
  const parts: string[] = [];
  let part = '';
  for (let at = 0; at < text.length; at += 1) {
    const close = text.startsWith('${{', at) ? text.indexOf('}}', at) : -1;
    if (close !== -1) {
      part += text.slice(at, close + 2);
      at = close + 1;
    } else if (separator.test(text.charAt(at))) {
      parts.push(part);
      part = '';
    } else part += text.charAt(at);
  }
  return [...parts, part];
}

/** What follows `docker build`, `docker buildx build` and `docker image build`. */
function buildWords({ name, words }: ScriptCommand): ScriptCommand['words'] | undefined {
  if (name !== 'docker') return undefined;
  const [first, second] = words;
  if (first?.text === 'build') return words.slice(1);
  const isBuild = second?.text === 'build' || second?.text === 'b';
  return isBuild && (first?.text === 'buildx' || first?.text === 'image')
    ? words.slice(2)
    : undefined;
}

/** Short options of `docker buildx build` that are looked at. */
const short: Readonly<Record<string, string>> = { '-t': '--tag', '-f': '--file', '-o': '--output' };

/** Options without a value. */
const plain: ReadonlySet<string> = new Set([
  ...[
    '--push',
    '--load',
    '--no-cache',
    '--pull',
    '--quiet',
    '-q',
    '--debug',
    '-D',
    '--check',
    '--rm',
  ],
  ...['--force-rm', '--squash', '--compress'],
]);

function ofWords(words: ScriptCommand['words'], span: Span): Parts {
  const values = new Map<string, Said[]>();
  const add = (name: string, said: Said) => values.set(name, [...(values.get(name) ?? []), said]);
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at];
    if (word === undefined) break;
    const equals = word.text.startsWith('-') ? word.text.indexOf('=') : -1;
    const written = equals === -1 ? word.text : word.text.slice(0, equals);
    const name = short[written] ?? written;
    if (!word.text.startsWith('-')) add('context', word);
    else if (equals !== -1) add(name, { text: word.text.slice(equals + 1), span: word.span });
    else if (plain.has(name)) add(name, { text: 'true', span: word.span });
    else {
      at += 1;
      const value = words[at];
      if (value !== undefined) add(name, value);
    }
  }
  const all = (name: string): readonly Said[] => values.get(name) ?? [];
  const one = (name: string) => all(name).at(-1);
  return optional(
    {
      by: 'command',
      span,
      platforms: all('--platform').flatMap(({ text, span }) =>
        text.split(',').map((each) => ({ text: each.trim(), span })),
      ),
      tags: all('--tag'),
      outputs: all('--output'),
      cacheTo: all('--cache-to'),
      cacheFrom: all('--cache-from'),
      buildArgs: all('--build-arg'),
    },
    {
      ...{ push: one('--push'), load: one('--load'), provenance: one('--provenance') },
      ...{ file: one('--file'), target: one('--target'), context: one('context') },
    },
  );
}
