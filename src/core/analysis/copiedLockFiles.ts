import type { RunInstruction } from '../dockerfile/instruction.ts';
import type { Dockerfile } from '../dockerfile/instructions.ts';
import { isPlain } from '../dockerfile/word.ts';
import { isLockFile, lockFileNames } from '../lockfile/lockFile.ts';
import type { Span } from '../text.ts';
import { allContextSources, cleanPath } from './contextSources.ts';
import type { StageFlow } from './stageFlow.ts';

/** A lock file that a stage may take from the build context. Whether it is there is not known yet. */
export interface CopiedLockFile {
  /** In the context, with `/`. */
  readonly path: string;
  readonly stage: number;
  /** The targets for which the stage takes it. */
  readonly targets: readonly string[];
  /** The words that take it: the source of a COPY, or a mount. */
  readonly span: Span;
}

/** Most paths that are looked at for one file. */
const mostPaths = 100;

/**
 * The lock files that COPY, ADD and bind mounts of reached stages may take from the context: by their name,
 * by a pattern, or with the folder that they lie in. Each path is named once in a stage, where it is taken
 * first.
 */
export function copiedLockFiles(
  dockerfile: Dockerfile,
  flow: StageFlow,
): readonly CopiedLockFile[] {
  const before = known.get(flow);
  if (before !== undefined) return before;
  const found = new Map<string, CopiedLockFile>();
  const add = (path: string, stage: number, span: Span, targets: readonly string[]) => {
    const key = `${stage} ${path}`;
    const same = found.get(key);
    if (same === undefined && found.size >= mostPaths) return;
    const all = [...new Set([...(same?.targets ?? []), ...targets])];
    found.set(key, { path, stage, span: same?.span ?? span, targets: all });
  };
  for (const { stage, word, paths } of allContextSources(dockerfile, flow)) {
    for (const [target, path] of paths) {
      for (const each of lockFilesAt(path)) add(each, stage, word.span, [target]);
    }
  }
  for (const { index, instructions } of flow.stages) {
    const targets = flow.reachedFor(index);
    if (targets.length === 0) continue;
    for (const instruction of instructions) {
      if (instruction.kind !== 'run') continue;
      for (const { path, span } of boundPaths(instruction)) {
        for (const each of lockFilesAt(path)) add(each, index, span, targets);
      }
    }
  }
  const all = [...found.values()];
  known.set(flow, all);
  return all;
}

/** Asked for again to know what must be looked up. */
const known = new WeakMap<StageFlow, readonly CopiedLockFile[]>();

/** What a RUN sees of the context (BuildKit 0.32, instructions/commands_runmount.go: `bind` is the default). */
function boundPaths({ mounts }: RunInstruction): readonly { path: string; span: Span }[] {
  return mounts.flatMap(({ fields, from, span }) => {
    const last = (...keys: readonly string[]) =>
      fields.findLast(({ key }) => keys.includes(key))?.value;
    const type = last('type')?.toLowerCase() ?? 'bind';
    const source = last('source', 'src') ?? '';
    if (type !== 'bind' || from !== undefined || !isPlain(source)) return [];
    return [{ path: cleanPath(source), span }];
  });
}

/** The lock files that a path may be, match or hold. */
function lockFilesAt(path: string): readonly string[] {
  if (isLockFile(path)) return [path];
  const slash = path.lastIndexOf('/') + 1;
  const [folder, name] = [path.slice(0, slash), path.slice(slash)];
  if (/[*?[\\]/.test(folder)) return [];
  if (/[*?[\\]/.test(name)) {
    return lockFileNames.filter((each) => matches(name, each)).map((each) => `${folder}${each}`);
  }
  // A file by the looks of it.
  if (/[^.]\.[a-z\d]{1,5}$/i.test(name)) return [];
  return lockFileNames.map((each) => (path === '' ? each : `${path}/${each}`));
}

/** Whether a name matches a pattern of stars and question marks; patterns with more do not match. */
function matches(pattern: string, name: string): boolean {
  if (/[[\\]/.test(pattern)) return false;
  const [first = '', ...rest] = pattern.split(/\*+/);
  if (rest.length === 0) return isAt(name, 0, first) && name.length === first.length;
  const last = rest.pop() ?? '';
  if (!isAt(name, 0, first) || !isAt(name, name.length - last.length, last)) return false;
  let at = first.length;
  for (const part of rest) {
    while (at < name.length && !isAt(name, at, part)) at += 1;
    at += part.length;
  }
  return at <= name.length - last.length;
}

function isAt(name: string, at: number, part: string): boolean {
  return (
    at >= 0 &&
    at + part.length <= name.length &&
    Array.from(part).every((letter, index) => letter === '?' || letter === name[at + index])
  );
}
