import type { Fact } from '../../core/facts.ts';
import type { StatementContent, StatementInspection } from '../../core/image/inspection.ts';
import type { Descriptor } from '../../core/image/manifest.ts';
import {
  PREDICATE_TYPE,
  STATEMENT_TYPE,
  readStatement,
  statementKind,
} from '../../core/image/statement.ts';
import { say } from '../../core/language.ts';
import { manifestLimit } from '../registry/contentLimits.ts';
import { unknown, type ImageContents } from './imageContents.ts';
import { readManifest } from './readJson.ts';
import { parseStatement } from './parseStatement.ts';

/** Larger statements, in bytes, are not read. The SBOM of a large image has some 10 MB. */
const statementLimit = 32 * 1024 * 1024;

/** How many statements of one attestation are read; BuildKit writes one or two. */
const maxStatements = 20;

/**
 * Reads the statements of an attestation: one request for its manifest and one for each. What cannot be read
 * is unknown on its own.
 *
 * @param digest of the attestation's manifest
 * @throws the signal's reason when cancelled
 */
export async function readAttestation(
  digest: string,
  contents: ImageContents,
  signal: AbortSignal,
): Promise<Fact<readonly StatementInspection[]>> {
  const what = 'attestation';
  const manifest = await readManifest({ digest, limit: manifestLimit, what }, contents, signal);
  if (!manifest.known) return manifest;
  const layers = manifest.value.kind === 'image' ? manifest.value.layers : [];
  const statements: StatementInspection[] = [];
  // One after the other: each may take as much memory as the largest.
  for (const layer of layers.slice(0, maxStatements)) {
    statements.push(await readLayer(layer, contents, signal));
  }
  return { known: true, value: statements, asOf: manifest.asOf };
}

async function readLayer(
  { digest, size, mediaType, annotations }: Descriptor,
  contents: ImageContents,
  signal: AbortSignal,
): Promise<StatementInspection> {
  const announced = annotations?.[PREDICATE_TYPE] ?? '';
  const layer = { digest, size, predicateType: announced, kind: statementKind(announced) };
  if (mediaType !== STATEMENT_TYPE) {
    const content = unknown('malformed', say('It is no in-toto statement, but {0}.', mediaType));
    return { ...layer, content };
  }
  const what = 'statement';
  const read = await contents.read({ digest, kind: 'blobs', limit: statementLimit, what }, signal);
  const json = read.known ? await parseStatement(read.value, layer.kind, signal) : read;
  if (!json.known) return { ...layer, content: json };
  const statement = readStatement(json.value.json, json.value.counts);
  if (!statement.ok) {
    const message = say('It cannot be used: {0}.', statement.problem.message);
    return { ...layer, content: unknown('malformed', message) };
  }
  const { predicateType, content } = statement.value;
  const fact: Fact<StatementContent> = { known: true, value: content, asOf: json.asOf };
  return { ...layer, predicateType, kind: statementKind(predicateType), content: fact };
}
