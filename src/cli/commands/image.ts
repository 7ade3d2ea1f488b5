import { quotaText, type Quota } from '../../adapters/registry/quotas.ts';
import { ageText } from '../../core/age.ts';
import type { Fact, ImageFacts } from '../../core/facts.ts';
import { reportImage } from '../../core/image/report.ts';
import type { Command } from '../commandLine.ts';
import { comparisonJson, comparisonText } from '../imageComparison.ts';
import { detailsJson, readDetails, readInspection } from '../imageDetails.ts';
import { detailsText } from '../imageDetailsText.ts';
import { contentsOf, readImageOperand } from '../imageSubject.ts';
import { imageTags, readTagWish } from '../imageTags.ts';
import type { ImageContents } from '../../adapters/inspection/imageContents.ts';
import { compareImages } from '../../core/image/compareImages.ts';
import type { ImageInspection } from '../../core/image/inspection.ts';
import { parseCall, readFormat, type OutputFormat } from '../options.ts';
import { openRegistries } from '../registries.ts';
import { CommandError, UsageError, exitCode, printable, type Caller } from '../terminal.ts';

/** `multiarch image <reference>`: the platforms of an image in a registry. */
export const imageCommand: Command = {
  help: `Usage: multiarch image <reference> [--format text|json]
       multiarch image <image> --details [--name n] [--format text|json]
       multiarch image <image> --compare <image> [--format text|json]
       multiarch image <repository> --tags [--platform a,b] [--limit n] [--format text|json]

Lists the platforms of an image in a registry, with their digests. Attestations are counted apart.
With --details: reads configs, layers, attestations and signatures as well.
With --compare: says which platforms were added, lost and changed.
With --tags: lists tags of its repository with their platforms, those nearest to its own tag first.

  <reference>            e.g. alpine:3.20, ghcr.io/owner/app@sha256:…, 127.0.0.1:5000/app
  <image>                a reference, the folder of an OCI layout, or a tar archive of one (also
                         gzip or zstd, also of docker save)
  --details              everything that is told of it
  --name n               which image of the folder or archive (default: its first)
  --compare <image>      what another one has that this one has not, and the other way round
  --tags                 other tags, instead of this one's platforms
  --platform a,b         only tags that have all of these; may be repeated (default: any)
  --limit n              how many tags, 1 to 100 (default: 10)
  --format text|json     text for people (default), JSON for programs (docs/cli.md)

Exit codes: 0 done; 2 bad usage, or the image could not be read.
`,
  async run(args, terminal) {
    const { values, positionals } = parseCall(args, {
      format: { type: 'string' },
      details: { type: 'boolean' },
      name: { type: 'string' },
      compare: { type: 'string' },
      tags: { type: 'boolean' },
      platform: { type: 'string', multiple: true },
      limit: { type: 'string' },
    });
    const format = readFormat(values.format);
    const tagWish = readTagWish(values);
    const { details = false, name, compare } = values;
    if ([tagWish !== undefined, details, compare !== undefined].filter(Boolean).length > 1) {
      throw new UsageError('Give one of --details, --compare and --tags.');
    }
    const [written, ...more] = positionals;
    if (written === undefined || more.length > 0) throw new UsageError('Give one image reference.');
    if (details || compare !== undefined) {
      terminal.write(await inspect({ written, name, compare }, format, terminal));
      return exitCode.done;
    }
    if (name !== undefined) throw new UsageError('--name goes with --details.');
    const operand = await readImageOperand(written, undefined);
    if (operand.kind !== 'registry') {
      throw new UsageError(`${written} is a file or a folder: add --details.`);
    }
    const { reference } = operand;
    const { canonical, domain } = reference;
    const places = { engineImages: false };
    const registries = await openRegistries([canonical], places, terminal);
    try {
      if (tagWish) {
        terminal.write(await imageTags(reference, tagWish, format, registries));
        return exitCode.done;
      }
      const fact = await registries.resolve(canonical);
      if (!fact.known) throw new CommandError(fact.reason.message);
      const answer = { fact, quota: registries.quota(domain) };
      terminal.write(format === 'json' ? jsonText(toJson(answer)) : toText(answer, Date.now()));
      return exitCode.done;
    } finally {
      await registries.dispose();
    }
  },
};

/** Which image is looked at as a whole, and which one it is compared with. */
interface Inspected {
  readonly written: string;
  readonly name: string | undefined;
  readonly compare: string | undefined;
}

/** What `--details` and `--compare` print. */
async function inspect(
  { written, name, compare }: Inspected,
  format: OutputFormat,
  caller: Caller,
): Promise<string> {
  const { signal } = caller;
  const image = await readImageOperand(written, name);
  const other = compare === undefined ? undefined : await readImageOperand(compare, undefined);
  const references = [image, ...(other ? [other] : [])].flatMap((operand) =>
    operand.kind === 'registry' ? [operand.reference.canonical] : [],
  );
  const registries = await openRegistries(references, { engineImages: false }, caller);
  const contents = contentsOf(registries);
  try {
    if (other === undefined) {
      const details = await readDetails(contents(image), signal);
      return format === 'json' ? jsonText(detailsJson(details)) : detailsText(details, Date.now());
    }
    const [before, after] = await readBoth([contents(image), contents(other)], signal);
    return format === 'json'
      ? jsonText(comparisonJson(before, after))
      : comparisonText(before, after);
  } finally {
    await registries.dispose();
  }
}

/** Of images whose registry counts what is read, only the platforms that differ. */
async function readBoth(
  [before, after]: readonly [ImageContents, ImageContents],
  signal: AbortSignal,
): Promise<readonly [ImageInspection, ImageInspection]> {
  const [first, second] = await Promise.all([
    readInspection(before, signal, []),
    readInspection(after, signal, []),
  ]);
  const { changed } = compareImages(first, second);
  if (changed.length === 0) return [first, second];
  const wanted = changed.flatMap((platform) => [platform.before, platform.after]);
  return Promise.all([
    readInspection(before, signal, wanted),
    readInspection(after, signal, wanted),
  ]);
}

function jsonText(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** What a registry has said. */
interface Answer {
  readonly fact: Extract<Fact<ImageFacts>, { known: true }>;
  /** Where the registry tells its limit. */
  readonly quota: Quota | undefined;
}

/** The public JSON (docs/cli.md). */
function toJson({ fact: { value, asOf, remembered }, quota }: Answer) {
  return {
    ...reportImage(value),
    asOf: new Date(asOf).toISOString(),
    ...(remembered && { remembered: remembered.message }),
    ...(quota && {
      quota: {
        limit: quota.limit,
        remaining: quota.remaining,
        windowSeconds: quota.window,
        asOf: new Date(quota.asOf).toISOString(),
      },
    }),
  };
}

function toText({ fact, quota }: Answer, now: number): string {
  const report = reportImage(fact.value);
  const width = Math.max(0, ...report.platforms.map(({ platform }) => platform.length));
  const lines = report.platforms.map(({ platform, digest, created }) =>
    printable([platform.padEnd(width), digest, created ?? ''].join('  ').trimEnd()),
  );
  const from = report.source.mirror === undefined ? '' : `\nmirror     ${report.source.mirror}`;
  const { length } = report.attestations;
  const attestations = length === 0 ? '' : `\n${length} attestation${length === 1 ? '' : 's'}`;
  const { remembered } = fact;
  const why = remembered === undefined ? '' : `, remembered: ${printable(remembered.message)}`;
  return `${report.reference}
digest     ${report.digest}
media type ${printable(report.mediaType)}${from}
as of      ${ageText(fact.asOf, now)}${why}${quota === undefined ? '' : `\npulls left ${quotaText(quota)}`}

${lines.join('\n')}${attestations}
`;
}
