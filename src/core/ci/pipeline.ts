import type { Span } from '../text.ts';
import type { YamlText, YamlTree } from '../yamlTree.ts';
import type { CiProvider } from './generate/ciPlan.ts';

/** A workflow of GitHub Actions, or a pipeline of GitLab. */
export interface Pipeline {
  readonly provider: CiProvider;
  readonly jobs: readonly Job[];
  /** What an action of GitHub does, which runs in the job of another file. */
  readonly action?: Pick<Job, 'containers' | 'steps'>;
  /** Whether other files may use what its jobs put out. */
  readonly isCalled: boolean;
}

/** A job, which its matrix may make several of. */
export interface Job {
  /** Its key. */
  readonly name: string;
  /** Labels of `runs-on`, or GitLab's `tags`. */
  readonly labels: readonly YamlText[];
  /** One for each time that it runs; a single empty one without a matrix, undefined where an expression makes it. */
  readonly legs: readonly Leg[] | undefined;
  /** The matrix of GitHub as it is written. */
  readonly matrix?: YamlTree;
  /** Variables that the file sets, by name; `env` of GitHub, `variables` of GitLab. */
  readonly variables: Variables;
  readonly steps: readonly Step[];
  /** Images that run around its steps and beside them; of GitHub. */
  readonly containers: readonly Container[];
  /** What it hands on to other jobs, as it is written. */
  readonly outputs: readonly string[];
  /** Whether it is made of another file. */
  readonly callsWorkflow: boolean;
}

/** An image that a job runs, or an action is. */
export interface Container {
  /** What the file calls it: `container`, `service db`, `image`. */
  readonly role: string;
  readonly image: YamlText;
  /** Options of `docker create`. */
  readonly options?: YamlText;
}

/** Variables with their values, in which others may be used. */
export type Variables = Readonly<Record<string, string>>;

/** Values of a matrix in one run of a job: `platform`, `target.runner`; of GitLab, `$PLATFORM`. */
export type Leg = Readonly<Record<string, string>>;

/** A step of a job; of GitLab, one entry of a script. */
export interface Step {
  readonly span: Span;
  readonly id?: string;
  /** What it is called, for people. */
  readonly name?: string;
  /** The action, e.g. `docker/build-push-action@v7`. */
  readonly uses?: YamlText;
  /** What stands in `with`, by key. */
  readonly inputs: ReadonlyMap<string, YamlText>;
  /** A script of a shell. */
  readonly script?: YamlText;
  /** The condition on which it runs. */
  readonly condition?: YamlText;
  readonly variables: Variables;
}

/** The name of an action in lower case, and its version: `v7`, a commit, or nothing. */
export function actionOf({ uses }: Step): { readonly name: string; readonly version: string } {
  const [name = '', version = ''] = (uses?.text ?? '').split('@');
  return { name: name.trim().toLowerCase(), version: version.trim() };
}

/** The number of a major version, e.g. 4 for `v4.1.0`; undefined for a branch or a commit. */
export function majorOf(version: string): number | undefined {
  const [, major] = /^v?(\d{1,3})(?:\.\d+){0,2}$/.exec(version) ?? [];
  return major === undefined ? undefined : Number(major);
}
