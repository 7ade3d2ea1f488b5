import { readFileSync } from 'node:fs';
import path from 'node:path';

interface Metafile {
  readonly outputs: Readonly<
    Record<
      string,
      {
        readonly bytes: number;
        readonly inputs: Readonly<Record<string, { readonly bytesInOutput: number }>>;
      }
    >
  >;
}

/** A program under dist and what it is made of. Sizes are bytes, minified. */
export interface Bundle {
  readonly name: string;
  readonly bytes: number;
  /** The largest packages, and folders of ours, first. */
  readonly parts: readonly (readonly [name: string, bytes: number])[];
}

/** Reads what the last `npm run build` said about its programs. */
export function readBundles(): Bundle[] {
  const file = path.join(__dirname, '../../dist/metafile.json');
  const { outputs } = JSON.parse(readFileSync(file, 'utf8')) as Metafile;
  return Object.entries(outputs).map(([name, { bytes, inputs }]) => {
    const sizes = new Map<string, number>();
    for (const [input, { bytesInOutput }] of Object.entries(inputs)) {
      const part = partOf(input);
      sizes.set(part, (sizes.get(part) ?? 0) + bytesInOutput);
    }
    return { name, bytes, parts: [...sizes].sort(([, a], [, b]) => b - a) };
  });
}

function partOf(input: string): string {
  return (
    /(?:.*\/)?node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(input)?.[1] ??
    /^src\/core\/[^/]+|^src\/[^/]+/.exec(input)?.[0] ??
    input
  );
}
