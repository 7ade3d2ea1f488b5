import { parseDockerfile, type Dockerfile } from '../dockerfile/instructions.ts';
import type { Fact, ImageFacts } from '../facts.ts';
import { analyzeSpec, referenceOf } from '../manifestSpec/analyzeSpec.ts';
import type { ReadSpec } from '../manifestSpec/readSpec.ts';
import { LineIndex } from '../text.ts';
import type { Analysis } from './analyze.ts';

/** Judges the spec of a manifest list: an analysis as that of a Dockerfile without stages. Pure and total. */
export function analyzeSpecFile(
  text: string,
  read: ReadSpec,
  image: (reference: string) => Fact<ImageFacts>,
): Analysis {
  const lines = new LineIndex(text);
  const dockerfile: Dockerfile = { ...parseDockerfile(''), text, lines };
  const spec = analyzeSpec(read, image);
  return {
    dockerfile,
    spec,
    resolution: { targets: [] },
    ...{ targets: [], findings: [], matrix: [], sites: [], needsBases: [], needsFiles: [] },
    needs: spec.needs,
    unknown: read.spec.manifests.flatMap((manifest) => {
      const reference = referenceOf(manifest);
      const fact = reference === undefined ? undefined : image(reference);
      if (reference === undefined || fact === undefined || fact.known) return [];
      const range = lines.range(manifest.image?.span ?? manifest.span);
      return [{ reference, reason: fact.reason, range, platforms: [] }];
    }),
    needsBuildPlatform: false,
  };
}
