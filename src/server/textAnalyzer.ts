import type { ProjectFacts } from '../adapters/workspace/projectReader.ts';
import { analyzeInSteps, type Analysis, type AnalysisInput } from '../core/analysis/analyze.ts';
import { analyzeSpecFile } from '../core/analysis/analyzeSpecFile.ts';
import { analyzeCompose } from '../core/analysis/analyzeCompose.ts';
import { targetsComment } from '../core/analysis/comments.ts';
import { renderMessage, ruleCodes, type RuleCode } from '../core/analysis/finding.ts';
import { buildPlatformOf } from '../core/build/targetNode.ts';
import type { Builder } from '../core/build/workerNode.ts';
import { parseDockerfile, type Dockerfile } from '../core/dockerfile/instructions.ts';
import {
  createResolutionMemory,
  type ResolutionMemory,
} from '../core/dockerfile/resolutionMemory.ts';
import type { Fact } from '../core/facts.ts';
import { say } from '../core/language.ts';
import { parsePlatform } from '../core/platform/platform.ts';
import type { BuildDeclaration } from '../core/project/declaration.ts';
import type { FileKind } from '../core/project/fileNames.ts';
import { finish, type Steps } from '../core/steps.ts';
import { chooseTargets, describeSource, type DeclaredTargets } from '../core/project/targets.ts';
import type { SettingProblem } from '../protocol/requests.ts';
import type { Lookups } from './lookups.ts';
import type { Projects } from './projects.ts';
import type { SettingsReader } from './settingsReader.ts';

/** Analyses texts with all that is known about their file at the moment. */
export interface TextAnalyzer {
  /**
   * @param kind what the file is: a Dockerfile by default
   * @param asked what is asked for, unless it is what the editor shows in the file
   */
  analyze(uri: string, text: string, kind?: FileKind, asked?: AskedAnalysis): Promise<Analysis>;
  /** The same in steps: what it awaits is awaited before the first one. */
  steps(uri: string, text: string, kind: FileKind, asked?: AskedAnalysis): Promise<Steps<Analysis>>;
  /** What a file is built for: the first that says something; and why not all was read, in a sentence. */
  targetsOf(uri: string, text: string): Promise<DeclaredTargets & { readonly unread?: string }>;
  /** A closed file costs nothing. */
  forget(uri: string): void;
}

/** What is asked for. */
export interface AskedAnalysis {
  /** The rule, unless it is all of them. */
  readonly only?: RuleCode;
  /** Whether the configs of all base images count: they are shown. */
  readonly everyConfig?: true;
  /** Who builds it, and how, in the place of what the files around it say together. */
  readonly build?: BuildDeclaration;
}

/** Where it is found out. */
export interface AnalyzerSources {
  readonly settings: SettingsReader;
  readonly projects: Projects;
  readonly lookups: Lookups;
  readonly builder: () => Fact<Builder> | undefined;
  /** Whether another extension shows BuildKit's own checks. */
  readonly overlaps: () => boolean;
  /** Tells the user something; shown as it is. */
  readonly warn: (message: string) => void;
  /** The same of a setting, which the user is shown on request. */
  readonly tellSettingProblem: (problem: SettingProblem) => void;
}

/** Says what is wrong with a setting or project file once, and goes on without it. */
export function createTextAnalyzer(sources: AnalyzerSources): TextAnalyzer {
  const { settings, projects, lookups } = sources;
  const complained = new Set<string>();
  const memories = new Map<string, ResolutionMemory>();

  function memoryOf(uri: string): ResolutionMemory {
    const memory = memories.get(uri) ?? createResolutionMemory();
    memories.set(uri, memory);
    return memory;
  }

  function complain(about: string, message: string): void {
    if (complained.has(about)) return;
    complained.add(about);
    sources.warn(message);
  }

  /** @param dockerfile the file, if a comment in it may say something */
  async function declaredFor(
    uri: string,
    project: ProjectFacts | undefined,
    dockerfile: Dockerfile | undefined,
  ): Promise<DeclaredTargets & { readonly unread?: string }> {
    const { platforms } = await settings.read(uri);
    const comment = dockerfile && targetsComment(dockerfile);
    const targets = chooseTargets(
      [
        comment && {
          platforms: comment.platforms.map((platform) => platform.text),
          source: { kind: 'comment' },
        },
        ...(project?.targets ?? []),
      ],
      { platforms, source: { kind: 'setting' } },
    );
    return { ...targets, ...(project?.unread && { unread: project.unread.reason }) };
  }

  /** What is no platform is told once, where it stands in another file or a setting, and left out. */
  function usable({ platforms, source }: DeclaredTargets): readonly string[] {
    return platforms.filter((word) => {
      const platform = parsePlatform(word);
      if (platform.ok || source.kind === 'comment') return platform.ok;
      const about = `${describeSource(source)} ${word}`;
      const problem = withoutLinks(platform.problem.message);
      const left = say('It is left out; write for example linux/arm64.');
      if (source.kind !== 'setting') {
        const place = withoutLinks(describeSource(source));
        complain(about, say('A platform of {0} is none: {1}. {2}', place, problem, left));
      } else if (!complained.has(about)) {
        complained.add(about);
        sources.tellSettingProblem({
          setting: 'platforms',
          message: say(
            'The setting multiarch.platforms holds something that is no platform: {0}. {1}',
            problem,
            left,
          ),
        });
      }
      return false;
    });
  }

  const analyzer: TextAnalyzer = {
    async targetsOf(uri, text) {
      const dockerfile = isCommented(text) ? parseDockerfile(text) : undefined;
      return declaredFor(uri, await projects.of(uri), dockerfile);
    },
    forget: (uri) => {
      memories.delete(uri);
    },
    async analyze(uri, text, kind = 'dockerfile', asked) {
      return finish(await analyzer.steps(uri, text, kind, asked));
    },
    async steps(uri, text, kind, { only, everyConfig, build } = {}) {
      const { rules, overlappingRules, buildArgs, registry } = await settings.read(uri);
      // A slow disk is waited for once.
      const [project, services] = await Promise.all([
        projects.of(uri),
        kind === 'dockerfile' || kind === 'manifest-spec'
          ? undefined
          : projects.services(kind, uri, text),
      ]);
      const dockerfile = isCommented(text) ? finish(memoryOf(uri).read(text)) : undefined;
      const targets = usable(
        (build && declaredTargets(build, sources.builder())) ??
          (await declaredFor(uri, project, dockerfile)),
      );
      for (const { severity, message, path, range } of project?.problems ?? []) {
        const line = range === undefined ? '' : `:${range.start.line + 1}`;
        const name = path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
        const problem = withoutLinks(`${name}${line}: ${message}`);
        const after = severity === 'error' ? say(' It does not count until that is mended.') : '';
        complain(`${path} ${problem}`, `${problem}${after}`);
      }
      const levels = { ...rules, ...project?.rules, ...(only !== undefined && allBut(only)) };
      const image = lookups.reader(registry.lookups);
      if (kind === 'manifest-spec') {
        const { readManifestSpec } = await import('../adapters/workspace/projectFiles.ts');
        return atOnce(analyzeSpecFile(text, readManifestSpec(text), image));
      }
      if (services !== undefined) {
        return atOnce(analyzeCompose({ text, services, targets, levels }, { image }));
      }
      const builder = sources.builder();
      const how = build === undefined ? ofProject(buildArgs, project) : ofDeclaration(build);
      // What was looked at lies in the context that the files around it say.
      const isSameContext = build === undefined || build.context === project?.context;
      const context = isSameContext ? projects.contextOf(uri) : undefined;
      return analyzeInSteps({
        text,
        ...(dockerfile !== undefined && { dockerfile }),
        // What is remembered is of the build that the editor shows.
        ...(build === undefined && { memory: memoryOf(uri) }),
        targets,
        levels,
        ...how,
        ...(project?.asked && { asked: project.asked }),
        withoutBuildkitRules:
          overlappingRules === 'off' || (overlappingRules === 'auto' && sources.overlaps()),
        image,
        base: lookups.baseReader(registry.lookups),
        ...(builder !== undefined && { builder }),
        ...(context !== undefined && { context }),
        ...(everyConfig && { everyConfig }),
      });
    },
  };
  return analyzer;
}

type HowBuilt = Pick<
  AnalysisInput,
  'buildArgs' | 'unknownBuildArgs' | 'target' | 'exportsFiles' | 'contexts'
>;

function ofProject(
  buildArgs: Readonly<Record<string, string>>,
  project: ProjectFacts | undefined,
): HowBuilt {
  return {
    buildArgs: { ...buildArgs, ...project?.buildArgs },
    ...(project?.unknownBuildArgs && { unknownBuildArgs: project.unknownBuildArgs }),
    ...(project?.target !== undefined && { target: project.target }),
    ...(project?.exportsFiles === true && { exportsFiles: true }),
    ...(project?.contexts !== undefined && { contexts: project.contexts }),
  };
}

function ofDeclaration({
  buildArgs = {},
  unknownArgs,
  target,
  exportsFiles,
  contexts = {},
}: BuildDeclaration): HowBuilt {
  return {
    buildArgs,
    contexts,
    ...(unknownArgs && { unknownBuildArgs: { named: unknownArgs } }),
    ...(target !== undefined && { target }),
    ...(exportsFiles === true && { exportsFiles }),
  };
}

/**
 * What a target or service is built for: without platforms that of the machine that builds (buildx v0.36,
 * build/build.go). Undefined where that is not known.
 */
function declaredTargets(
  { kind, file, name, platforms }: BuildDeclaration,
  builder: Fact<Builder> | undefined,
): DeclaredTargets | undefined {
  const own = platforms.length > 0 || !builder ? undefined : buildPlatformOf(builder);
  const all = own === undefined ? platforms : [own];
  if (!all.some((platform) => parsePlatform(platform).ok)) return undefined;
  return { platforms: all, source: { kind, file, names: [name] } };
}

/** What is not worth several steps. */
// eslint-disable-next-line require-yield -- it has none
function* atOnce(analysis: Analysis): Steps<Analysis> {
  return analysis;
}

/** Whether a comment in a file may say what it is built for; else nobody needs to read it for that. */
function isCommented(text: string): boolean {
  return text.includes('multiarch:');
}

/** Levels that turn every rule off but one. */
function allBut(only: RuleCode): Readonly<Record<string, 'off'>> {
  return Object.fromEntries(
    ruleCodes.flatMap((code) => (code === only ? [] : [[code, 'off' as const]])),
  );
}

/** Text of a settings file for a notification, where `[text](command:…)` would be a live link. */
function withoutLinks(text: string): string {
  return renderMessage({ text: '{0}', args: [text] }).replaceAll('](', '] (');
}
