import { fail, succeed, type Result } from '../result.ts';
import type { StatementContent, StatementKind } from './inspection.ts';
import { isJsonObject } from './jsonFields.ts';
import { readProvenance } from './provenance.ts';
import { readSbom, type Counts } from './sbom.ts';

/** The media type of a layer that is a statement. */
export const STATEMENT_TYPE = 'application/vnd.in-toto+json';
/** Annotation of such a layer, written by BuildKit. */
export const PREDICATE_TYPE = 'in-toto.io/predicate-type';

const SBOM_TYPES = ['https://spdx.dev/Document', 'https://cyclonedx.org/bom'];
const PROVENANCE_TYPE = 'https://slsa.dev/provenance/';

/** What kind of statement a predicate type names; versions may follow it. */
export function statementKind(predicateType: string): StatementKind {
  if (SBOM_TYPES.some((type) => predicateType.startsWith(type))) return 'sbom';
  return predicateType.startsWith(PROVENANCE_TYPE) ? 'provenance' : 'other';
}

/**
 * Reads an in-toto statement (in-toto attestation framework v0.1 and v1, statement.md). A predicate of a
 * kind that is not known is `other`.
 *
 * @param counts of lists that were left out of the JSON (`skimJson.ts`)
 */
export function readStatement(
  json: unknown,
  counts: Counts = new Map(),
): Result<{ readonly predicateType: string; readonly content: StatementContent }> {
  if (!isJsonObject(json)) return fail('the statement is not a JSON object');
  const { predicateType, predicate } = json;
  if (typeof predicateType !== 'string') return fail('the statement names no predicate type');
  const kind = statementKind(predicateType);
  const content =
    kind === 'sbom'
      ? readSbom(predicate, counts)
      : kind === 'provenance'
        ? readProvenance(predicate)
        : succeed({ kind: 'other' } as const);
  return content.ok ? succeed({ predicateType, content: content.value }) : content;
}
