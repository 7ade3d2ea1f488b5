import { setImmediate } from 'node:timers/promises';
import type { Fact } from '../../core/facts.ts';
import type { StatementKind } from '../../core/image/inspection.ts';
import { createJsonSkimmer } from '../../core/image/skimJson.ts';
import { say } from '../../core/language.ts';
import type { VerifiedContent } from '../registry/contentReader.ts';
import { unknown } from './imageContents.ts';
import { parseContent } from './readJson.ts';

/** Bytes that are read in one go: some milliseconds, between which others get their turn. */
const slice = 128 * 1024;

/** What is parsed, in bytes, once the lists of an SBOM are left out: real ones have some KB. */
const parsedLimit = 4 * 1024 * 1024;

/** A statement without the lists of its SBOM, of which only the lengths are told. */
export interface ParsedStatement {
  readonly json: unknown;
  readonly counts: ReadonlyMap<string, number>;
}

/**
 * Reads a statement without holding up everybody else: an SBOM of 30 MB would take a second.
 *
 * @throws the signal's reason when cancelled
 */
export async function parseStatement(
  { body }: VerifiedContent,
  kind: StatementKind,
  signal: AbortSignal,
): Promise<Fact<ParsedStatement>> {
  const skimmer = createJsonSkimmer();
  for (let at = 0; at < body.length; at += slice) {
    skimmer.take(body.subarray(at, at + slice));
    await setImmediate(undefined, { signal });
  }
  const skimmed = skimmer.finish();
  if (!skimmed.ok)
    return unknown('malformed', say('It was not read: {0}.', skimmed.problem.message));
  const { pieces, counts } = skimmed.value;
  const rest = kind === 'sbom' ? Buffer.concat(pieces) : body;
  if (rest.length > parsedLimit) {
    return unknown(
      'malformed',
      say('It was not read, because it is larger than {0} bytes.', parsedLimit),
    );
  }
  const json = parseContent({ body: rest }, 'statement');
  const left = kind === 'sbom' ? counts : new Map<string, number>();
  return json.known ? { ...json, value: { json: json.value, counts: left } } : json;
}
