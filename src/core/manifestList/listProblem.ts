/**
 * What is wrong, or odd, with a manifest list that somebody wants to make. Errors keep it from being made.
 *
 * - `no-sources`: nothing to put into it
 * - `too-long`: more entries than any real list has, which would only fill memory
 * - `unreadable`: a source is no manifest that can be in a list; `detail` says why
 * - `legacy-manifest`: a source is of Docker's schema 1, which cannot be in a list
 * - `platform-unknown`: neither the source's config nor anything else says for which platform it is
 * - `platform-missing`: a source has no image for a platform that it was to give
 * - `platform-ambiguous`: one platform is said of a source that has several images; `detail` names theirs
 * - `duplicate-platform`: two images for one platform: whoever pulls gets the first
 * - `differs-from-config`: an image is listed for a platform that its own config does not name
 * - `windows-without-version`: Windows chooses among images by `os.version`, and this one has none
 * - `attestation-without-image`: a statement about an image that is not in the list
 * - `nested-list`: a list in a list, which hardly any tool pulls
 * - `annotations-need-oci`: a Docker manifest list has no place for annotations
 * - `oci-in-docker-list`: an OCI image in a Docker manifest list, which some registries refuse
 */
export interface ListProblem {
  readonly code: ListProblemCode;
  readonly severity: 'error' | 'warning';
  /** Position of the source, 0-based; absent when the whole list is meant. */
  readonly source?: number;
  /** As `formatPlatformAll` writes it. */
  readonly platform?: string;
  readonly digest?: string;
  /** The other image of two for one platform, or what the config says. */
  readonly other?: string;
  readonly detail?: string;
}

export type ListProblemCode =
  | 'no-sources'
  | 'too-long'
  | 'unreadable'
  | 'legacy-manifest'
  | 'platform-unknown'
  | 'platform-missing'
  | 'platform-ambiguous'
  | 'duplicate-platform'
  | 'differs-from-config'
  | 'windows-without-version'
  | 'attestation-without-image'
  | 'nested-list'
  | 'annotations-need-oci'
  | 'oci-in-docker-list';
