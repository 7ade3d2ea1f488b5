import { hasClassicStore } from '../build/outputs.ts';
import type { Builder } from '../build/workerNode.ts';
import type { Fact } from '../facts.ts';
import {
  listed,
  say,
  type ExplainedResult,
  type ExplainedStage,
  type Sentence,
} from './explanation.ts';

/** What is known when the result is described. */
export interface ResultSources {
  readonly targets: readonly string[];
  /** The stages, in order; that of the result is marked. */
  readonly stages: readonly ExplainedStage[];
  readonly builder: Fact<Builder>;
  /** Whether plain files come out, and no image. */
  readonly exportsFiles: boolean;
}

/** The platform of attestations (buildx 0.10 on; image-spec knows no other place for them). */
const attestationPlatform = 'unknown/unknown';

/**
 * What a build gives: a manifest list with one image for each target, and beside each an attestation, which
 * buildx asks for by itself (0.10 on: provenance, mode=min) of builders that can write some.
 */
export function resultWords(sources: ResultSources): ExplainedResult {
  const { targets, builder, exportsFiles } = sources;
  const failing = targets.filter((target) => fails(sources, target));
  if (targets.length === 0) return { says: [], entries: [] };
  const refused: readonly Sentence[] =
    failing.length === 0
      ? []
      : [
          say(
            'The build fails for {0}. It is one build for all targets, so nothing is pushed or loaded for the others either.',
            listed(failing),
          ),
        ];
  if (exportsFiles) {
    return {
      says: [
        ...refused,
        say('The result is written as plain files, so there is no image and no list.'),
      ],
      entries: [],
    };
  }
  if (isClassic(builder)) {
    const words = say(
      'The builder “{0}” is the Docker engine with its classic image store, which holds no manifest list and no attestations: one platform at a time, or another builder and --push.',
      builder.value.name,
    );
    return { says: [...refused, words], entries: [] };
  }
  const several = targets.length > 1;
  return {
    says: [
      ...refused,
      several
        ? say(
            'A manifest list: {0} images under one name, and everybody who pulls gets the one for their platform.',
            String(targets.length),
          )
        : say(
            'One image, for {0}. With the attestation beside it, it stands in a list all the same.',
            listed(targets),
          ),
      say(
        'Beside each image stands an attestation, which buildx adds by itself: how it was built (provenance, mode=min). Other tools show it as the platform {0}.',
        attestationPlatform,
      ),
      say(
        '--provenance=mode=max writes more into it, also the values of build arguments; --sbom=true adds what packages are in the image. Neither adds an entry. --provenance=false without --sbom leaves the attestations out.',
      ),
    ],
    entries: [
      ...targets.map((platform) => ({ platform, what: say('the image for {0}', platform) })),
      ...targets.map((platform) => ({
        platform: attestationPlatform,
        what: say('the attestation of the image for {0}', platform),
      })),
    ],
  };
}

/** Whether a stage that a target needs cannot be built. */
function fails({ stages }: ResultSources, target: string): boolean {
  return stages.some(({ cells }) =>
    cells.some(
      ({ platform, state }) =>
        platform === target && (state === 'missing-base' || state === 'not-runnable'),
    ),
  );
}

function isClassic(builder: Fact<Builder>): builder is Extract<Fact<Builder>, { known: true }> {
  return (
    builder.known && builder.value.driver === 'docker' && builder.value.nodes.some(hasClassicStore)
  );
}
