import type { ImageInspection, PlatformInspection } from '../image/inspection.ts';

/** What is wrong with an image by its manifests and configs alone. */
export type CheapProblem =
  /** Two platforms of different architectures have the same files: of one of them they cannot be. */
  | { readonly code: 'identical-layers'; readonly platforms: readonly string[] }
  | { readonly code: 'platform-mismatch'; readonly platform: string; readonly declared: string }
  | { readonly code: 'orphan-attestation'; readonly digest: string };

/** Finds it without reading a layer. */
export function cheapProblems({ platforms, oddities }: ImageInspection): readonly CheapProblem[] {
  const found: CheapProblem[] = oddities.flatMap((oddity): CheapProblem[] => {
    if (oddity.code === 'platform-mismatch') return [oddity];
    if (oddity.code !== 'orphan-attestation') return [];
    return [{ code: oddity.code, digest: oddity.digest }];
  });
  const alike = new Map<string, PlatformInspection[]>();
  for (const platform of platforms) {
    if (!platform.details.known || platform.details.value.layers.length === 0) continue;
    const key = platform.details.value.layers.map(({ digest }) => digest).join(' ');
    alike.set(key, [...(alike.get(key) ?? []), platform]);
  }
  for (const same of alike.values()) {
    if (new Set(same.map(architectureOf)).size < 2) continue;
    found.push({ code: 'identical-layers', platforms: same.map(({ platform }) => platform) });
  }
  return found;
}

function architectureOf({ platform }: PlatformInspection): string {
  return platform.split('/')[1] ?? '';
}
