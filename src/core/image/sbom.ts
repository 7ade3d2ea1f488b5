import { fail, succeed, type Result } from '../result.ts';
import type { StatementContent } from './inspection.ts';
import { isJsonObject, type JsonObject } from './jsonFields.ts';
import { member, objectsIn, textIn, textsIn } from './looseJson.ts';

type Sbom = Extract<StatementContent, { kind: 'sbom' }>;

/** Names of tools beyond this number are not told. */
const maxTools = 20;

/** How many entries the lists of a predicate had that were left out of it, by their name. */
export type Counts = ReadonlyMap<string, number>;

/** Reads how much an SPDX 2 or CycloneDX 1 document lists, and who made it. */
export function readSbom(predicate: unknown, counts: Counts): Result<Sbom> {
  if (!isJsonObject(predicate)) return fail('the SBOM is not a JSON object');
  if (typeof predicate['spdxVersion'] === 'string') return succeed(readSpdx(predicate, counts));
  if (predicate['bomFormat'] === 'CycloneDX') return succeed(readCycloneDx(predicate, counts));
  return fail('the SBOM is neither SPDX nor CycloneDX');
}

/** SPDX 2.3, clauses 6.8 (Creator) and 7 (packages). */
function readSpdx(predicate: JsonObject, counts: Counts): Sbom {
  const tools = textsIn(member(predicate, 'creationInfo'), 'creators').flatMap((creator) =>
    creator.startsWith('Tool:') ? [creator.slice('Tool:'.length).trim()] : [],
  );
  return {
    kind: 'sbom',
    format: 'SPDX',
    version: textIn(predicate, 'spdxVersion'),
    packages: counts.get('packages') ?? countOf(predicate['packages']),
    tools: tools.slice(0, maxTools),
  };
}

/** CycloneDX 1.4 has a list of tools, 1.5 and newer an object of components. */
function readCycloneDx(predicate: JsonObject, counts: Counts): Sbom {
  const metadata = member(predicate, 'metadata');
  const tools = [
    ...objectsIn(metadata, 'tools'),
    ...objectsIn(member(metadata, 'tools'), 'components'),
  ].map((tool) => [textIn(tool, 'name'), textIn(tool, 'version')].filter(Boolean).join('-'));
  return {
    kind: 'sbom',
    format: 'CycloneDX',
    version: textIn(predicate, 'specVersion'),
    packages: counts.get('components') ?? countOf(predicate['components']),
    tools: tools.filter((name) => name !== '').slice(0, maxTools),
  };
}

function countOf(list: unknown): number {
  return Array.isArray(list) ? list.length : 0;
}
