import { stat } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { readBake } from '../../adapters/workspace/bakePrint.ts';
import { readReport, type ReportFolder } from '../../adapters/report/readReport.ts';
import { parsePlatform, type Platform } from '../../core/platform/platform.ts';
import type { Report } from '../../core/report/report.ts';
import { reportJson } from '../../core/report/reportJson.ts';
import { reportMarkdown } from '../../core/report/reportMarkdown.ts';
import { reportSarif } from '../../core/report/reportSarif.ts';
import { reportText } from '../../core/report/reportText.ts';
import { askBuildPlatform } from '../builders.ts';
import type { Command } from '../commandLine.ts';
import { problemText } from '../fileProblems.ts';
import { bakeNotAsked } from '../fileProjects.ts';
import { askNobody, askRegistries } from '../lookUp.ts';
import { defaultPlatforms, parseCall, readGivenPlatforms } from '../options.ts';
import { openRegistries, type Registries } from '../registries.ts';
import { CommandError, UsageError, exitCode, printable, type Terminal } from '../terminal.ts';
import { version } from '../version.ts';

/** `multiarch report`: whether a whole repository is ready for its targets, and what to do first. */
export const reportCommand: Command = {
  help: `Usage: multiarch report [folder…] [options]

Says whether everything in a folder that names or builds an image is ready for its target platforms: which
images lack one, what Dockerfiles, bake and compose files do wrong there, and what unblocks most.

  [folder…]              where to look (default: here); without node_modules, vendor and what tools make
  --target a,b           target platforms, e.g. linux/arm64; may be repeated (default: what each file is
                         built for by its comment, .multiarch.yaml, a bake or a compose file, else
                         linux/amd64,linux/arm64)
  --require-facts        fail with exit code 2 when something stayed unknown
  --offline              ask no registry and no builder
  --format F             text for people (default), markdown for a page, json for programs, sarif for code
                         hosts

Exit codes: 0 nothing is blocked; 1 something is; 2 bad usage, or it could not be done.
`,
  async run(args, terminal) {
    const { values, positionals } = parseCall(args, {
      target: { type: 'string', multiple: true },
      'require-facts': { type: 'boolean' },
      offline: { type: 'boolean' },
      format: { type: 'string' },
    });
    const { format = 'text' } = values;
    const print = Object.hasOwn(formats, format) ? formats[format] : undefined;
    if (print === undefined) {
      throw new UsageError(`--format is ${Object.keys(formats).join(', ')}, not "${format}".`);
    }
    const targets = readGivenPlatforms(values.target, '--target');
    const folders = await Promise.all((positionals.length > 0 ? positionals : ['.']).map(folderOf));
    const report = await readForCall(folders, targets, values.offline === true, terminal);
    for (const problem of report.problems) {
      terminal.writeError(`multiarch report: ${problemText(problem)}\n`);
    }
    terminal.write(print(report));
    if (report.problems.some(({ severity }) => severity === 'error')) return exitCode.failed;
    if (report.summary.some(({ blocked }) => blocked > 0)) return exitCode.found;
    const isUnknown = report.summary.some(({ unknown }) => unknown > 0);
    return isUnknown && values['require-facts'] === true ? exitCode.failed : exitCode.done;
  },
};

const formats: Readonly<Record<string, (report: Report) => string>> = {
  text: (report) => reportText(report).split('\n').map(printable).join('\n'),
  markdown: reportMarkdown,
  json: (report) => `${JSON.stringify(reportJson(report), null, 2)}\n`,
  sarif: (report) => {
    const root = `${pathToFileURL(process.cwd()).href.replace(/\/$/, '')}/`;
    return `${JSON.stringify(reportSarif(report, { version, root }), null, 2)}\n`;
  },
};

async function folderOf(written: string): Promise<ReportFolder> {
  const found = await stat(written).catch(() => undefined);
  if (found === undefined) throw new CommandError(`"${written}" does not exist.`);
  if (!found.isDirectory()) {
    throw new UsageError(`"${written}" is a file: multiarch check ${written} looks at one.`);
  }
  const inside = path.relative('', written);
  const shown = inside.startsWith('..') || path.isAbsolute(inside) ? path.resolve(written) : inside;
  const prefix = shown.split(path.sep).join('/');
  return { path: path.resolve(written), prefix: prefix === '' ? '' : `${prefix}/` };
}

async function readForCall(
  folders: readonly ReportFolder[],
  targets: readonly string[] | undefined,
  isOffline: boolean,
  terminal: Terminal,
): Promise<Report> {
  const { signal } = terminal;
  const places = { engineImages: true };
  let registries: Promise<Registries> | undefined;
  try {
    return await readReport({
      ...{ folders, targets, otherwise: defaultPlatforms },
      asked: {
        images: isOffline ? askNobody : askRegistries(places, terminal),
        buildPlatform: async () => {
          if (isOffline) return undefined;
          const asked = await askBuildPlatform(signal);
          return asked.known ? asked.value : undefined;
        },
        signal,
      },
      readBake: (folder, files) =>
        isOffline
          ? Promise.resolve(bakeNotAsked(files))
          : readBake('docker', folder, files, signal),
      findTags: isOffline
        ? undefined
        : async ({ reference, platforms }) => {
            registries ??= openRegistries([reference], places, terminal);
            return (await registries).findTags(reference, {
              platforms: parsed(platforms),
              limit: 3,
            });
          },
    });
  } catch (error) {
    if (signal.aborted && !(error instanceof CommandError)) throw new CommandError('interrupted.');
    throw error;
  } finally {
    await (await registries)?.dispose();
  }
}

function parsed(platforms: readonly string[]): readonly Platform[] {
  return platforms.flatMap((each) => {
    const platform = parsePlatform(each);
    return platform.ok ? [platform.value] : [];
  });
}
