/** What the name of a step says, e.g. `[linux/amd64->arm64 build 2/4] RUN make`. */
export interface StepName {
  /** Target of a bake file. */
  readonly group?: string;
  /** Where the step runs, formatted; absent in a build for one platform, and for steps that serve all. */
  readonly platform?: string;
  /** For which other platform it runs there, formatted. */
  readonly forPlatform?: string;
  readonly stage?: string;
  /** Which of the stage's steps it is, from 1. */
  readonly position?: { readonly index: number; readonly total: number };
  /** Not the file's own step, e.g. `load metadata for …`. */
  readonly internal: boolean;
  /** What is done, without what the brackets say. */
  readonly text: string;
}

/** The systems that BuildKit names in a platform that is not of the step's own system. */
const systems = ['linux', 'windows', 'darwin', 'freebsd', 'wasip1', 'js'];

const position = /^([1-9]\d{0,5})\/([1-9]\d{0,5})$/;

/**
 * Reads the name of a step (BuildKit v0.32, dockerfile2llb, prefixCommand; the target of a bake file is put
 * first by buildx v0.36, util/progress, addPrefix). Never fails: a name of another form is a text.
 *
 * @param groups targets that are built; a first word that is one of them names the target
 */
export function readStepName(name: string, groups: ReadonlySet<string> = none): StepName {
  const end = name.startsWith('[') ? name.indexOf('] ') : -1;
  if (end < 0) return { internal: true, text: name };
  const words = name
    .slice(1, end)
    .split(' ')
    .filter((word) => word !== '');
  const text = name.slice(end + 2);
  const [first = ''] = words;
  const group = groups.has(first) && !(words.length === 1 && isPosition(first)) ? first : undefined;
  if (group !== undefined) words.shift();
  const platforms = readPlatforms(words[0]);
  if (platforms !== undefined) words.shift();
  const last = words.at(-1);
  const place = last === undefined ? null : position.exec(last);
  if (place !== null) words.pop();
  const rest = words.join(' ');
  return {
    ...(group !== undefined && { group }),
    ...platforms,
    ...(place !== null && {
      position: { index: Number(place[1]), total: Number(place[2]) },
      ...(rest !== '' && { stage: rest }),
    }),
    internal: place === null,
    text: place !== null || rest === '' || rest === 'internal' ? text : `[${rest}] ${text}`,
  };
}

const none: ReadonlySet<string> = new Set();

function isPosition(word: string): boolean {
  return position.test(word);
}

/** `linux/amd64`, `linux/amd64->arm64`, `linux/amd64->windows(10.0)/amd64`. */
function readPlatforms(
  word: string | undefined,
): { readonly platform: string; readonly forPlatform?: string } | undefined {
  if (word === undefined || isPosition(word)) return undefined;
  const arrow = word.indexOf('->');
  const platform = arrow < 0 ? word : word.slice(0, arrow);
  const slash = platform.indexOf('/');
  if (slash < 1 || !/^[a-z]/.test(platform)) return undefined;
  if (arrow < 0) return { platform };
  const other = word.slice(arrow + 2);
  const [system = ''] = other.split(/[(/]/, 1);
  const forPlatform = systems.includes(system)
    ? other
    : `${platform.slice(0, slash).replace(/\(.*/, '')}/${other}`;
  return { platform, forPlatform };
}
