import type { Message, RuleCode, Severity } from '../analysis/finding.ts';
import type { BlockerKind, Place } from './report.ts';

/** A blocker while it is gathered from all the places where it stands in the way. */
export interface Gathered {
  readonly kind: BlockerKind;
  readonly rule?: RuleCode;
  readonly reference?: string;
  severity: Severity;
  /** Absent where it is known at the end only: what an image lacks, of how many a file says something. */
  readonly message?: Message;
  /** By their texts. */
  readonly advice: Map<string, Message>;
  readonly targets: Set<string>;
  /** The platforms that an image was asked for and does not have. */
  readonly asked: Set<string>;
  /** By their words. */
  readonly places: Map<string, Place>;
  readonly units: Set<number>;
  /** What a file says of several: where, and for which platforms. */
  readonly said?: { readonly file: string; readonly by: string; readonly platforms: string };
  /** Of what that is said. */
  readonly names: Set<string>;
}

/** What is known of a blocker from its first place. */
export type Seed = Pick<Gathered, 'kind' | 'rule' | 'reference' | 'severity' | 'message' | 'said'>;

/** Most places that are kept of one blocker; more of them say nothing new. */
const mostPlaces = 1_000;

/** Gathers blockers by their keys. */
export class BlockerGathering {
  readonly all = new Map<string, Gathered>();

  /** Notes a blocker in a place, and gives what is known of it so far. */
  add(key: string, seed: Seed, place: Place): Gathered {
    const found = this.all.get(key) ?? {
      ...seed,
      advice: new Map<string, Message>(),
      targets: new Set<string>(),
      asked: new Set<string>(),
      places: new Map<string, Place>(),
      units: new Set<number>(),
      names: new Set<string>(),
    };
    this.all.set(key, found);
    if (seed.severity === 'error') found.severity = 'error';
    if (found.places.size < mostPlaces) found.places.set(placeKey(place), place);
    return found;
  }
}

/** Two places with the same key are the same. */
export function placeKey({ path, range }: Place): string {
  return range === undefined ? path : `${path}:${range.start.line}:${range.start.character}`;
}

/** Notes a way out, once. */
export function advise({ advice }: Gathered, message: Message): void {
  advice.set(`${message.text} ${message.args.join(' ')}`, message);
}
