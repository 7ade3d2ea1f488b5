import fs from 'node:fs';
import path from 'node:path';

const tables = ['dockerfile-parse', 'from-lines', 'lint-platform'];

/** Every Dockerfile of the vectors, each once. */
export function vectorDockerfiles(): readonly string[] {
  const texts = tables.flatMap((name) => {
    const file = path.join(__dirname, '../../fixtures/vectors', `${name}.json`);
    const { vectors } = JSON.parse(fs.readFileSync(file, 'utf8')) as {
      vectors: readonly { dockerfile?: string }[];
    };
    return vectors.flatMap(({ dockerfile }) => dockerfile ?? []);
  });
  return [...new Set(texts)];
}
