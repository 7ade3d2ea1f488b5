import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

/** A file to ask about, as a target of one bake call. BuildKit answers for its own platform only. */
export interface Question {
  readonly text: string;
  readonly buildArgs: Readonly<Record<string, string>>;
  /** Name of the stage to build. */
  readonly target?: string;
}

/** What `--call=check` says of a file. */
export interface CheckAnswer {
  readonly warnings?: readonly Warning[] | null;
  readonly buildError?: { readonly message: string; readonly location?: Location };
}

/** A rule of BuildKit that a file breaks. */
export interface Warning {
  readonly ruleName: string;
  readonly detail: string;
  readonly location: Location;
}

/** What `--call=outline` says of a file. */
export interface OutlineAnswer {
  readonly args?: readonly {
    readonly name: string;
    readonly value?: string;
    readonly location: Location;
  }[];
}

/** What `--call=targets` says of a file. */
export interface TargetsAnswer {
  readonly targets?: readonly {
    readonly name?: string;
    readonly default?: boolean;
    readonly base?: string;
    readonly platform?: string;
    readonly location: Location;
  }[];
}

/** Lines are 1-based; an empty object is no place. */
export interface Location {
  readonly ranges?: readonly { readonly start: { readonly line?: number } }[];
}

interface Answers {
  readonly check: CheckAnswer;
  readonly outline: OutlineAnswer;
  readonly targets: TargetsAnswer;
}

/** An answer, and the images whose metadata BuildKit loaded for it. */
export interface Answered<Answer> {
  readonly answer: Answer;
  readonly loaded: readonly string[];
}

/**
 * Asks BuildKit about many files with one call of `buildx bake`. A file that makes the whole call
 * fail (BuildKit refuses it before it answers) leaves no answer at all: undefined.
 */
export async function askBake<Call extends keyof Answers>(
  call: Call,
  questions: readonly Question[],
  env: NodeJS.ProcessEnv,
): Promise<readonly Answered<Answers[Call]>[] | { readonly failure: string }> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'multiarch-differential-'));
  try {
    await mkdir(path.join(folder, 'files'));
    const names = questions.map((_, index) => `t${index}`);
    const targets = questions.map(async (question, index) => {
      const file = path.join(folder, 'files', `t${index}.dockerfile`);
      await writeFile(file, question.text);
      return {
        context: path.join(folder, 'files'),
        dockerfile: `t${index}.dockerfile`,
        args: question.buildArgs,
        ...(question.target !== undefined && { target: question.target }),
      };
    });
    const entries = (await Promise.all(targets)).map((target, index) => [`t${index}`, target]);
    const bakeFile = path.join(folder, 'bake.json');
    await writeFile(bakeFile, JSON.stringify({ target: Object.fromEntries(entries) as unknown }));
    const { stdout, stderr } = await run(
      [
        ...['buildx', 'bake', '--progress', 'rawjson', '--file', bakeFile],
        ...['--call', `${call},format=json`, ...names],
      ],
      folder,
      env,
    );
    if (!stdout.startsWith('{')) return { failure: failureOf(stderr) };
    const { target } = JSON.parse(stdout) as {
      target: Record<string, Record<Call, Answers[Call]> | undefined>;
    };
    const loaded = loadedImages(stderr);
    return names.map((name) => {
      const answer = target[name]?.[call];
      if (answer === undefined) throw new Error(`buildx bake left ${name} out:\n${stderr}`);
      return { answer, loaded: loaded.get(name) ?? [] };
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * The last line of what buildx wrote.
 *
 * @throws when the engine is gone: then no file would get an answer any more
 */
function failureOf(stderr: string): string {
  const line = stderr.trimEnd().split('\n').at(-1) ?? '';
  if (
    /Cannot connect|connection refused|error reading from server|Unavailable|no such host/i.test(
      line,
    )
  ) {
    throw new Error(`The engine ended while it was asked: ${line}`);
  }
  return line;
}

/** Vertices are named `[t0 internal] load metadata for docker.io/library/alpine:latest`. */
function loadedImages(progress: string): ReadonlyMap<string, readonly string[]> {
  const loaded = new Map<string, string[]>();
  const vertex = /"name":"\[(t\d+) internal\] load metadata for ([^"]+)"/g;
  for (const [, name = '', reference = ''] of progress.matchAll(vertex)) {
    const references = loaded.get(name) ?? [];
    if (!references.includes(reference)) references.push(reference);
    loaded.set(name, references);
  }
  return loaded;
}

/** Runs docker; what it ends with says only whether there were findings. */
export function run(
  args: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv,
): Promise<{ stdout: string; stderr: string }> {
  return new Promise((resolve, reject) => {
    const options = { cwd, env, maxBuffer: 256 * 1024 * 1024, timeout: 300_000 };
    execFile('docker', args, options, (error, stdout, stderr) => {
      if (error && typeof error.code !== 'number') {
        reject(new Error(`docker ${args.slice(0, 3).join(' ')}: ${error.message}`));
      } else resolve({ stdout, stderr });
    });
  });
}
