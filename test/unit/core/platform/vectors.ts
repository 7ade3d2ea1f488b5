import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The rows of a file in test/fixtures/vectors: inputs, and what the real program answered. */
export function readVectors<Row>(name: string): Row[] {
  const path = join(__dirname, '../../../fixtures/vectors', `${name}.json`);
  return (JSON.parse(readFileSync(path, 'utf8')) as { vectors: Row[] }).vectors;
}
