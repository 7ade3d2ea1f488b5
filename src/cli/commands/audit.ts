import { auditPlatforms, type AuditedPlatform } from '../../adapters/audit/auditImage.ts';
import { auditOutput } from '../../adapters/audit/auditOutput.ts';
import { exportedContents } from '../../adapters/docker/exportedContents.ts';
import type { LayeredContents } from '../../adapters/inspection/imageContents.ts';
import { inspectImage } from '../../adapters/inspection/inspectImage.ts';
import { isBorneOut } from '../../core/audit/borneOut.ts';
import { cheapProblems } from '../../core/audit/cheapProblems.ts';
import { pulledReference } from '../../core/image/reference.ts';
import {
  formatPlatformAll,
  parsePlatform,
  normalizePlatform,
} from '../../core/platform/platform.ts';
import { auditJson } from '../audit/auditJson.ts';
import { auditSarif, failedAuditSarif } from '../audit/auditSarif.ts';
import { auditText, type AuditedImage } from '../audit/auditText.ts';
import type { Command } from '../commandLine.ts';
import { readInspection, unlessInterrupted } from '../imageDetails.ts';
import { contentsOf, readImageOperand, type WrittenImage } from '../imageSubject.ts';
import { parseCall, readFormat, readGivenPlatforms } from '../options.ts';
import { openRegistries } from '../registries.ts';
import { CommandError, UsageError, exitCode, type Caller, type ExitCode } from '../terminal.ts';

/** `multiarch audit <image>`: whether an image's files are for the platforms that it declares. */
export const auditCommand: Command = {
  help: `Usage: multiarch audit <image> [--platform a,b] [--entrypoint-only] [--engine] [--name n]
                        [--format text|json|sarif]

Reads the layers of each platform and the headers of every program and library in them, and says
whether they were made for the platform that the image declares. Nothing is unpacked or executed.

  <image>                a reference, the folder of an OCI layout, or a tar archive of one (also
                         gzip or zstd, also of docker save); or what a build has written with
                         --output type=local or type=tar
  --platform a,b         only these platforms; may be repeated (default: all of the image)
  --entrypoint-only      reads layers from the top, and stops as soon as it is known for what the
                         program was made that a container starts first
  --engine               the image of this name that the Docker engine has, not the registry's
  --name n               which image of the folder or archive (default: its first)
  --format F             text for people (default), json for programs, sarif for code hosts

Exit codes: 0 no verdict is wrong; 1 a verdict is wrong; 2 bad usage, or a platform could not be read.
`,
  async run(args, terminal) {
    const { values, positionals } = parseCall(args, {
      format: { type: 'string' },
      name: { type: 'string' },
      platform: { type: 'string', multiple: true },
      'entrypoint-only': { type: 'boolean' },
      engine: { type: 'boolean' },
    });
    const format = values.format === 'sarif' ? 'sarif' : readFormat(values.format, ' or "sarif"');
    const [written, ...more] = positionals;
    if (written === undefined || more.length > 0) throw new UsageError('Give one image.');
    const wanted = readGivenPlatforms(values.platform);
    const { 'entrypoint-only': entrypointOnly = false, engine = false } = values;
    const options = { wanted, entrypointOnly, engine };
    try {
      const image = await readImageOperand(written, values.name);
      if (engine && image.kind !== 'registry') {
        throw new UsageError('--engine goes with the name of an image.');
      }
      const audited = await audit(image, options, terminal);
      terminal.write(print[format](audited));
      return codeOf(audited);
    } catch (error) {
      // Code hosts refuse an empty file, and would hide why there is none.
      if (format === 'sarif' && error instanceof CommandError && !(error instanceof UsageError)) {
        terminal.write(asJson(failedAuditSarif(error.message)));
      }
      throw error;
    }
  },
};

const asJson = (value: object): string => `${JSON.stringify(value, null, 2)}\n`;

const print: Readonly<Record<'text' | 'json' | 'sarif', (image: AuditedImage) => string>> = {
  text: auditText,
  json: (image) => asJson(auditJson(image)),
  sarif: (image) => asJson(auditSarif(image)),
};

interface Options {
  readonly wanted: readonly string[] | undefined;
  readonly entrypointOnly: boolean;
  /** Whether the image is one that the Docker engine has. */
  readonly engine: boolean;
}

async function audit(
  image: WrittenImage,
  { wanted, entrypointOnly, engine }: Options,
  caller: Caller,
): Promise<AuditedImage> {
  const { signal } = caller;
  const { contents, dispose } = await openContents(image, engine, caller);
  try {
    // A registry may count what is read of each platform.
    const index = await unlessInterrupted(inspectImage(contents, 'index', signal), signal);
    if (!index.known) {
      const { code, message } = index.reason;
      if (image.kind === 'registry' || image.name !== undefined || code !== 'not-found') {
        throw new CommandError(message);
      }
      return await auditBuildOutput(image.path, wanted, signal);
    }
    const digests = chosenOf(index.value.platforms, wanted).map(({ digest }) => digest);
    const inspection = await readInspection(contents, signal, digests);
    const chosen = {
      ...inspection,
      platforms: inspection.platforms.filter(({ digest }) => digests.includes(digest)),
    };
    const auditing = auditPlatforms(chosen, contents, { entrypointOnly }, signal);
    const platforms = await unlessInterrupted(auditing, signal);
    const judged = platforms.map(({ entry, audit: fact }) => ({
      platform: entry.platform,
      audit: fact,
    }));
    const problems = cheapProblems(inspection).filter((problem) => isBorneOut(problem, judged));
    return { inspection, platforms, problems };
  } finally {
    await dispose();
  }
}

async function openContents(
  image: WrittenImage,
  engine: boolean,
  caller: Caller,
): Promise<{ readonly contents: LayeredContents; readonly dispose: () => Promise<void> }> {
  if (engine && image.kind === 'registry') {
    const { canonical } = pulledReference(image.reference);
    const surroundings = { environment: process.env, platform: process.platform };
    const contents = exportedContents(canonical, surroundings);
    return { contents, dispose: () => contents.dispose() };
  }
  const references = image.kind === 'registry' ? [image.reference.canonical] : [];
  const registries = await openRegistries(references, { engineImages: false }, caller);
  return { contents: contentsOf(registries)(image), dispose: () => registries.dispose() };
}

/** What a build has written instead of an image. */
async function auditBuildOutput(
  place: string,
  wanted: readonly string[] | undefined,
  signal: AbortSignal,
): Promise<AuditedImage> {
  const [only = '', ...others] = wanted ?? [];
  const parsed = parsePlatform(only);
  const declared = parsed.ok && others.length === 0 ? parsed.value : undefined;
  const output = await unlessInterrupted(auditOutput(place, declared, signal), signal);
  if (!output.known) {
    const { code, message } = output.reason;
    const advice = 'If a build has written it for one platform, name that with --platform.';
    throw new CommandError(code === 'undeclared' ? `${message} ${advice}` : message);
  }
  const { inspection, platforms } = output.value;
  const chosen = chosenOf(inspection.platforms, wanted);
  const audited = platforms.filter(({ entry }) => chosen.includes(entry));
  return { inspection, platforms: audited, problems: [] };
}

/** @throws {CommandError} for one that the image does not have */
function chosenOf<P extends { readonly platform: string }>(
  platforms: readonly P[],
  wanted: readonly string[] | undefined,
): readonly P[] {
  if (wanted === undefined) return platforms;
  const chosen = wanted.map(normalized);
  const names = ({ platform }: P) => [platform, withoutVersion(platform)];
  const missing = chosen.filter((name) => !platforms.some((each) => names(each).includes(name)));
  if (missing.length > 0) {
    const has = platforms.map(({ platform }) => platform).join(', ');
    throw new CommandError(`The image has no ${missing.join(', ')}. It has: ${has}.`);
  }
  return platforms.filter((each) => names(each).some((name) => chosen.includes(name)));
}

/** Without the version of its system: `windows/amd64` for `windows(10.0.20348)/amd64`. */
function withoutVersion(platform: string): string {
  const [start, end] = [platform.indexOf('('), platform.indexOf(')')];
  return start === -1 || end < start
    ? platform
    : platform.slice(0, start) + platform.slice(end + 1);
}

function normalized(text: string): string {
  const platform = parsePlatform(text);
  return platform.ok ? formatPlatformAll(normalizePlatform(platform.value)) : text;
}

function codeOf({ platforms }: AuditedImage): ExitCode {
  const isWrong = ({ audit: fact }: AuditedPlatform) =>
    fact.known && fact.value.verdict === 'wrong';
  if (platforms.some(isWrong)) return exitCode.found;
  return platforms.every(({ audit: fact }) => fact.known) ? exitCode.done : exitCode.failed;
}
