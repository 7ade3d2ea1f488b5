import type { AuditedPlatform } from '../../adapters/audit/auditImage.ts';
import { instructionOf, type AuditedImage } from './auditText.ts';

/** The public JSON of `multiarch audit` (docs/cli.md). */
export function auditJson({ inspection, platforms, problems }: AuditedImage) {
  const { reference, digest } = inspection;
  return { reference, digest, problems, platforms: platforms.map(platformJson) };
}

function platformJson({ entry, audit, bytesRead }: AuditedPlatform) {
  const { platform: declared, digest } = entry;
  if (!audit.known) {
    const { code, message } = audit.reason;
    return { declared, digest, verdict: 'unknown', reason: { code, message }, bytesRead };
  }
  const { verdict, started, files, wrongCount, counts, remarks, layersLeft } = audit.value;
  const layers = entry.details.known ? entry.details.value.layers : [];
  const [first] = started;
  const layerOf = (layer: number) => {
    const instruction = instructionOf(entry, layer);
    return { layer: layers[layer]?.digest ?? '', ...(instruction !== '' && { instruction }) };
  };
  return {
    ...{ declared, digest, verdict },
    ...(first && { entrypoint: { path: first.chain.at(-1) ?? first.word, actual: first.actual } }),
    started: started.map(({ layer, ...start }) => ({
      ...start,
      ...(layer !== undefined && layerOf(layer)),
    })),
    files: files.map(({ layer, ...file }) => ({ ...file, ...layerOf(layer) })),
    ...{ wrongCount, counts, remarks, layersLeft, bytesRead },
  };
}
