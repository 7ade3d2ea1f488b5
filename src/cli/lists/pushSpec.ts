import type { SpecProblem } from '../../core/manifestSpec/specProblem.ts';
import { renderMessage } from '../../core/analysis/finding.ts';
import { analyzeSpec } from '../../core/manifestSpec/analyzeSpec.ts';
import { fromArgs } from '../../core/manifestSpec/fromArgs.ts';
import { specList } from '../../core/manifestSpec/specList.ts';
import { LineIndex } from '../../core/text.ts';
import type { WantedList } from '../../adapters/registry/write/listPlan.ts';
import { parseCall } from '../options.ts';
import { UsageError, exitCode, printable, type ExitCode, type Terminal } from '../terminal.ts';
import { makeList } from './listJob.ts';
import { modeOptions, readMode, readSource, readTarget, readWishes } from './listWish.ts';
import { readInput } from './writtenInput.ts';

/** `multiarch index push`: the list of a spec file, or of a template as `manifest-tool push from-args` has it. */
export async function pushSpec(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const { values, positionals } = parseCall(args, {
    platforms: { type: 'string', multiple: true },
    template: { type: 'string' },
    target: { type: 'string' },
    tags: { type: 'string', multiple: true },
    annotations: { type: 'string', multiple: true },
    annotation: { type: 'string', multiple: true },
    type: { type: 'string' },
    'ignore-missing': { type: 'boolean' },
    ...modeOptions,
  });
  const mode = { ...readMode(values), ignoresMissing: values['ignore-missing'] ?? false };
  const { template, target } = values;
  const words = (list: readonly string[] | undefined) =>
    (list ?? []).flatMap((each) => each.split(','));
  const wishes = readWishes(values.type, [
    ...words(values.annotations),
    ...(values.annotation ?? []),
  ]);
  const [file, ...more] = positionals;
  if (template !== undefined || target !== undefined || values.platforms !== undefined) {
    if (file !== undefined || template === undefined || target === undefined) {
      throw new UsageError('Give a spec file, or --platforms, --template and --target.');
    }
    const wanted = templated(words(values.platforms), template, target, words(values.tags));
    return makeList({ ...wanted, wishes }, mode, terminal);
  }
  if (file === undefined || more.length > 0) throw new UsageError('Name one spec file, or "-".');
  if (values.tags !== undefined) throw new UsageError('The tags stand in the spec: tags.');
  const text = await readInput(file, terminal);
  const { readManifestSpec } = await import('../../adapters/workspace/projectFiles.ts');
  const { spec, problems } = analyzeSpec(readManifestSpec(text), () => notAsked);
  if (tell(problems, { file, text }, mode.format, terminal)) return exitCode.found;
  const list = specList(spec);
  // It would have been an error.
  if (list === undefined) return exitCode.found;
  const annotations = { ...list.wishes.annotations, ...wishes.annotations };
  const all = {
    ...list.wishes,
    ...wishes,
    ...(Object.keys(annotations).length > 0 && { annotations }),
  };
  return makeList({ ...list, wishes: all }, mode, terminal);
}

/** What the sources are is found out by the plan. */
const notAsked = { known: false, reason: { code: 'pending', message: '' } } as const;

function templated(
  platforms: readonly string[],
  template: string,
  target: string,
  tags: readonly string[],
): WantedList {
  if (platforms.length === 0) throw new UsageError('Say which platforms: --platforms os/arch,….');
  const images = fromArgs(platforms, template);
  if (!images.ok) throw new UsageError(`--platforms: ${images.problem.message}.`);
  const sources = images.value.map(({ image, platform }) => {
    const { os, architecture, variant } = platform;
    const written = [os, architecture, ...(variant === undefined ? [] : [variant])].join('/');
    // The words are checked, and written as they are given.
    const source = readSource(`${image}=${written}`, [platform]);
    return { ...source, change: { platform } };
  });
  const { target: repository } = readTarget([target]);
  const name = `${repository.domain}/${repository.path}`;
  return { ...readTarget([target, ...tags.map((tag) => `${name}:${tag}`)]), sources };
}

/** Tells what is wrong with a spec. @returns whether there is nothing to publish */
function tell(
  problems: readonly SpecProblem[],
  { file, text }: { readonly file: string; readonly text: string },
  format: 'text' | 'json',
  terminal: Terminal,
): boolean {
  const lines = new LineIndex(text);
  const told = problems.filter(({ severity }) => severity === 'error' || severity === 'warning');
  const isWrong = told.some(({ severity }) => severity === 'error');
  if (isWrong && format === 'json') {
    const list = told.map(({ code, severity, message, span }) => ({
      ...{ code, severity, message: renderMessage(message), range: lines.range(span) },
    }));
    terminal.write(`${JSON.stringify({ path: file, problems: list, published: [] }, null, 2)}\n`);
    return true;
  }
  for (const { severity, message, span } of told) {
    const { line, character } = lines.position(span.start);
    const place = `${file}:${String(line + 1)}:${String(character + 1)}`;
    terminal.writeError(`${printable(`${place} ${severity}: ${renderMessage(message)}`)}\n`);
  }
  return isWrong;
}
