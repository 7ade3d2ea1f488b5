/** A tag that was looked for. */
export interface FoundTag {
  readonly tag: string;
  /** Normalised, with OS version and features, each once, e.g. `linux/arm64`. */
  readonly platforms: readonly string[];
  /** Of the manifest that the tag names. */
  readonly digest?: string;
  /** When it was last pushed (RFC 3339), where the registry tells. */
  readonly lastUpdated?: string;
}

/** Tags of a repository, the nearest to the one that was named first. */
export interface TagSearch {
  readonly tags: readonly FoundTag[];
  /** Whether no other tag of the repository has the platforms; false as well where that is not known. */
  readonly complete: boolean;
  /** HTTP requests that it took. */
  readonly requests: number;
}
